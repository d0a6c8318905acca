import type { CatalogueEntry } from './entry.ts'

/** What goes wrong on the way from URL to URL. */
export type RedirectCode =
  | 'redirect/hop-without-cors'
  | 'redirect/origin-becomes-null'
  | 'redirect/back-to-page-origin'
  | 'redirect/began-same-origin'
  | 'redirect/credentials-in-location'
  | 'redirect/scheme'
  | 'redirect/invalid-location'
  | 'redirect/blocked-port'
  | 'redirect/leaves-origin'
  | 'redirect/not-followed'
  | 'redirect/authorization-dropped'
  | 'redirect/method-changed'
  | 'redirect/stream-body'
  | 'redirect/upgrade-https'
  | 'redirect/trailing-slash'
  | 'redirect/canonical-host'
  | 'redirect/to-login'
  | 'redirect/downgrade'
  | 'redirect/loop'
  | 'redirect/preflighted-differs-by-engine'
  | 'redirect/private-address'

const REDIRECT_FETCH = 'https://fetch.spec.whatwg.org/#concept-http-redirect-fetch'

export const redirectEntries: Readonly<Record<RedirectCode, CatalogueEntry>> = {
  'redirect/hop-without-cors': {
    level: 'error',
    certainty: 'certain',
    cause: 'redirect',
    title: 'The redirect itself has no Access-Control-Allow-Origin',
    explanation:
      'Every response on the way is checked, the redirects included, and not only the last. This one sends the browser to ' +
      "'{location}' and does not say that the page may know of it, so the browser stops here.",
    fix: 'Add the CORS headers to the redirect as well; or call the final URL from the page.',
    lines: [
      { product: '@crossorigin', line: 'app.use(cors(config)) // before what redirects' },
      { product: 'cors', line: 'app.use(cors(options)) // before what redirects' },
      { product: '@fastify/cors', line: 'await app.register(cors, options) // before what redirects' },
      { product: 'nginx', line: 'add_header Access-Control-Allow-Origin $cors_origin always;' },
    ],
    spec: REDIRECT_FETCH,
  },
  'redirect/private-address': {
    level: 'warning',
    certainty: 'certain',
    cause: 'redirect',
    title: 'The redirect leads into a private network, and was not followed',
    explanation:
      "The response came from the public network and redirects to '{location}', which is on this machine or on a local network. " +
      'The server itself could not reach it. Chrome asks the visitor for permission before it follows.',
    fix: 'If you trust the server, follow it with --private. Or call the final URL from the page.',
    spec: 'https://wicg.github.io/local-network-access/#fetching',
  },
  'redirect/origin-becomes-null': {
    level: 'error',
    certainty: 'certain',
    cause: 'redirect',
    title: 'After the redirect, the request says Origin: null',
    explanation:
      "When a redirect leads from one foreign origin to another, browsers stop naming the page: '{url}' gets 'Origin: null'. " +
      'That passes only where everyone is allowed, or null is.',
    fix: 'Call the final URL from the page. Do not allow null: any page on the web can send it from a sandboxed frame.',
    spec: 'https://fetch.spec.whatwg.org/#concept-request-tainted-origin',
  },
  'redirect/back-to-page-origin': {
    level: 'error',
    certainty: 'certain',
    cause: 'redirect',
    title: "The way leads back to the page's own origin, and is checked there too",
    explanation:
      "Once a request has been to another origin, it stays a CORS request, even where a redirect brings it home: '{url}' gets " +
      "'Origin: null', and has to allow that.",
    fix: "Call the page's own URL directly, without the detour.",
    spec: 'https://fetch.spec.whatwg.org/#concept-main-fetch',
  },
  'redirect/began-same-origin': {
    level: 'error',
    certainty: 'certain',
    cause: 'redirect',
    title: 'The page calls its own origin, and is redirected to another',
    explanation:
      "The page asks '{first}', which is its own origin, and the server sends it on to '{url}'. From there on it is a CORS " +
      'request, and the other server has to allow the page.',
    fix: "Allow the page's origin there; or fetch from there on the server, and answer the page yourself.",
    spec: 'https://fetch.spec.whatwg.org/#concept-main-fetch',
  },
  'redirect/credentials-in-location': {
    level: 'error',
    certainty: 'certain',
    cause: 'redirect',
    title: 'The redirect has a user name or a password in its URL',
    explanation: 'Browsers follow no such redirect across origins.',
    fix: 'Take the user name and the password out of Location; and change the password, which has been sent to the visitor.',
    spec: REDIRECT_FETCH,
  },
  'redirect/scheme': {
    level: 'error',
    certainty: 'certain',
    cause: 'redirect',
    title: 'The redirect leads to something that is not http or https',
    explanation: "A fetch follows redirects to http and https only. This one leads to '{location}'.",
    fix: 'Send a Location that begins with https.',
    spec: REDIRECT_FETCH,
  },
  'redirect/invalid-location': {
    level: 'error',
    certainty: 'certain',
    cause: 'redirect',
    title: 'The redirect leads nowhere: Location is no URL',
    explanation: "The browser cannot make one URL of '{location}', so the fetch fails.",
    fix: 'Send one Location, and in it a URL, or a path that begins with a slash.',
    spec: 'https://fetch.spec.whatwg.org/#concept-response-location-url',
  },
  'redirect/blocked-port': {
    level: 'error',
    certainty: 'certain',
    cause: 'redirect',
    title: 'The redirect leads to a port that browsers do not open',
    explanation:
      "Some ports belong to other protocols, and browsers send nothing there. This redirect leads to '{location}'.",
    fix: 'Move the service to another port, or put it behind one.',
    spec: 'https://fetch.spec.whatwg.org/#port-blocking',
  },
  'redirect/leaves-origin': {
    level: 'error',
    certainty: 'certain',
    cause: 'redirect',
    title: "The redirect leaves the origin, and the request's mode forbids that",
    explanation:
      "The request is made with mode: 'same-origin', and the redirect leads to '{location}', of another origin.",
    fix: "Leave out mode: 'same-origin' and allow the page's origin there; or keep the redirect within the origin.",
    spec: 'https://fetch.spec.whatwg.org/#concept-main-fetch',
  },
  'redirect/not-followed': {
    level: 'error',
    certainty: 'certain',
    cause: 'redirect',
    title: "The response is a redirect, and the request says redirect: 'error'",
    explanation:
      "With redirect: 'error', every redirect makes the fetch fail. The server sends the browser to '{location}'.",
    fix: "Call the final URL; or leave out redirect: 'error'.",
    spec: 'https://fetch.spec.whatwg.org/#concept-request-redirect-mode',
  },
  'redirect/authorization-dropped': {
    level: 'warning',
    certainty: 'certain',
    cause: 'redirect',
    title: 'Authorization is lost on the way',
    explanation:
      "Browsers take Authorization off a request when a redirect leads to another origin: '{url}' does not get it, and answers " +
      'as to somebody who is not logged in.',
    fix: 'Call the final URL from the page.',
    spec: REDIRECT_FETCH,
  },
  'redirect/method-changed': {
    level: 'warning',
    certainty: 'certain',
    cause: 'redirect',
    title: 'The redirect turns the request into a GET',
    explanation: "After status {status}, {method} goes on to '{location}' as GET, without its body.",
    fix: 'Redirect with 307 or 308, which keep method and body; or call the final URL.',
    spec: REDIRECT_FETCH,
  },
  'redirect/stream-body': {
    level: 'error',
    certainty: 'certain',
    cause: 'redirect',
    title: 'A request whose body is a stream cannot be redirected',
    explanation: 'A stream is read once, so the browser has no body to send again, and the fetch fails.',
    fix: 'Call the final URL; or send a string, a Blob or a buffer; or redirect with 303, after which no body is needed.',
    spec: REDIRECT_FETCH,
  },
  'redirect/upgrade-https': {
    level: 'error',
    certainty: 'certain',
    cause: 'redirect',
    title: 'The redirect only changes http to https',
    explanation:
      "The URL is the same but for its scheme: '{location}'. To a browser that is another origin; a preflight fails on it, and " +
      'the redirect needs CORS headers of its own.',
    fix: 'Write https in the URL that the page calls.',
    spec: REDIRECT_FETCH,
  },
  'redirect/trailing-slash': {
    level: 'error',
    certainty: 'certain',
    cause: 'redirect',
    title: 'The redirect only adds or removes a slash',
    explanation:
      "The URL is the same but for a slash at the end of its path: '{location}'. A preflight fails on it, and the redirect needs " +
      'CORS headers of its own.',
    fix: 'Write the URL that the page calls as the server wants it; or let the server accept both.',
    spec: REDIRECT_FETCH,
  },
  'redirect/canonical-host': {
    level: 'error',
    certainty: 'certain',
    cause: 'redirect',
    title: 'The redirect only changes the name of the host',
    explanation:
      "The URL is the same but for its host: '{location}'. To a browser that is another origin; a preflight fails on it, and the " +
      'redirect needs CORS headers of its own.',
    fix: 'Write the final host in the URL that the page calls.',
    spec: REDIRECT_FETCH,
  },
  'redirect/to-login': {
    level: 'warning',
    certainty: 'likely',
    cause: 'redirect',
    title: 'The request is sent to a login page',
    explanation:
      "The server sends the browser to '{location}', which looks like a place to log in. A fetch cannot log anybody in: it meets " +
      'a page without CORS headers, or reads HTML where it expects data.',
    fix: 'Answer API requests that are not logged in with 401 and CORS headers, and let the page go to the login itself.',
    spec: REDIRECT_FETCH,
  },
  'redirect/downgrade': {
    level: 'warning',
    certainty: 'certain',
    cause: 'redirect',
    title: 'The redirect leads from https to http',
    explanation:
      "The server sends the browser to '{location}', without encryption. From a page on https that is mixed content, and blocked. " +
      'Usually a server behind a proxy does not know that it is reached by https.',
    fix: 'Let the proxy say so (X-Forwarded-Proto), let the server trust it, and send a path in place of a whole URL.',
    lines: [{ product: 'nginx', line: 'proxy_set_header X-Forwarded-Proto $scheme;' }],
    spec: 'https://w3c.github.io/webappsec-mixed-content/#should-block-fetch',
  },
  'redirect/loop': {
    level: 'error',
    certainty: 'certain',
    cause: 'redirect',
    title: 'The redirects do not come to an end',
    explanation: 'Browsers give up after 20 redirects. {cycle}',
    fix: 'Find the two rules that send the request to each other: often one for https and one for the host or the slash.',
    spec: REDIRECT_FETCH,
  },
  'redirect/preflighted-differs-by-engine': {
    level: 'warning',
    certainty: 'certain',
    cause: 'redirect',
    title: 'Browsers disagree about the preflight after the redirect',
    explanation:
      "For the preflight of '{url}', Chrome sends 'Origin: null', and Firefox the origin of the page; both then send the request " +
      'itself with null. What passes in one may fail in the other.',
    fix: 'Call the final URL from the page.',
    spec: 'https://fetch.spec.whatwg.org/#concept-request-tainted-origin',
  },
}
