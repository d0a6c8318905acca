import type { CatalogueEntry } from './entry.ts'
import {
  ALLOW_CREDENTIALS_LINES,
  ALLOW_HEADERS_LINES,
  ALLOW_METHOD_LINES,
  ALLOW_ORIGIN_LINES,
  ANSWER_PREFLIGHT_LINES,
} from './fix-line.ts'

/** Why a preflight fails. */
export type PreflightCode =
  | 'preflight/unreachable'
  | 'preflight/timeout'
  | 'preflight/needs-client-certificate'
  | 'preflight/redirect'
  | 'preflight/status-not-ok'
  | 'preflight/answered-by-application'
  | 'preflight/answered-by-intermediary'
  | 'preflight/headers-on-actual-only'
  | 'preflight/allow-origin-missing'
  | 'preflight/allow-origin-mismatch'
  | 'preflight/allow-origin-multiple'
  | 'preflight/allow-origin-invalid'
  | 'preflight/wildcard-with-credentials'
  | 'preflight/allow-credentials-not-true'
  | 'preflight/allow-methods-unparsable'
  | 'preflight/method-not-allowed'
  | 'preflight/method-case'
  | 'preflight/method-wildcard-literal'
  | 'preflight/allow-headers-unparsable'
  | 'preflight/header-not-allowed'
  | 'preflight/header-wildcard-literal'
  | 'preflight/authorization-needs-naming'
  | 'preflight/204-with-body'
  | 'preflight/no-content-length'
  | 'preflight/private-network-header'

const CORS_CHECK = 'https://fetch.spec.whatwg.org/#concept-cors-check'
const PREFLIGHT_FETCH = 'https://fetch.spec.whatwg.org/#cors-preflight-fetch-0'

