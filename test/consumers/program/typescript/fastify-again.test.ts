import { FASTIFY } from './application'
import { test } from './runner'

// Another file of tests in the same process loads the plugin again.
for (const [name, check] of FASTIFY) test(name, check)
