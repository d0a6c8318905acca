import type { BrowserRequest } from '@crossorigin/browser-model'
import fc from 'fast-check'
import type { PlainConfig } from './meaning.ts'

// Few names, one letter apart and nested in each other, so that hits and near misses are frequent.
const ORIGINS = [
  'https://app.example',
  'https://app.example:8443',
  'https://a.app.example',
  'https://b.a.app.example',
  'https://evilapp.example',
  'http://app.example',
  'http://localhost:3000',
  'http://localhost',
  'null',
  'app://localhost',
  'https://app.example.',
  'https://-.app.example',
  'app://-',
  'app://.',
]
const ENTRIES = [
  ...ORIGINS.filter((origin) => origin !== 'null'),
  'https://*.app.example',
  'https://*.example:8443',
  'http://localhost:*',
  'https://*.a.app.example',
]
const METHODS = ['GET', 'HEAD', 'POST', 'PUT', 'PATCH', 'patch', 'DELETE', 'OPTIONS', 'query']
const SAFELISTED = ['Accept', 'Accept-Language', 'Content-Language', 'Content-Type', 'Range']
const HEADERS = ['X-A', 'X-B', 'Authorization', 'x-a', ...SAFELISTED]

const names = (values: readonly string[]) =>
  fc.oneof(fc.constant('*' as const), fc.subarray([...values]), fc.subarray([...values, '*']))

/** Valid configurations. */
export const config: fc.Arbitrary<PlainConfig> = fc
  .record({
    origin: fc.oneof(fc.constant('*' as const), fc.subarray([...ENTRIES, 'null'], { minLength: 1 })),
    methods: names(METHODS),
    allowedHeaders: names(HEADERS),
    exposedHeaders: fc.oneof(fc.constant('*' as const), fc.subarray(['X-A', 'X-B', 'ETag'])),
    credentials: fc.boolean(),
    maxAge: fc.constantFrom(0, 5, 600),
    onDenied: fc.constantFrom('continue' as const, 'reject' as const),
    debug: fc.boolean(),
    dangerouslyAllowNullOrigin: fc.constant(true),
    dangerouslyAllowInsecureOrigins: fc.constant(true),
  })
  .filter(({ origin, credentials, exposedHeaders }) => {
    if (!credentials) return true
    return origin !== '*' && !origin.includes('null') && exposedHeaders !== '*'
  })

/** Values that are CORS-safelisted, that are not, and for which it depends on the total length. */
const safelistedValue = fc.oneof(
  fc.constantFrom(
    'text/html',
    'de-CH, en;q=0.5',
    'text/plain',
    'application/json',
    'multipart/form-data; boundary="x"',
  ),
  fc.constantFrom('bytes=0-', 'bytes=0-1', 'bytes=-5', 'bytes=2-1', 'lines=0-1', ''),
  fc.integer({ min: 120, max: 136 }).map((length) => 'a'.repeat(length)),
  fc.stringMatching(/^[\t\x20-\x7e\x80-\xff]{0,12}$/),
)

const line = fc
  .constantFrom(...HEADERS)
  .chain((name) =>
    fc.tuple(fc.constant(name), SAFELISTED.includes(name) ? safelistedValue : fc.constantFrom('1', 'a'.repeat(129))),
  )

/** Cross-origin requests from JavaScript that reach the network. */
export const request: fc.Arbitrary<BrowserRequest> = fc
  .record({
    api: fc.constantFrom('fetch' as const, 'xhr' as const),
    pageOrigin: fc.constantFrom(...ORIGINS, 'https://evil.test'),
    url: fc.constantFrom('https://api.test/', 'https://api.test/other'),
    method: fc.constantFrom(...METHODS),
    headers: fc.oneof(fc.array(line, { maxLength: 3 }), fc.array(line, { minLength: 8, maxLength: 12 })),
    credentials: fc.constantFrom('omit' as const, 'same-origin' as const, 'include' as const),
    uploadListener: fc.boolean(),
    body: fc.constantFrom(undefined, 'string' as const, 'stream' as const),
  })
  .map(({ body, ...made }) => {
    const takesBody = body !== undefined && made.method !== 'GET' && made.method !== 'HEAD'
    return {
      ...made,
      uploadListener: made.uploadListener && made.api === 'xhr',
      body: takesBody ? { kind: body } : null,
      ...(body === 'stream' && { duplex: 'half' as const }),
    }
  })

/** Redirect statuses. */
export const redirectStatus: fc.Arbitrary<number> = fc.constantFrom(301, 302, 303, 307, 308)
