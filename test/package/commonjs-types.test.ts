import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'

const PACKAGES = new URL('../../packages/', import.meta.url)
const WITH_DEFAULT = readdirSync(PACKAGES).filter((name) => existsSync(new URL(`${name}/src/index.d.cts`, PACKAGES)))

function read(path: string): string {
  return readFileSync(new URL(path, PACKAGES), 'utf8')
}

// With skipLibCheck, compilers treat a name that does not exist as `any`.
describe.each(WITH_DEFAULT)('the declarations of @crossorigin/%s for require', (name) => {
  it('have the same types as for import', () => {
    const declared = [...read(`${name}/src/index.d.cts`).matchAll(/^ {2}type \w+.* = entry\.(\w+)/gm)]
    const source = read(`${name}/src/index.ts`).replace(/export type \{([^}]*)\}/g, (_all, names) =>
      names.replace(/\w+/g, 'type $&'),
    )
    const exported = [...source.matchAll(/\btype (\w+)|\b(CorsConfigError)\b/g)]
    expect(declared.length).toBeGreaterThan(5)
    const types = exported.map(([, type, error]) => type ?? error)
    expect(declared.map(([, type]) => type).sort()).toEqual(types.sort())
  })
})
