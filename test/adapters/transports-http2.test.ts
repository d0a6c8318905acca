import { chooseAdapters } from '../support/choose-adapters.ts'
import { describeScenarios } from '../support/scenario-suite.ts'
import { TRANSPORTS } from '../support/transports.ts'
import { SCENARIOS } from './scenario-table.ts'

const HTTP2 = TRANSPORTS.filter(({ protocol }) => protocol === 'http/2')

describeScenarios(
  SCENARIOS,
  chooseAdapters(
    HTTP2,
    ['node:http2', 'Fastify 5 on HTTP/2'].map((name) => `${name} over TLS, asked by http/2`),
  ),
)
