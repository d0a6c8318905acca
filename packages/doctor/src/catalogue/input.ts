import type { CatalogueEntry } from './entry.ts'

/** What is wrong with a request before it is one, or why it is no CORS request. */
export type InputCode =
  | 'not-cors/same-origin'
  | 'not-cors/differs-by'
  | 'not-cors/localhost-alias'
  | 'not-cors/mode-no-cors'
  | 'not-cors/navigation-or-tag'
  | 'not-cors/websocket'
  | 'not-cors/not-a-browser'
  | 'input/missing-scheme'
  | 'input/url-credentials'
  | 'input/forbidden-method'
  | 'input/invalid-method'
  | 'input/forbidden-header'
  | 'input/invalid-header'
  | 'input/body-with-get'
  | 'input/same-origin-mode'
  | 'input/no-cors-method'
  | 'input/no-cors-redirect'
  | 'input/refused-options'
  | 'input/unsupported-scheme'
  | 'input/blocked-port'
  | 'input/origin-not-serialized'

const FETCH = 'https://fetch.spec.whatwg.org/'

export const inputEntries: Readonly<Record<InputCode, CatalogueEntry>> = {
  'not-cors/same-origin': {
    level: 'note',
    certainty: 'certain',
    cause: 'request',
    title: 'The request is same-origin',
    explanation:
      '{origin} asks its own origin: scheme, host and port are equal. A browser then checks nothing, and no header is needed. ' +
      'If the console speaks of CORS all the same, the page is on another origin than you think, or a redirect leads away.',
    fix: 'Read the status of the answer. Compare the address bar with {origin}, and look for a redirect.',
    spec: 'https://html.spec.whatwg.org/multipage/browsers.html#same-origin',
  },
  'not-cors/differs-by': {
    level: 'note',
    certainty: 'certain',
    cause: 'request',
    title: 'Same site, but another origin',
    explanation:
      '{origin} and {target} belong to one site, and yet are two origins: they differ by {difference}. An origin is scheme, ' +
      'host and port together, and CORS goes by origins. Cookies go by sites, so the two do not behave alike.',
    fix: 'Allow {origin} at the server, or serve page and API from one origin, for instance behind one reverse proxy.',
    spec: 'https://html.spec.whatwg.org/multipage/browsers.html#same-site',
  },
  'not-cors/localhost-alias': {
    level: 'note',
    certainty: 'certain',
    cause: 'request',
    title: 'Two names for this machine are two origins',
    explanation:
      '{origin} and {target} both mean this machine. To a browser, localhost, 127.0.0.1 and [::1] are three hosts, so the ' +
      'request is cross-origin, and a server that allows one of them has not allowed the others.',
    fix: 'Allow exactly {origin}, or use one name for both. With another port it stays cross-origin.',
    lines: [{ product: '@crossorigin', line: "cors({ origin: ['http://localhost:*', 'http://127.0.0.1:*'] })" }],
    spec: 'https://html.spec.whatwg.org/multipage/browsers.html#concept-origin',
  },
  'not-cors/mode-no-cors': {
    level: 'warning',
    certainty: 'certain',
    cause: 'request',
    title: "mode: 'no-cors' hides the answer from script",
    explanation:
      "With mode: 'no-cors' the answer is opaque whatever the server sends: status 0, no headers, no body. It is meant for " +
      'requests whose answer nobody reads. The browser also drops every header that a form could not send.',
    fix: "Remove mode: 'no-cors'. Then let the server allow {origin}.",
    spec: `${FETCH}#concept-filtered-response-opaque`,
  },
  'not-cors/navigation-or-tag': {
    level: 'note',
    certainty: 'certain',
    cause: 'request',
    title: 'An element without crossorigin makes no CORS request',
    explanation:
      'Images, scripts, style sheets, links and forms are loaded without CORS unless they have the attribute crossorigin. No ' +
      'header is needed to show them; Cross-Origin-Resource-Policy, the type of the content and the policy of the page decide.',
    fix: 'Add crossorigin only where script has to read the content (canvas, error messages, integrity); the server then has to allow {origin}.',
    spec: 'https://html.spec.whatwg.org/multipage/urls-and-fetching.html#cors-settings-attributes',
  },
  'not-cors/websocket': {
    level: 'note',
    certainty: 'certain',
    cause: 'request',
    title: 'WebSockets know no CORS',
    explanation:
      'The handshake of a WebSocket carries Origin, and the browser asks for no permission in the answer: any page may open ' +
      'one, with cookies. Who may is for the server to decide.',
    fix: 'Compare Origin with a list of your own when the connection is upgraded, and refuse with 403.',
    spec: `${FETCH}#websocket-opening-handshake`,
  },
  'not-cors/not-a-browser': {
    level: 'note',
    certainty: 'possible',
    cause: 'request',
    title: 'Only browsers enforce CORS',
    explanation:
      'curl, Postman, servers and native apps have no page whose origin could be protected. They send no preflight and read ' +
      'every answer. That a request works there says that the server is up, not that it allows a page.',
    fix: 'Test with the Origin of the page and with the preflight that a browser would send, as is done here.',
    spec: `${FETCH}#http-cors-protocol`,
  },
  'input/missing-scheme': {
    level: 'error',
    certainty: 'certain',
    cause: 'request',
    title: 'The URL has no scheme',
    explanation:
      'Without https:// in front, a browser takes the text for a path on the page itself, or what stands before the colon for ' +
      'a scheme. It asks for something else than was meant, or for nothing.',
    fix: 'Write the URL with its scheme: https://host/path.',
    spec: 'https://url.spec.whatwg.org/#url-parsing',
  },
  'input/url-credentials': {
    level: 'error',
    certainty: 'certain',
    cause: 'request',
    title: 'fetch refuses a URL with a user name or password',
    explanation: 'The call throws a TypeError before anything is sent, because the URL has user:password@ in it.',
    fix: 'Take them out of the URL, and send an Authorization header; the server then has to list it among the allowed headers.',
    lines: [
      { product: '@crossorigin', line: "cors({ origin: '{origin}', allowedHeaders: ['Authorization'] })" },
      { product: 'cors', line: "cors({ origin: '{origin}', allowedHeaders: ['Authorization', 'Content-Type'] })" },
      { product: '@fastify/cors', line: "{ origin: '{origin}', allowedHeaders: ['Authorization', 'Content-Type'] }" },
    ],
    spec: `${FETCH}#dom-request`,
  },
  'input/forbidden-method': {
    level: 'error',
    certainty: 'certain',
    cause: 'method',
    title: 'No script can send this method',
    explanation: 'CONNECT, TRACE and TRACK are forbidden to pages. The call throws, and nothing is sent.',
    fix: 'Offer what {method} does under another method, such as GET or POST.',
    spec: `${FETCH}#forbidden-method`,
  },
  'input/invalid-method': {
    level: 'error',
    certainty: 'certain',
    cause: 'method',
    title: 'The method is none',
    explanation:
      'A method is letters, digits and a few signs, without spaces. With anything else the call throws, and nothing is sent.',
    fix: 'Write the method alone: GET, POST, PUT.',
    spec: `${FETCH}#concept-method`,
  },
  'input/forbidden-header': {
    level: 'note',
    certainty: 'certain',
    cause: 'request',
    title: 'A browser drops this header without a word',
    explanation:
      'Script cannot set {names}: the browser sets such headers itself, or sends none. What script writes is dropped, the ' +
      'request goes out without it, and no preflight asks about it. Cookies are sent by credentials, not by a header.',
    fix: 'Remove {names} from the call, and from the list of allowed headers at the server, where it does nothing.',
    spec: `${FETCH}#forbidden-request-header`,
  },
  'input/invalid-header': {
    level: 'error',
    certainty: 'certain',
    cause: 'headers',
    title: 'A header that cannot be sent',
    explanation:
      'The name of a header must be a token, without spaces and colons, and a value must not contain line breaks, zero ' +
      'bytes or characters beyond ISO-8859-1. Otherwise the call throws, and nothing is sent.',
    fix: 'Correct the header. Values from files or environment variables often end with a line break too many.',
    spec: `${FETCH}#concept-header-value`,
  },
  'input/body-with-get': {
    level: 'error',
    certainty: 'certain',
    cause: 'method',
    title: 'fetch refuses a body with GET or HEAD',
    explanation: 'The call throws a TypeError before anything is sent. curl and servers allow it; browsers do not.',
    fix: 'Use POST, or put the data into the query of the URL.',
    spec: `${FETCH}#dom-request`,
  },
  'input/same-origin-mode': {
    level: 'error',
    certainty: 'certain',
    cause: 'request',
    title: "mode: 'same-origin' forbids this request",
    explanation:
      "With mode: 'same-origin' a page asks only its own origin. {target} is another one, so nothing is sent, whatever the " +
      'server allows.',
    fix: "Remove mode: 'same-origin', and let the server allow {origin}.",
    spec: `${FETCH}#concept-main-fetch`,
  },
  'input/no-cors-method': {
    level: 'error',
    certainty: 'certain',
    cause: 'method',
    title: "mode: 'no-cors' allows only GET, HEAD and POST",
    explanation:
      "With mode: 'no-cors' a page can send only what a form could. With {method} the call throws, and nothing is sent.",
    fix: "Remove mode: 'no-cors', and let the server allow {origin} and {method}.",
    spec: `${FETCH}#dom-request`,
  },
  'input/no-cors-redirect': {
    level: 'error',
    certainty: 'certain',
    cause: 'request',
    title: "mode: 'no-cors' has to follow redirects",
    explanation: "With mode: 'no-cors' the option redirect must be 'follow'. Otherwise nothing is sent.",
    fix: "Remove mode: 'no-cors', or the option redirect.",
    spec: `${FETCH}#concept-main-fetch`,
  },
  'input/refused-options': {
    level: 'error',
    certainty: 'certain',
    cause: 'request',
    title: 'fetch refuses these options together',
    explanation: 'The call throws a TypeError before anything is sent: {problem}.',
    fix: 'Change the options of the call. The server has no part in it.',
    spec: `${FETCH}#dom-request`,
  },
  'input/unsupported-scheme': {
    level: 'error',
    certainty: 'certain',
    cause: 'request',
    title: 'Only http and https can be asked across origins',
    explanation:
      'A page can send requests to another origin over http and https. {scheme} is neither, so nothing is sent.',
    fix: 'Serve it over https, and use that URL.',
    spec: `${FETCH}#concept-main-fetch`,
  },
  'input/blocked-port': {
    level: 'error',
    certainty: 'certain',
    cause: 'request',
    title: 'Browsers do not connect to this port',
    explanation:
      'Port {port} belongs to another service, and browsers connect to no such port, so that pages cannot speak to mail and ' +
      'the like. Nothing is sent; curl does not know the rule.',
    fix: 'Let the server listen on another port: 3000, 8000, 8080 and 8443 are free.',
    spec: `${FETCH}#port-blocking`,
  },
  'input/origin-not-serialized': {
    level: 'error',
    certainty: 'certain',
    cause: 'request',
    title: 'No browser sends an origin like this',
    explanation:
      'An origin is scheme, host and port: lower case, without a path or a slash at the end, and without the port that the ' +
      'scheme has by default. Servers compare it byte for byte.',
    fix: 'Write it as the browser does: https://app.example.com.',
    spec: `${FETCH}#origin-header`,
  },
}
