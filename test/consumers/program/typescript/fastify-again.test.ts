import { FASTIFY } from './application'
import { test } from './runner'

// Another test file in the same process loads the plugin again.
for (const [name, check] of FASTIFY) test(name, check)
