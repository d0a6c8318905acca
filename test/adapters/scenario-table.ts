import type { Scenario } from '../support/scenario.ts'
import { ACTUAL_REQUEST_SCENARIOS } from './scenarios/actual-request.ts'
import { ANY_ORIGIN_SCENARIOS } from './scenarios/any-origin.ts'
import { ASKED_NAME_SCENARIOS } from './scenarios/asked-names.ts'
import { LAST_WORD_SCENARIOS } from './scenarios/last-word.ts'
import { OTHER_ORDER_SCENARIOS } from './scenarios/other-order.ts'
import { PREDICATE_SCENARIOS } from './scenarios/predicate.ts'
import { PREFLIGHT_REQUEST_SCENARIOS } from './scenarios/preflight-request.ts'
import { REFUSAL_SCENARIOS } from './scenarios/refusal.ts'
import { REPEATED_LAYER_SCENARIOS } from './scenarios/repeated-layer.ts'
import { SELECTOR_SCENARIOS } from './scenarios/selector.ts'
import { VARY_HEADER_SCENARIOS } from './scenarios/vary-header.ts'
import { WIRE_SPELLING_SCENARIOS } from './scenarios/wire-spelling.ts'

/** The whole table, except for the many values of `Origin`. */
export const SCENARIOS: readonly Scenario[] = [
  ...ACTUAL_REQUEST_SCENARIOS,
  ...PREFLIGHT_REQUEST_SCENARIOS,
  ...ASKED_NAME_SCENARIOS,
  ...VARY_HEADER_SCENARIOS,
  ...ANY_ORIGIN_SCENARIOS,
  ...PREDICATE_SCENARIOS,
  ...SELECTOR_SCENARIOS,
  ...REPEATED_LAYER_SCENARIOS,
  ...REFUSAL_SCENARIOS,
  ...WIRE_SPELLING_SCENARIOS,
  ...OTHER_ORDER_SCENARIOS,
  ...LAST_WORD_SCENARIOS,
]
