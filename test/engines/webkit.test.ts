import { describeEngine } from './engine-suite.ts'
import { launchWebKit } from './webkit.ts'

describeEngine('WebKitGTK', 'webkit', launchWebKit)
