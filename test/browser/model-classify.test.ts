import { CHROMIUM } from './chromium-engine.ts'
import { describeSent } from './vector-suite.ts'

describeSent(CHROMIUM)
