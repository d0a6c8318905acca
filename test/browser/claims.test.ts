import { CLAIM_ADAPTERS } from './claim-server.ts'
import { describeClaims } from './claim-suite.ts'

describeClaims(CLAIM_ADAPTERS)
