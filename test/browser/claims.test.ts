import { chooseAdapters } from '../support/choose-adapters.ts'
import { CHROMIUM } from './chromium-engine.ts'
import { CLAIM_ADAPTERS } from './claim-server.ts'
import { describeClaims } from './claim-suite.ts'

describeClaims(CHROMIUM, chooseAdapters(CLAIM_ADAPTERS, ['node:http', 'Express 5', 'Fastify 5']))
