import { describeSighting } from '../../src/conclusion.ts'
import type { Finding } from '../../src/finding.ts'
import type { Observation } from '../../src/observation.ts'
import { RULES } from '../../src/rules.ts'

/** Everything that the rules see, whatever their step. */
export function findingsOf(seen: Observation): readonly Finding[] {
  return RULES.flatMap(({ step, look }) => look(seen).map((sighting) => describeSighting(sighting, step, seen)))
}
