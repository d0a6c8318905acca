import { describeEngine } from './engine-suite.ts'
import { launchWebKit } from './webkit.ts'

describeEngine('WebKitGTK', 'webkit', launchWebKit, (version) => version.split('.').slice(0, 2).join('.'))
