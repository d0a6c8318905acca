import { FASTIFY } from './application'
import { test } from './runner'

for (const [name, check] of FASTIFY) test(name, check)
