import type { Phrase } from '../phrase.ts'
import {
  CREDENTIALS_ON_PREFLIGHT,
  CREDENTIALS_ON_RESPONSE,
  HEADER,
  METHOD,
  MISMATCH_ON_RESPONSE,
  MISSING_ON_PREFLIGHT,
  MISSING_ON_RESPONSE,
  MULTIPLE_ON_PREFLIGHT,
  MULTIPLE_ON_RESPONSE,
  PREFLIGHT_STATUS,
  SCHEME,
  WILDCARD_ON_PREFLIGHT,
  WILDCARD_ON_RESPONSE,
} from '../suspects.ts'

const PREFLIGHT_OR_NOT = 'Whether it was the preflight or the actual response: Safari prints the same for both.'

/** What Safari prints: eleven strings, and some that enclose them. */
export const WEBKIT_PHRASES: readonly Phrase[] = [
  {
    engine: 'webkit',
    sentence: 'Preflight response is not successful. Status code: {status}',
    keywords: ['preflight response is not successful'],
    suspects: PREFLIGHT_STATUS,
    hides: 'Whether the answer to OPTIONS has CORS headers: Safari looks at the status first.',
  },
  {
    engine: 'webkit',
    sentence: 'Cross-origin redirection to {url} denied by Cross-Origin Resource Sharing policy: {value}',
    keywords: ['cross-origin redirection', 'denied by cross-origin resource sharing policy'],
    suspects: [
      { code: 'redirect/hop-without-cors', because: 'every response on the way needs the header' },
      {
        code: 'redirect/origin-becomes-null',
        because: 'after a redirect to another origin, "Origin: null" is what has to be allowed',
      },
    ],
  },
  {
    engine: 'webkit',
    sentence: 'Cannot use wildcard in Access-Control-Allow-Origin when credentials flag is true.',
    keywords: ['cannot use wildcard in access-control-allow-origin'],
    suspects: [...WILDCARD_ON_RESPONSE, ...WILDCARD_ON_PREFLIGHT],
    hides: PREFLIGHT_OR_NOT,
  },
  {
    engine: 'webkit',
    sentence: 'Access-Control-Allow-Origin cannot contain more than one origin.',
    keywords: ['access-control-allow-origin cannot contain more than one origin'],
    suspects: [...MULTIPLE_ON_RESPONSE, ...MULTIPLE_ON_PREFLIGHT],
    hides: `The values. ${PREFLIGHT_OR_NOT}`,
  },
  {
    engine: 'webkit',
    sentence: 'Origin {origin} is not allowed by Access-Control-Allow-Origin. Status code: {status}',
    keywords: ['is not allowed by access-control-allow-origin'],
    suspects: [
      ...MISSING_ON_RESPONSE,
      ...MISMATCH_ON_RESPONSE,
      { code: 'response/allow-origin-invalid', because: 'a value that is no origin reads the same' },
      ...MISSING_ON_PREFLIGHT,
    ],
    hides: 'The value: a missing header, another origin and the word null all read like this, on a preflight too.',
  },
  {
    engine: 'webkit',
    sentence: 'Credentials flag is true, but Access-Control-Allow-Credentials is not "true".',
    keywords: ['credentials flag is true', 'access-control-allow-credentials'],
    suspects: [...CREDENTIALS_ON_RESPONSE, ...CREDENTIALS_ON_PREFLIGHT],
    hides: `The value that the server sent. ${PREFLIGHT_OR_NOT}`,
  },
  {
    engine: 'webkit',
    sentence: 'Header Access-Control-Allow-Methods has an invalid value: {value}',
    keywords: ['access-control-allow-methods has an invalid value'],
    suspects: [
      { code: 'preflight/allow-methods-unparsable', because: 'one bad character makes the whole list unreadable' },
    ],
  },
  {
    engine: 'webkit',
    sentence: 'Header Access-Control-Allow-Headers has an invalid value: {value}',
    keywords: ['access-control-allow-headers has an invalid value'],
    suspects: [
      { code: 'preflight/allow-headers-unparsable', because: 'one bad character makes the whole list unreadable' },
    ],
  },
  {
    engine: 'webkit',
    sentence: 'Method {method} is not allowed by Access-Control-Allow-Methods.',
    keywords: ['is not allowed by access-control-allow-methods'],
    suspects: METHOD,
    hides: 'The list that the server sent.',
  },
  {
    engine: 'webkit',
    sentence: 'Request header field {header} is not allowed by Access-Control-Allow-Headers.',
    keywords: ['is not allowed by access-control-allow-headers'],
    suspects: HEADER,
    hides: 'Other headers that are missing too: only the first is named.',
  },
  {
    engine: 'webkit',
    sentence: 'not allowed to follow a cross-origin CORS redirection with non CORS scheme',
    keywords: ['redirection with non cors scheme'],
    suspects: [
      { code: 'redirect/scheme', because: 'the redirect leads to a scheme that is neither http nor https' },
      ...SCHEME,
    ],
  },
  {
    engine: 'webkit',
    sentence: 'redirection URL {url} has credentials',
    keywords: ['redirection url', 'has credentials'],
    suspects: [{ code: 'redirect/credentials-in-location', because: 'Location contains a name and a password' }],
  },
  {
    engine: 'webkit',
    sentence: 'Cross-origin script load denied by Cross-Origin Resource Sharing policy.',
    keywords: ['cross-origin', 'load denied by cross-origin resource sharing policy'],
    suspects: [
      ...MISSING_ON_RESPONSE,
      { code: 'not-cors/navigation-or-tag', because: 'the tag has a crossorigin attribute, or is a module' },
    ],
    hides: 'The address, and what is wrong with the response.',
  },
  {
    engine: 'webkit',
    sentence: 'Fetch API cannot load {url} due to access control checks.',
    keywords: ['due to access control checks'],
    suspects: [
      ...MISSING_ON_RESPONSE,
      ...MISSING_ON_PREFLIGHT,
      { code: 'lookalike/aborted', because: 'Safari prints this too for a request that a page left behind' },
      { code: 'lookalike/mixed-content', because: 'a page with https may ask for http' },
    ],
    isVague: true,
    hides: 'The cause: it is in the line above this one, or nowhere.',
  },
]
