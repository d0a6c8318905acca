import { parse } from 'tldts'
import { registerSuffixListModule } from './origin/public-suffix/suffix-list-module.ts'

/**
 * Makes the Public Suffix List part of a bundle: `import '@crossorigin/policy/public-suffix-list'`, before a policy is built.
 *
 * Node loads the list by itself when a policy needs it. Workers and edge functions cannot, and bundlers do not include what is loaded
 * that way. The import adds about 47 kB, gzipped.
 *
 * @see https://publicsuffix.org/
 */
registerSuffixListModule({ parse })
