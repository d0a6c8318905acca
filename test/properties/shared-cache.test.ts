import { describeSharedCache } from '../caches/suite.ts'
import { UNDICI } from '../caches/undici.ts'

describeSharedCache(UNDICI, 100)
