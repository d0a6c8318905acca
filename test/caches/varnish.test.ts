import { describeSharedCache } from './suite.ts'
import { VARNISH } from './varnish.ts'

describeSharedCache(VARNISH, 200)
