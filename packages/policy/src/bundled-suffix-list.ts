import { lookUpSuffix } from './origin/public-suffix/public-suffix-list.ts'
import { registerSuffixList } from './origin/public-suffix/suffix-list-registry.ts'

/**
 * Includes the Public Suffix List in a bundle: `import '@crossorigin/policy/public-suffix-list'` before you build a policy.
 *
 * Node loads the list by itself when a policy needs it. Workers and edge functions cannot, and bundlers do not include files that
 * are loaded that way. The import adds about 48 kB, gzipped. You do not need its exports.
 *
 * @see https://publicsuffix.org/
 */
registerSuffixList(lookUpSuffix)

export { lookUpSuffix }
