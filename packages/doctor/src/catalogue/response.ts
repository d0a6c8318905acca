import type { CatalogueEntry } from './entry.ts'
import { ALLOW_ORIGIN_LINES } from './fix-line.ts'

/** Why a response is hidden. */
export type ResponseCode =
  | 'response/unreachable'
  | 'response/timeout'
  | 'response/empty'
  | 'response/allow-origin-missing'
  | 'response/allow-origin-mismatch'
  | 'response/allow-origin-multiple'
  | 'response/allow-origin-invalid'
  | 'response/missing-on-error-status'
  | 'response/status-hidden'
  | 'response/missing-on-304'
  | 'response/rejected-before-middleware'
  | 'response/cors-passes-http-fails'
  | 'response/intermittent'
  | 'response/preflight-headers-on-actual'
  | 'response/method-dependent'

const CORS_CHECK = 'https://fetch.spec.whatwg.org/#concept-cors-check'

export const responseEntries: Readonly<Record<ResponseCode, CatalogueEntry>> = {
  'response/unreachable': {
    level: 'error',
    certainty: 'certain',
    cause: 'network',
    title: 'The request got no answer',
    explanation:
      'The connection failed, so there is no response that CORS could be about. Firefox reports it as a CORS error all the ' +
      'same. What the system says: {message}.',
    fix: 'See that the server runs, that the name and the port are right, and that nothing in between ends the connection.',
  },
  'response/timeout': {
    level: 'error',
    certainty: 'certain',
    cause: 'network',
    title: 'The request is never answered',
    explanation:
      'No response came in time, so there is nothing that CORS could be about. Firefox reports it as a CORS error all the same.',
    fix: 'Find what the server waits for; a gateway that gives up first has to add the CORS headers to its own response.',
  },
  'response/empty': {
    level: 'error',
    certainty: 'certain',
    cause: 'network',
    title: 'The server hung up without a response',
    explanation:
      'The connection was closed, and not a byte had come. Usually the process crashed on this request, or a limit of a proxy ' +
      'was met. Firefox reports it as a CORS error all the same.',
    fix: 'Look at the log of the server, and of what stands in front of it, for the moment of the request.',
  },
  'response/allow-origin-missing': {
    level: 'error',
    certainty: 'certain',
    cause: 'origin',
    title: 'The response has no Access-Control-Allow-Origin',
    explanation:
      'The browser has the response and does not show it to the page, because the server does not say that this origin may ' +
      'read it. Either the origin is not allowed, or CORS is not applied to this path. {contrast}',
    fix: 'Allow the origin, and see that the CORS middleware is in front of this path.',
    lines: ALLOW_ORIGIN_LINES,
    spec: CORS_CHECK,
  },
  'response/allow-origin-mismatch': {
    level: 'error',
    certainty: 'certain',
    cause: 'origin',
    title: "The response allows another origin than the page's",
    explanation:
      "Browsers compare the header with the page's origin byte for byte: scheme, host, port, case and slash all count. " +
      '{difference}',
    fix: "Send back the request's own origin where it is allowed, with Vary: Origin.",
    lines: ALLOW_ORIGIN_LINES,
    spec: CORS_CHECK,
  },
  'response/allow-origin-multiple': {
    level: 'error',
    certainty: 'certain',
    cause: 'origin',
    title: 'The response names more than one origin',
    explanation: 'The header holds exactly one origin, or *. It is never a list, and never sent twice. {difference}',
    fix: 'Let one layer alone add CORS headers, and let it choose the one origin that the request came from.',
    lines: ALLOW_ORIGIN_LINES,
    spec: CORS_CHECK,
  },
  'response/allow-origin-invalid': {
    level: 'error',
    certainty: 'certain',
    cause: 'origin',
    title: 'The response names something that is no origin',
    explanation:
      'The header has to be an origin as browsers write it, such as https://app.example.com, or *. {difference}',
    fix: "Send back the request's own origin where it is allowed, with Vary: Origin.",
    lines: ALLOW_ORIGIN_LINES,
    spec: CORS_CHECK,
  },
  'response/missing-on-error-status': {
    level: 'error',
    certainty: 'certain',
    cause: 'status',
    title: 'Errors are sent without CORS headers',
    explanation:
      'The server allows this origin where all goes well, and not on this error. What makes the error response goes around ' +
      'CORS: an exception handler, a limit on size or rate, a gateway, or nginx, whose add_header leaves errors out unless it ' +
      "says 'always'. The page sees a CORS error in place of status {status}.",
    fix: 'Add the headers to every response, whatever its status, and before anything can fail; and mend the error itself.',
    lines: [
      { product: '@crossorigin', line: 'app.use(cors(config)) // first: errors then have the headers too' },
      { product: 'cors', line: 'app.use(cors(options)) // first: errors then have the headers too' },
      {
        product: '@fastify/cors',
        line: 'await app.register(cors, options) // before other hooks; leave hook at onRequest',
      },
      { product: 'nginx', line: 'add_header Access-Control-Allow-Origin $cors_origin always;' },
    ],
    spec: 'https://fetch.spec.whatwg.org/#http-responses',
  },
  'response/status-hidden': {
    level: 'note',
    certainty: 'certain',
    cause: 'status',
    title: 'The CORS error hides an error of the server',
    explanation:
      'The request was answered with {status}. Because the response may not be read, neither the page nor the console shows ' +
      'that: with the headers in place, this error is the next thing to be met.',
    fix: 'Mend both: the headers, and what the status stands for.',
    spec: CORS_CHECK,
  },
  'response/missing-on-304': {
    level: 'warning',
    certainty: 'certain',
    cause: 'caching',
    title: 'Not Modified is sent without Access-Control-Allow-Origin',
    explanation:
      'A 304 updates the headers of the response that the browser has stored. Where it lacks the header, the stored one ' +
      'decides, and that may have been stored for a request without an origin, or of another one. The page then works at times.',
    fix: 'Send the CORS headers on 304 as on 200, and Vary: Origin on both.',
    lines: ALLOW_ORIGIN_LINES,
    spec: 'https://fetch.spec.whatwg.org/#cors-protocol-and-http-caches',
  },
  'response/rejected-before-middleware': {
    level: 'error',
    certainty: 'likely',
    cause: 'status',
    title: 'The server refused the request before any middleware ran',
    explanation:
      'The status is {status}, and the response is bare. An HTTP parser answers so to bytes that it does not accept: a method ' +
      "that it does not know, such as 'patch' in lower case, a URL or headers that are too long. No middleware can add " +
      'headers to that.',
    fix: 'Change the request: write the method in upper case, and keep URL, cookies and headers short.',
    spec: 'https://www.rfc-editor.org/rfc/rfc9112#section-3',
  },
  'response/cors-passes-http-fails': {
    level: 'note',
    certainty: 'certain',
    cause: 'status',
    title: 'CORS is fine; the server answers with an error',
    explanation:
      'The page can read this response: it has status {status}, and that has nothing to do with CORS. fetch does not reject for ' +
      'it; code that parses the body without looking at response.ok may.',
    fix: 'Read the status and the body of the response.',
    spec: 'https://fetch.spec.whatwg.org/#http-responses',
  },
  'response/intermittent': {
    level: 'warning',
    certainty: 'certain',
    cause: 'origin',
    title: 'The same request is answered in different ways',
    explanation: 'Of {count} identical requests, {differing} got other CORS headers than the first. {nodes}',
    fix: 'Compare the configuration of all replicas, edges and caches that answer for this host, and bring them in line.',
    spec: CORS_CHECK,
  },
  'response/preflight-headers-on-actual': {
    level: 'note',
    certainty: 'certain',
    cause: 'headers',
    title: 'Headers of a preflight are on an ordinary response',
    explanation: 'Browsers look for these only in the response to OPTIONS. Here they have no effect: {names}.',
    fix: 'Leave them out of ordinary responses.',
    spec: 'https://fetch.spec.whatwg.org/#http-responses',
  },
  'response/method-dependent': {
    level: 'error',
    certainty: 'likely',
    cause: 'status',
    title: 'CORS is applied to some methods only',
    explanation: 'The same URL allows the page to read the response to {otherMethod}, and not to {method}.',
    fix: 'Mount the CORS middleware once, on the path and for all methods, not on single routes.',
    lines: [
      { product: '@crossorigin', line: 'app.use(cors(config))' },
      { product: 'cors', line: 'app.use(cors(options))' },
    ],
    spec: 'https://fetch.spec.whatwg.org/#http-responses',
  },
}
