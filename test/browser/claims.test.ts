import { CHROMIUM } from './chromium-engine.ts'
import { CLAIM_ADAPTERS } from './claim-server.ts'
import { describeClaims } from './claim-suite.ts'

describeClaims(CHROMIUM, CLAIM_ADAPTERS)
