import { EXPRESS } from './application'
import { test } from './runner'

for (const [name, check] of EXPRESS) test(name, check)
