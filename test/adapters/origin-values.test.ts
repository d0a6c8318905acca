import { describeScenarios } from '../support/scenario-suite.ts'
import { ORIGIN_VALUE_SCENARIOS } from './scenarios/origin-value.ts'

describeScenarios(ORIGIN_VALUE_SCENARIOS)
