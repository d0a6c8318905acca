import { describeRemembered } from './cache-suite.ts'
import { CHROMIUM } from './chromium-engine.ts'

describeRemembered(CHROMIUM)
