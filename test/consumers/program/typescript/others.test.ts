import { OTHERS } from './application'
import { test } from './runner'

for (const [name, check] of OTHERS) test(name, check)
