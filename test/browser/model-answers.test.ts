import { CHROMIUM } from './chromium-engine.ts'
import { describeAnswered } from './vector-suite.ts'

describeAnswered(CHROMIUM)
