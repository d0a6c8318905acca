import type { ConfigIssue } from '@crossorigin/policy'

type MistakenConfig = readonly [ids: string, title: string, config: unknown, ...codes: ConfigIssue['code'][]]

const ORIGIN = 'https://example.com'

/** Configurations that other packages take, and that are refused here when the application starts. */
export const MISTAKEN_CONFIGS: readonly MistakenConfig[] = [
  ['D01, D02, D03, D04', 'a configuration without an origin', {}, 'origin/missing'],
  ['D01b', 'an origin that is undefined', { origin: undefined, credentials: true }, 'origin/missing'],
  ['D01c', 'an empty origin', { origin: '' }, 'origin/empty'],
  ['C01, C02, C03', 'the wildcard with credentials', { origin: '*', credentials: true }, 'origin/any-with-credentials'],
  [
    'C04, C05, C06',
    'the reflection of any origin with credentials',
    { origin: true, credentials: true },
    'origin/reflects-any',
  ],
  ['C07', 'the reflection of any origin', { origin: true }, 'origin/reflects-any'],
  ['C08', 'an origin that is a Set', { origin: new Set([ORIGIN]) }, 'origin/not-an-origin'],
  [
    'C09',
    'null with credentials, even where null is permitted',
    { origin: ['null'], credentials: true, dangerouslyAllowNullOrigin: true },
    'origin/null-with-credentials',
  ],
  [
    'R01, R02',
    'an expression without anchors, as the manual of cors has it',
    { origin: /example\.com$/, credentials: true },
    'origin/regexp-unanchored',
  ],
  ['R03', 'an expression with the flag g', { origin: /^https:\/\/example\.com$/g }, 'origin/regexp-flags'],
  ['M01', 'a wildcard in a list', { origin: ['*'] }, 'origin/any-in-list'],
  ['M02', 'an origin with a slash at its end', { origin: `${ORIGIN}/` }, 'origin/trailing-slash'],
  ['M03', 'an origin in upper case', { origin: 'https://EXAMPLE.com' }, 'origin/host-upper'],
  ['M04', 'an origin without a scheme', { origin: 'example.com' }, 'origin/scheme-missing'],
  ['M05', 'an origin with the default port', { origin: `${ORIGIN}:443` }, 'origin/default-port'],
  ['M06', 'an empty list', { origin: [] }, 'origin/empty-list'],
  ['M08b', 'methods in one text', { origin: ORIGIN, methods: 'get,delete' }, 'methods/comma-separated'],
  [
    'M09b',
    'a wildcard of exposed headers with credentials',
    { origin: ORIGIN, exposedHeaders: '*', credentials: true },
    'exposedHeaders/wildcard-with-credentials',
  ],
  ['E13', 'a mistyped option', { orgin: ORIGIN }, 'config/unknown-option', 'origin/missing'],
  ['E14', 'a maximum age in words', { origin: ORIGIN, maxAge: '1d' }, 'maxAge/not-an-integer'],
  ['E14b', 'a negative maximum age', { origin: ORIGIN, maxAge: -1 }, 'maxAge/out-of-range'],
  ['E14c', 'credentials in quotes', { origin: ORIGIN, credentials: 'true' }, 'credentials/not-a-boolean'],
  ['E14d', 'origins in one text', { origin: 'https://a.example, https://b.example' }, 'origin/comma-separated'],
  ['E14e', 'an option of cors', { origin: ORIGIN, optionsSuccessStatus: 200 }, 'config/foreign-option'],
  ['E14f', 'another option of cors', { origin: ORIGIN, preflightContinue: true }, 'config/foreign-option'],
  ['E14g', 'an option of @fastify/cors', { origin: ORIGIN, strictPreflight: false }, 'config/foreign-option'],
  ['E14h', 'another option of @fastify/cors', { origin: ORIGIN, hook: 'preHandler' }, 'config/foreign-option'],
]
