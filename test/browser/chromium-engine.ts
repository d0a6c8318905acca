import { agreeExactly, type TestedEngine } from './vector-suite.ts'
import { createChromiumWorld } from './vector-world.ts'

export const CHROMIUM: TestedEngine = {
  name: 'Chromium',
  engine: 'chromium',
  createWorld: createChromiumWorld,
  agree: agreeExactly,
}
