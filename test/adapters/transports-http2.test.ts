import { describeScenarios } from '../support/scenario-suite.ts'
import { TRANSPORTS } from '../support/transports.ts'
import { SCENARIOS } from './scenario-table.ts'

describeScenarios(
  SCENARIOS,
  TRANSPORTS.filter(({ protocol }) => protocol === 'http/2'),
)
