import { describe, expect, test } from 'vitest'
import { fetchFrom, send } from './page-request.ts'
import { ALLOWED } from './program/policy.js'
import { checkRows, PAGES, readOverrides, runApplication, STRANGER } from './row.ts'

const POLITE = 'Express, * after the policy when nothing is set'

checkRows('other-headers', [
  { name: 'Express, res.append of * after the policy', warns: true },
  { name: 'Express, * before the policy', warns: true },
  { name: 'node:http, * before the policy', warns: true },
  { name: POLITE, warns: true },
  { name: 'Express, an error handler that removes every header', warns: false },
  { name: 'cors before the policy', warns: true, hasPreflights: false },
  { name: 'cors before the policy, which leaves preflights to the policy', warns: true },
  { name: 'cors after the policy, reflecting any origin', warns: true },
  { name: '@fastify/cors before the policy', warns: true, hasPreflights: false },
  { name: '@fastify/cors after the policy, reflecting any origin', warns: true },
])

describe('code that sets * when no header is set', () => {
  const running = runApplication({ program: 'other-headers', name: POLITE })

  test('warns of nothing for the allowed origin, once for other origins, and once for requests without Origin', async () => {
    for (const page of PAGES) await fetchFrom(ALLOWED, running(), page)
    expect(await readOverrides(running())).toEqual([])
    for (const page of PAGES) await send(running(), { ...page, headers: [['Origin', STRANGER]] })
    const warnings = [expect.stringMatching(/^CorsWarning: .*\*/)]
    expect(await readOverrides(running())).toEqual(warnings)
    for (const page of PAGES) await send(running(), page)
    expect(await readOverrides(running())).toEqual([...warnings, expect.stringMatching(/^CorsWarning: .*selector/)])
  })
})
