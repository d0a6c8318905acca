import { describe, expect, it } from 'vitest'
import { FINDINGS, type FindingCode } from '../../src/findings/findings.ts'

/** Checks that every code of some groups has a fixture, or a reason for having none: nothing observable reveals it. */
export function testCoverage(
  groups: readonly string[],
  triggered: Iterable<FindingCode>,
  withoutRule: readonly FindingCode[] = [],
): void {
  describe(`the codes of ${groups.join(', ')}`, () => {
    it('are all triggered by a fixture, except those that cannot be seen', () => {
      const codes = Object.keys(FINDINGS).filter((code) => groups.includes(code.split('/', 1)[0] as string))
      expect([...new Set([...triggered, ...withoutRule])].sort()).toEqual(codes.sort())
    })

    it('that cannot be seen are not triggered', () => {
      const found = new Set(triggered)
      expect(withoutRule.filter((code) => found.has(code))).toEqual([])
    })
  })
}
