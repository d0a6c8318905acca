import { type Finding, STEPS } from '../../src/finding.ts'
import { findAt } from '../../src/findings/conclusion.ts'
import type { Observation } from '../../src/observation.ts'

/** Every finding of all steps. */
export function findingsOf(seen: Observation): readonly Finding[] {
  return STEPS.flatMap((step) => findAt(step, seen))
}
