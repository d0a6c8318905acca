import { describeDoctor } from './doctor-suite.ts'
import { launchWebKit } from './webkit.ts'

describeDoctor('WebKitGTK', 'webkit', launchWebKit)
