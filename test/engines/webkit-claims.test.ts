import { describeLiveClaims } from './engine-suite.ts'
import { launchWebKit } from './webkit.ts'

describeLiveClaims('WebKitGTK', 'webkit', launchWebKit, 'Fastify 5')
