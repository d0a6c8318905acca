import { chooseAdapters } from '../support/choose-adapters.ts'
import { describeScenarios } from '../support/scenario-suite.ts'
import { TRANSPORTS } from '../support/transports.ts'
import { SCENARIOS } from './scenario-table.ts'

const HTTP1 = TRANSPORTS.filter(({ protocol }) => protocol === 'http/1.1')

describeScenarios(
  SCENARIOS,
  chooseAdapters(HTTP1, [
    ...['node:http', 'Express 5', 'Fastify 5', 'Hono'].map((name) => `${name}, asked by HTTP/1.0`),
    ...['node:https', 'Express 5 on node:https', 'Fastify 5 over TLS'],
    ...['node:http2', 'Fastify 5 on HTTP/2'].map((name) => `${name} over TLS, asked by http/1.1`),
  ]),
)
