import { it } from 'vitest'
import { writeFileSync } from 'node:fs'
import { runCase } from './support/catalogue-fixture.ts'
it('x', async () => {
  const d = await runCase({ tls: 'client-certificate', input: { method: 'PUT' }, answer: () => ({ status: 200 }) })
  writeFileSync('/tmp/zz.json', JSON.stringify(d.exchanges, null, 1) + d.findings.map((f) => f.code))
})
