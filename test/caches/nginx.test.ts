import { NGINX } from './nginx.ts'
import { describeSharedCache } from './suite.ts'

describeSharedCache(NGINX, 150)
