import { describeLiveClaims } from './engine-suite.ts'
import { launchFirefox } from './firefox.ts'

describeLiveClaims('Firefox', 'firefox', launchFirefox, 'Express 5')
