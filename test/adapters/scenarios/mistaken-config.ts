import type { ConfigIssue } from '@crossorigin/policy'

type MistakenConfig = readonly [title: string, config: unknown, ...codes: ConfigIssue['code'][]]

const ORIGIN = 'https://example.com'

/** Configurations that other packages accept, and that are errors here when the application starts. */
export const MISTAKEN_CONFIGS: readonly MistakenConfig[] = [
  ['a configuration without an origin', {}, 'origin/missing'],
  ['an origin that is undefined', { origin: undefined, credentials: true }, 'origin/missing'],
  ['an empty origin', { origin: '' }, 'origin/empty'],
  ['the wildcard with credentials', { origin: '*', credentials: true }, 'origin/any-with-credentials'],
  ['the reflection of any origin with credentials', { origin: true, credentials: true }, 'origin/reflects-any'],
  ['the reflection of any origin', { origin: true }, 'origin/reflects-any'],
  ['an origin that is a Set', { origin: new Set([ORIGIN]) }, 'origin/not-an-origin'],
  [
    'null with credentials, even if null is permitted',
    { origin: ['null'], credentials: true, dangerouslyAllowNullOrigin: true },
    'origin/null-with-credentials',
  ],
  [
    'a regular expression without anchors, as in the documentation of cors',
    { origin: /example\.com$/, credentials: true },
    'origin/regexp-unanchored',
  ],
  ['a regular expression with the flag g', { origin: /^https:\/\/example\.com$/g }, 'origin/regexp-flags'],
  ['a wildcard in a list', { origin: ['*'] }, 'origin/any-in-list'],
  ['an origin with a trailing slash', { origin: `${ORIGIN}/` }, 'origin/trailing-slash'],
  ['an origin in upper case', { origin: 'https://EXAMPLE.com' }, 'origin/host-upper'],
  ['an origin without a scheme', { origin: 'example.com' }, 'origin/scheme-missing'],
  ['an origin with the default port', { origin: `${ORIGIN}:443` }, 'origin/default-port'],
  ['an empty list', { origin: [] }, 'origin/empty-list'],
  ['methods in one string', { origin: ORIGIN, methods: 'get,delete' }, 'methods/comma-separated'],
  [
    'a wildcard of exposed headers with credentials',
    { origin: ORIGIN, exposedHeaders: '*', credentials: true },
    'exposedHeaders/wildcard-with-credentials',
  ],
  ['a mistyped option', { orgin: ORIGIN }, 'config/unknown-option', 'origin/missing'],
  ['a maximum age in words', { origin: ORIGIN, maxAge: '1d' }, 'maxAge/not-an-integer'],
  ['a negative maximum age', { origin: ORIGIN, maxAge: -1 }, 'maxAge/out-of-range'],
  ['credentials in quotes', { origin: ORIGIN, credentials: 'true' }, 'credentials/not-a-boolean'],
  ['origins in one string', { origin: 'https://a.example, https://b.example' }, 'origin/comma-separated'],
  ['an option of cors', { origin: ORIGIN, optionsSuccessStatus: 200 }, 'config/foreign-option'],
  ['another option of cors', { origin: ORIGIN, preflightContinue: true }, 'config/foreign-option'],
  ['an option of @fastify/cors', { origin: ORIGIN, strictPreflight: false }, 'config/foreign-option'],
  ['another option of @fastify/cors', { origin: ORIGIN, hook: 'preHandler' }, 'config/foreign-option'],
]
