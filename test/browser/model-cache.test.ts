import { CHROMIUM } from './chromium-engine.ts'
import { describeRemembered } from './vector-suite.ts'

describeRemembered(CHROMIUM)
