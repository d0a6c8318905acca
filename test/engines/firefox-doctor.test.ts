import { describeDoctor } from './doctor-suite.ts'
import { launchFirefox } from './firefox.ts'

describeDoctor('Firefox', 'firefox', launchFirefox)
