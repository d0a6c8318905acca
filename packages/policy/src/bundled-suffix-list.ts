import { lookUpSuffix } from './origin/public-suffix/public-suffix-list.ts'
import { registerSuffixList } from './origin/public-suffix/suffix-list-registry.ts'

/**
 * Makes the Public Suffix List part of a bundle: `import '@crossorigin/policy/public-suffix-list'`, before a policy is built.
 *
 * Node loads the list by itself when a policy needs it. Workers and edge functions cannot, and bundlers do not include what is loaded
 * that way. The import adds about 48 kB, gzipped. You do not need what it exports.
 *
 * @see https://publicsuffix.org/
 */
registerSuffixList(lookUpSuffix)

export { lookUpSuffix }
