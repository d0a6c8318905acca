import { CHROMIUM } from './chromium-engine.ts'
import { chooseAdapters } from './claim-server.ts'
import { describeClaims } from './claim-suite.ts'

describeClaims(CHROMIUM, chooseAdapters('node:http', 'Express 5', 'Fastify 5'))
