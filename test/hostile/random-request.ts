import fc from 'fast-check'
import type { RawRequest } from '../support/raw-client.ts'

/** Any byte; most often one that Node lets through. */
const byte = fc.oneof(
  { weight: 6, arbitrary: fc.integer({ min: 0x20, max: 0x7e }) },
  { weight: 2, arbitrary: fc.integer({ min: 0x80, max: 0xff }) },
  { weight: 1, arbitrary: fc.integer({ min: 0, max: 0xff }) },
)

/** Strings of arbitrary bytes. */
export const bytes: fc.Arbitrary<string> = fc
  .array(byte, { maxLength: 40 })
  .map((codes) => String.fromCharCode(...codes))

const origin = fc.constantFrom(
  ...['https://example.com', 'https://a.example.com', 'https://ab.example.net', 'https://evil.test', 'null'],
)

/** Nearly valid values, and arbitrary values. */
const value = fc.oneof(
  bytes,
  origin,
  fc.tuple(origin, bytes).map((parts) => parts.join('')),
  fc.tuple(bytes, origin).map((parts) => parts.join('')),
  fc.constantFrom('PUT', 'x-a,x-b', 'authorization', '*', ''),
  fc.tuple(fc.constantFrom(',', '\t', 'x-a, ', 'https://'), fc.integer({ min: 1, max: 3000 })).map(repeat),
)

function repeat([text, times]: [string, number]): string {
  return text.repeat(times)
}

const name = fc.constantFrom(
  ...['Origin', 'origin', 'Access-Control-Request-Method', 'Access-Control-Request-Headers'],
  ...['access-control-request-headers', 'Vary', 'X-Vary', 'Sec-Fetch-Site', 'Origin ', '__proto__'],
)

const line = fc.tuple(name, value)

/** Requests of random methods, names and values, for any protocol. */
export const randomRequest: fc.Arbitrary<RawRequest> = fc.record({
  method: fc.oneof(fc.constantFrom('OPTIONS', 'GET', 'HEAD', 'PUT', 'POST'), bytes),
  path: fc.constantFrom('/ok', '/stream', '/late-vary/as-asked', '/shared', '/unknown', '*'),
  headers: fc.array(line, { maxLength: 8 }),
})
