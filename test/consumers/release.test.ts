import { execFile } from 'node:child_process'
import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, it } from 'vitest'
import { ROOT } from '../package/pack.js'

interface Output {
  readonly code: number
  readonly stdout: string
  readonly stderr: string
}

function rehearse(): Promise<Output> {
  return new Promise((resolve) => {
    execFile(process.execPath, ['release.js', '--dry-run'], { cwd: ROOT }, (error, stdout, stderr) => {
      resolve({ code: error === null ? 0 : Number(error.code), stdout, stderr })
    })
  })
}

it('a dry run of a release packs and checks every package, and fails while a field of owner.json is empty', async () => {
  const owner: Record<string, string> = JSON.parse(readFileSync(join(ROOT, 'owner.json'), 'utf8'))
  const empty = Object.keys(owner).filter((field) => owner[field] === '')
  const names = readdirSync(join(ROOT, 'packages'))
  const { code, stdout, stderr } = await rehearse()
  const published = [...stdout.matchAll(/^publish @crossorigin\/([a-z-]+)@\d+\.\d+\.\d+: ./gm)].map(
    ([, name = '']) => name,
  )
  expect(published.toSorted()).toEqual(names.toSorted())
  expect(published.indexOf('policy')).toBeLessThan(published.indexOf('express'))
  for (const name of names) expect(stdout).toContain(`@crossorigin/${name}: fit to be published`)
  for (const field of empty) expect(stderr).toContain(`Not ready: owner.json has no ${field}.`)
  expect(code).toBe(stderr === '' ? 0 : 1)
})
