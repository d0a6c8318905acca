import { describeScenarios } from '../support/scenario-suite.ts'
import { SCENARIOS } from './scenario-table.ts'

describeScenarios(SCENARIOS)