export const preflightEntries: Readonly<Record<PreflightCode, CatalogueEntry>> = {
  'preflight/unreachable': {
    level: 'error',
    certainty: 'certain',
    cause: 'network',
    title: 'The preflight got no answer',
    explanation:
      'The browser asks by OPTIONS before it sends the request, and nothing came back, so the request is never sent. ' +
      'What the system says: {message}. {contrast}',
    fix:
      'Let OPTIONS requests through to the server: look at the firewall, the gateway and the load balancer for a list of ' +
      'permitted methods, and at the server for a crash while it answers OPTIONS.',
    spec: PREFLIGHT_FETCH,
  },
  'preflight/timeout': {
    level: 'error',
    certainty: 'certain',
    cause: 'network',
    title: 'The preflight is never answered',
    explanation:
      'The OPTIONS request arrived somewhere, and no response came in time. Usually a handler takes it and never ends the ' +
      'response, or a middleware waits for a body that a preflight does not have. {contrast}',
    fix: 'End the response to OPTIONS: status 204 without a body, before anything that waits or reads a body.',
    lines: ANSWER_PREFLIGHT_LINES,
    spec: PREFLIGHT_FETCH,
  },
  'preflight/needs-client-certificate': {
    level: 'error',
    certainty: 'certain',
    cause: 'network',
    title: 'The server wants a client certificate for the preflight',
    explanation:
      'A preflight is sent without credentials, and a TLS client certificate is one. A server that insists on a certificate ' +
      'ends the connection, or answers with an error, before any application is asked.',
    fix:
      'Ask for the certificate without insisting on it, and check it in the application for every method but OPTIONS; or serve ' +
      'the page and the API from one origin.',
    lines: [{ product: 'nginx', line: 'ssl_verify_client optional;' }],
    spec: 'https://fetch.spec.whatwg.org/#cors-protocol-and-credentials',
  },
  'preflight/redirect': {
    level: 'error',
    certainty: 'certain',
    cause: 'redirect',
    title: 'The preflight is redirected',
    explanation:
      'Browsers follow no redirect of a preflight: it fails, whatever headers it carries. ' +
      "The server sends the browser to '{location}'. {because}",
    fix: 'Call the final URL from the page, or answer OPTIONS before the redirect is made. {advice}',
    lines: ANSWER_PREFLIGHT_LINES,
    spec: PREFLIGHT_FETCH,
  },
  'preflight/status-not-ok': {
    level: 'error',
    certainty: 'certain',
    cause: 'status',
    title: 'The preflight is answered with an error status',
    explanation:
      'A preflight passes only with a status from 200 to 299. ' +
      'This one got {status}. {because} ' +
      'Chrome does not mention the status where the header is missing too: it says only that there is no ' +
      "'Access-Control-Allow-Origin'.",
    fix: 'Answer OPTIONS with 204 before anything that can refuse it. {advice}',
    lines: ANSWER_PREFLIGHT_LINES,
    spec: PREFLIGHT_FETCH,
  },
  'preflight/answered-by-application': {
    level: 'error',
    certainty: 'likely',
    cause: 'status',
    title: 'The framework answered OPTIONS by itself',
    explanation:
      "Frameworks answer OPTIONS with a list of the methods that a route has, in 'Allow', where nobody else answers. That " +
      "list means nothing to CORS. Here it is '{allow}', and there is no CORS header at all, so the CORS middleware was not " +
      'asked.',
    fix: 'Mount the CORS middleware before the router, on the path and for all methods, not on single routes.',
    lines: ANSWER_PREFLIGHT_LINES.filter(({ product }) => product !== 'nginx'),
    spec: PREFLIGHT_FETCH,
  },
  'preflight/answered-by-intermediary': {
    level: 'error',
    certainty: 'likely',
    cause: 'status',
    title: 'Something in front of the server answers the preflight',
    explanation:
      'The response to the preflight does not come from where the response to the request comes from, so what the application ' +
      'is configured to do about CORS has no effect on it. {difference}',
    fix: 'Configure CORS in the gateway that answers OPTIONS, or let it pass OPTIONS on to the application.',
    spec: PREFLIGHT_FETCH,
  },
  'preflight/headers-on-actual-only': {
    level: 'note',
    certainty: 'certain',
    cause: 'status',
    title: 'CORS headers are on the response, and not on the preflight',
    explanation:
      'The server sends the right headers with an ordinary response and leaves them out of the response to OPTIONS. The ' +
      'preflight comes first, so the browser never gets as far as the response.',
    fix:
      'Let OPTIONS reach whatever adds the headers: mount it before the routes and for all methods, and exempt OPTIONS from ' +
      'what comes earlier.',
    lines: ANSWER_PREFLIGHT_LINES,
    spec: PREFLIGHT_FETCH,
  },
  'preflight/allow-origin-missing': {
    level: 'error',
    certainty: 'certain',
    cause: 'origin',
    title: 'The preflight has no Access-Control-Allow-Origin',
    explanation:
      'The response to the preflight does not say that this origin may ask. Either the server does not allow it, or its CORS ' +
      'middleware never saw the OPTIONS request.',
    fix: 'Allow the origin, and see that OPTIONS reaches the CORS middleware before authentication and routing.',
    lines: ALLOW_ORIGIN_LINES,
    spec: CORS_CHECK,
  },
  'preflight/allow-origin-mismatch': {
    level: 'error',
    certainty: 'certain',
    cause: 'origin',
    title: "The preflight allows another origin than the page's",
    explanation:
      "Browsers compare the header with the page's origin byte for byte: scheme, host, port, case and slash all count. " +
      '{difference}',
    fix: "Send back the request's own origin where it is allowed, with Vary: Origin.",
    lines: ALLOW_ORIGIN_LINES,
    spec: CORS_CHECK,
  },
  'preflight/allow-origin-multiple': {
    level: 'error',
    certainty: 'certain',
    cause: 'origin',
    title: 'The preflight names more than one origin',
    explanation: 'The header holds exactly one origin, or *. It is never a list, and never sent twice. {difference}',
    fix: 'Let one layer alone add CORS headers, and let it choose the one origin that the request came from.',
    lines: ALLOW_ORIGIN_LINES,
    spec: CORS_CHECK,
  },
  'preflight/allow-origin-invalid': {
    level: 'error',
    certainty: 'certain',
    cause: 'origin',
    title: 'The preflight names something that is no origin',
    explanation:
      'The header has to be an origin as browsers write it, such as https://app.example.com, or *. {difference}',
    fix: "Send back the request's own origin where it is allowed, with Vary: Origin.",
    lines: ALLOW_ORIGIN_LINES,
    spec: CORS_CHECK,
  },
  'preflight/wildcard-with-credentials': {
    level: 'error',
    certainty: 'certain',
    cause: 'credentials',
    title: 'The preflight allows *, and the request is sent with credentials',
    explanation:
      'The preflight itself carries no cookie, but it is checked for the request that it announces, and that one is made with ' +
      "credentials: 'include'. With credentials, * allows nobody.",
    fix: "Send the request's own origin in place of *, with Vary: Origin; or make the request without credentials.",
    lines: ALLOW_CREDENTIALS_LINES,
    spec: 'https://fetch.spec.whatwg.org/#cors-protocol-and-credentials',
  },
  'preflight/allow-credentials-not-true': {
    level: 'error',
    certainty: 'certain',
    cause: 'credentials',
    title: 'The preflight does not allow credentials',
    explanation:
      "A request with credentials: 'include' needs 'Access-Control-Allow-Credentials: true' on the preflight too, although the " +
      'preflight carries none: exactly true, in lower case, once. {problem}',
    fix: 'Send Access-Control-Allow-Credentials: true on the preflight and on the response, for allowed origins only.',
    lines: ALLOW_CREDENTIALS_LINES,
    spec: CORS_CHECK,
  },
  'preflight/allow-methods-unparsable': {
    level: 'error',
    certainty: 'certain',
    cause: 'method',
    title: 'Access-Control-Allow-Methods cannot be read',
    explanation:
      'The value is a list of methods with commas between them, and nothing else: no semicolons, no quotes, no spaces in place ' +
      'of commas. One mistake, and the whole preflight fails, even where the method would not have needed listing. ' +
      "The mistake is in '{token}'.",
    fix: 'Write the methods with commas between them.',
    lines: ALLOW_METHOD_LINES,
    spec: 'https://fetch.spec.whatwg.org/#http-new-header-syntax',
  },
  'preflight/method-not-allowed': {
    level: 'error',
    certainty: 'certain',
    cause: 'method',
    title: 'The preflight does not allow the method',
    explanation:
      'GET, HEAD and POST need no permission; every other method has to be in Access-Control-Allow-Methods. ' +
      'The request is {method}, and the server lists {listed}.',
    fix: 'Add the method to the list.',
    lines: ALLOW_METHOD_LINES,
    spec: 'https://fetch.spec.whatwg.org/#http-access-control-allow-methods',
  },
  'preflight/method-case': {
    level: 'error',
    certainty: 'certain',
    cause: 'method',
    title: 'The method is allowed in another spelling of its case',
    explanation:
      'Methods are compared with their case. fetch and XMLHttpRequest upper-case DELETE, GET, HEAD, OPTIONS, POST and PUT, and ' +
      "send everything else as it was written: 'patch' goes out as 'patch'. " +
      "The request is '{method}', and the server lists '{listedAs}'.",
    fix: 'Write methods in upper case: in the list of the server, and in the call.',
    lines: [
      { product: '@crossorigin', line: "cors({ origin: ['{origin}'], methods: ['{upperCased}'] })" },
      {
        product: 'cors',
        line: "app.use(cors({ origin: ['{origin}'], methods: ['GET', 'HEAD', 'POST', '{upperCased}'] }))",
      },
      {
        product: '@fastify/cors',
        line: "await app.register(cors, { origin: ['{origin}'], methods: ['GET', 'HEAD', 'POST', '{upperCased}'] })",
      },
      { product: 'nginx', line: "add_header Access-Control-Allow-Methods '{upperCased}' always;" },
    ],
    spec: 'https://fetch.spec.whatwg.org/#concept-method-normalize',
  },
  'preflight/method-wildcard-literal': {
    level: 'error',
    certainty: 'certain',
    cause: 'method',
    title: 'With credentials, * in Access-Control-Allow-Methods is not a wildcard',
    explanation:
      "For a request with credentials: 'include', * in the list stands for a method whose name is *, and for no other.",
    fix: 'List the methods by name; or make the request without credentials.',
    lines: ALLOW_METHOD_LINES,
    spec: 'https://fetch.spec.whatwg.org/#http-new-header-syntax',
  },
  'preflight/allow-headers-unparsable': {
    level: 'error',
    certainty: 'certain',
    cause: 'headers',
    title: 'Access-Control-Allow-Headers cannot be read',
    explanation:
      'The value is a list of header names with commas between them, and nothing else: no semicolons, no quotes, no spaces in ' +
      'place of commas. One mistake, and the whole preflight fails, even where no header would have needed listing. ' +
      "The mistake is in '{token}'.",
    fix: 'Write the names with commas between them.',
    lines: ALLOW_HEADERS_LINES.filter(({ product }) => product !== 'nginx'),
    spec: 'https://fetch.spec.whatwg.org/#http-new-header-syntax',
  },
  'preflight/header-not-allowed': {
    level: 'error',
    certainty: 'certain',
    cause: 'headers',
    title: 'The preflight does not allow a request header',
    explanation:
      'Every request header that a form could not send has to be named in Access-Control-Allow-Headers, Content-Type for JSON ' +
      'included. Missing: {names}. The server lists {listed}. Browsers name only the first that is missing.',
    fix: 'Add the names to the list; or do not send these headers.',
    lines: ALLOW_HEADERS_LINES,
    spec: 'https://fetch.spec.whatwg.org/#http-access-control-allow-headers',
  },
  'preflight/header-wildcard-literal': {
    level: 'error',
    certainty: 'certain',
    cause: 'headers',
    title: 'With credentials, * in Access-Control-Allow-Headers is not a wildcard',
    explanation:
      "For a request with credentials: 'include', * in the list stands for a header whose name is *, and for no other. " +
      'Missing: {names}.',
    fix: 'List the headers by name; or make the request without credentials.',
    lines: ALLOW_HEADERS_LINES,
    spec: 'https://fetch.spec.whatwg.org/#http-new-header-syntax',
  },
  'preflight/authorization-needs-naming': {
    level: 'warning',
    certainty: 'certain',
    cause: 'headers',
    title: 'Only * allows Authorization, which the standard does not accept',
    explanation:
      'By the standard, * in Access-Control-Allow-Headers covers every header but Authorization. Chrome, Firefox and Safari let ' +
      'it pass all the same; Firefox warns that it will stop.',
    fix: 'Name Authorization in the list, beside * or in place of it.',
    lines: [
      { product: '@crossorigin', line: "cors({ origin: ['{origin}'], allowedHeaders: ['*', 'Authorization'] })" },
      { product: 'cors', line: "app.use(cors({ origin: ['{origin}'], allowedHeaders: ['*', 'Authorization'] }))" },
      {
        product: '@fastify/cors',
        line: "await app.register(cors, { origin: ['{origin}'], allowedHeaders: ['*', 'Authorization'] })",
      },
      { product: 'nginx', line: "add_header Access-Control-Allow-Headers '*, Authorization' always;" },
    ],
    spec: 'https://fetch.spec.whatwg.org/#cors-non-wildcard-request-header-name',
  },
  'preflight/204-with-body': {
    level: 'note',
    certainty: 'certain',
    cause: 'status',
    title: 'The preflight has status 204 and announces a body',
    explanation:
      'A response with status 204 has no body. Browsers take no offence, but a client or a proxy that believes the announcement ' +
      'waits for bytes that are not part of the response, or takes them for the next one.',
    fix: 'Send 204 without a body, Content-Length or Transfer-Encoding; or send 200 with Content-Length: 0.',
    spec: 'https://www.rfc-editor.org/rfc/rfc9110#section-15.3.5',
  },
  'preflight/no-content-length': {
    level: 'note',
    certainty: 'certain',
    cause: 'status',
    title: 'The preflight does not say how long its body is',
    explanation:
      'Without a length, the body ends when the connection does. Some older clients wait for it, and no connection can be used ' +
      'again.',
    fix: 'Answer with 204, or with 200 and Content-Length: 0.',
    lines: [
      { product: '@crossorigin', line: "cors({ origin: ['{origin}'], preflightStatus: 204 }) // the default" },
      { product: 'cors', line: "app.use(cors({ origin: ['{origin}'], optionsSuccessStatus: 204 })) // the default" },
    ],
    spec: 'https://www.rfc-editor.org/rfc/rfc9112#section-6.3',
  },
  'preflight/private-network-header': {
    level: 'note',
    certainty: 'certain',
    cause: 'headers',
    title: 'Access-Control-Allow-Private-Network has no effect any more',
    explanation:
      'Chrome once asked servers in private networks for this header. It asks the visitor for permission in place of that, and ' +
      'no browser looks at the header.',
    fix: 'Remove the header.',
    spec: 'https://wicg.github.io/local-network-access/',
  },
}
