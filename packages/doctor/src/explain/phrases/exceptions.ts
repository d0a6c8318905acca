import type { Phrase, Suspect } from '../phrase.ts'

const FORBIDDEN_HEADER: readonly Suspect[] = [
  { code: 'input/forbidden-header', because: 'this header belongs to the browser' },
]
const URL_CREDENTIALS: readonly Suspect[] = [
  { code: 'input/url-credentials', because: 'fetch refuses an address with a name and a password' },
]
const MISSING_SCHEME: readonly Suspect[] = [
  { code: 'input/missing-scheme', because: 'the address is not absolute, or cannot be parsed' },
]
const METHODS: readonly Suspect[] = [
  { code: 'input/forbidden-method', because: 'no script may send CONNECT, TRACE or TRACK' },
  { code: 'input/invalid-method', because: 'the method may have a character that no method has' },
  { code: 'input/no-cors-method', because: "mode 'no-cors' only goes with GET, HEAD and POST" },
]
const INVALID_HEADER: readonly Suspect[] = [
  { code: 'input/invalid-header', because: 'the name or the value of a header has a character that none has' },
]
const BODY_WITH_GET: readonly Suspect[] = [{ code: 'input/body-with-get', because: 'GET and HEAD take no body' }]

/** What a call throws before anything is sent. */
export const EXCEPTION_PHRASES: readonly Phrase[] = [
  {
    engine: 'chromium',
    sentence:
      "Failed to execute 'fetch' on 'Window': Request cannot be constructed from a URL that includes credentials: {url}",
    keywords: [['url that includes credentials', 'url with credentials']],
    suspects: URL_CREDENTIALS,
  },
  {
    engine: 'firefox',
    sentence: 'Window.fetch: {url} is an url with embedded credentials.',
    keywords: ['url with embedded credentials'],
    suspects: URL_CREDENTIALS,
  },
  {
    engine: 'webkit',
    sentence: 'URL is not valid or contains user credentials.',
    keywords: ['not valid or contains user credentials'],
    suspects: [...URL_CREDENTIALS, ...MISSING_SCHEME],
  },
  {
    engine: 'chromium',
    sentence: "Failed to execute 'fetch' on 'Window': Failed to parse URL from {url}",
    keywords: ['failed to parse url from'],
    suspects: MISSING_SCHEME,
  },
  {
    engine: 'firefox',
    sentence: 'Window.fetch: {url} is not a valid URL.',
    keywords: ['is not a valid url'],
    suspects: MISSING_SCHEME,
  },
  {
    engine: 'chromium',
    sentence: "Failed to execute 'fetch' on 'Window': '{method}' HTTP method is unsupported.",
    keywords: [['http method is unsupported', 'is not a valid http method', 'unsupported in no-cors mode']],
    suspects: METHODS,
  },
  {
    engine: 'firefox',
    sentence: 'Window.fetch: Invalid request method {method}.',
    keywords: ['invalid request method'],
    suspects: METHODS,
  },
  {
    engine: 'webkit',
    sentence: 'Method is forbidden.',
    keywords: [['method is forbidden', 'is not a valid http token', 'get, post or head in no-cors mode']],
    suspects: METHODS,
  },
  {
    engine: 'chromium',
    sentence: "Failed to execute 'fetch' on 'Window': Request with GET/HEAD method cannot have body.",
    keywords: ['get/head method cannot have body'],
    suspects: BODY_WITH_GET,
  },
  {
    engine: 'firefox',
    sentence: 'Window.fetch: HEAD or GET Request cannot have a body.',
    keywords: ['head or get request cannot have a body'],
    suspects: BODY_WITH_GET,
  },
  {
    engine: 'webkit',
    sentence: "Request has method '{method}' and cannot have a body",
    keywords: ['request has method', 'cannot have a body'],
    suspects: BODY_WITH_GET,
  },
  {
    engine: 'chromium',
    sentence: "Failed to execute 'fetch' on 'Window': Invalid name",
    keywords: [["'headers' property from 'requestinit'", "on 'window': invalid", "on 'headers': invalid"]],
    suspects: INVALID_HEADER,
  },
  {
    engine: 'firefox',
    sentence: 'Window.fetch: {header} is an invalid header name.',
    keywords: [['is an invalid header name', 'is an invalid header value']],
    suspects: INVALID_HEADER,
  },
  {
    engine: 'chromium',
    sentence: 'Refused to set unsafe header "{header}"',
    keywords: ['refused to set unsafe header'],
    suspects: FORBIDDEN_HEADER,
  },
  {
    engine: 'firefox',
    sentence: 'Attempt to set a forbidden header was denied: {header}',
    keywords: ['attempt to set a forbidden header'],
    suspects: FORBIDDEN_HEADER,
  },
  {
    engine: 'chromium',
    sentence: 'Refused to get unsafe header "{header}"',
    keywords: ['refused to get unsafe header'],
    suspects: [
      { code: 'exposure/header-not-exposed', because: 'script sees seven headers, and those that are exposed' },
    ],
  },
  {
    engine: 'webkit',
    sentence: 'Not allowed to use restricted network port {value}: {url}',
    keywords: ['restricted network port'],
    suspects: [
      { code: 'input/blocked-port', because: 'the port is on the list of the Fetch standard' },
      { code: 'lookalike/unsafe-port', because: 'browsers do not connect to this port' },
    ],
  },
]
