import { ACCESS, CHROMIUM_CORS_CHECK_MESSAGES, PREFLIGHT } from './chromium-cors-check.ts'
import { HEADER_NOT_ALLOWED, METHOD_NOT_ALLOWED } from './code-groups.ts'
import * as alike from './look-alike-suspects.ts'
import type { EngineMessage } from './message.ts'
import * as behind from './suspects.ts'

const VALUE_OF_LIST = 'The value, and which character of it is wrong.'
const NOTHING_SENT = 'That nothing was sent: no header of the server can change it.'

/**
 * The messages about CORS that current versions print.
 *
 * Read in Chromium's `third_party/blink/renderer/platform/loader/cors/cors_error_string.cc`.
 */
export const CHROMIUM_CORS_MESSAGES: readonly EngineMessage[] = [
  ...CHROMIUM_CORS_CHECK_MESSAGES,
  {
    names: ['PreflightInvalidStatus'],
    template: `${ACCESS}${PREFLIGHT}It does not have HTTP ok status.`,
    keywords: ['does not have http ok status'],
    codes: ['preflight/status-not-ok'],
    suspects: behind.PREFLIGHT_STATUS,
    hides: 'The status itself.',
  },
  {
    names: ['PreflightDisallowedRedirect'],
    template: `${ACCESS}${PREFLIGHT}Redirect is not allowed for a preflight request.`,
    keywords: ['redirect is not allowed for a preflight'],
    codes: ['preflight/redirect'],
    suspects: behind.PREFLIGHT_REDIRECT,
    hides: 'Where the redirect leads.',
  },
  {
    names: ['InvalidAllowMethodsPreflightResponse'],
    template: `${ACCESS}Cannot parse Access-Control-Allow-Methods response header field in preflight response.`,
    keywords: ['cannot parse access-control-allow-methods'],
    codes: ['preflight/allow-methods-unparsable'],
    suspects: behind.UNPARSABLE_METHODS,
    hides: VALUE_OF_LIST,
  },
  {
    names: ['InvalidAllowHeadersPreflightResponse'],
    template: `${ACCESS}Cannot parse Access-Control-Allow-Headers response header field in preflight response.`,
    keywords: ['cannot parse access-control-allow-headers'],
    codes: ['preflight/allow-headers-unparsable'],
    suspects: behind.UNPARSABLE_HEADERS,
    hides: VALUE_OF_LIST,
  },
  {
    names: ['MethodDisallowedByPreflightResponse'],
    template: `${ACCESS}Method {method} is not allowed by Access-Control-Allow-Methods in preflight response.`,
    keywords: ['is not allowed by access-control-allow-methods in preflight response'],
    codes: METHOD_NOT_ALLOWED,
    suspects: behind.METHOD,
    hides:
      'The list that the server sent, and whether headers are missing from the other one: methods are looked at first.',
  },
  {
    names: ['HeaderDisallowedByPreflightResponse'],
    template: `${ACCESS}Request header field {name} is not allowed by Access-Control-Allow-Headers in preflight response.`,
    keywords: ['is not allowed by access-control-allow-headers in preflight response'],
    codes: HEADER_NOT_ALLOWED,
    suspects: behind.HEADER,
    hides: 'Other headers that are missing too: only the first is named.',
  },
  {
    names: ['RedirectContainsCredentials'],
    template: `${ACCESS}Redirect location '{location}' contains a username and password, which is disallowed for cross-origin requests.`,
    keywords: ['redirect location', 'contains a username and password'],
    codes: ['redirect/credentials-in-location'],
    suspects: behind.CREDENTIALS_IN_LOCATION,
  },
  {
    names: ['CorsDisabledScheme'],
    template: `${ACCESS}Cross origin requests are only supported for protocol schemes: chrome, chrome-extension, chrome-untrusted, data, http, https, isolated-app.`,
    keywords: ['cross origin requests are only supported for'],
    codes: ['redirect/scheme'],
    suspects: behind.SCHEME,
  },
  {
    template: 'Fetch API cannot load {url}. URL scheme "{scheme}" is not supported.',
    keywords: ['url scheme', ['must be', 'is not supported']],
    codes: ['input/unsupported-scheme'],
    suspects: behind.SCHEME,
  },
  {
    template:
      'Fetch API cannot load {url}. Request mode is "same-origin" but the URL\'s origin is not same as the request origin {origin}.',
    keywords: [["the url's origin is not same as the request origin", "mode is set to 'same-origin'"]],
    codes: ['input/same-origin-mode'],
    suspects: behind.SAME_ORIGIN_MODE,
    hides: NOTHING_SENT,
  },
  {
    names: ['DisallowedByMode'],
    template: `${ACCESS}Cross origin requests are not allowed by request mode.`,
    keywords: ['cross origin requests are not allowed by request mode'],
    codes: ['redirect/leaves-origin'],
    suspects: behind.SAME_ORIGIN_MODE,
    hides: NOTHING_SENT,
  },
  {
    names: ['NoCorsRedirectModeNotFollow'],
    template: 'Fetch API cannot load {url}. Request mode is "no-cors" but the redirect mode is not "follow".',
    keywords: ['no-cors', 'redirect mode is not'],
    codes: ['input/no-cors-redirect'],
    suspects: [{ code: 'input/no-cors-redirect', because: "mode 'no-cors' only goes with redirect 'follow'" }],
  },
  {
    names: ['InvalidResponse'],
    template: `${ACCESS}The response is invalid.`,
    keywords: ['blocked by cors policy', 'the response is invalid'],
    suspects: [
      { code: 'response/empty', because: 'the response is not one that a browser can use' },
      { code: 'lookalike/service-worker', because: 'a service worker may have responded' },
    ],
    hides: 'What arrived.',
  },
  {
    names: ['InsecureLocalNetwork'],
    template: `${ACCESS}The request client is not a secure context and the resource is in more-private address space \`{space}\`.`,
    keywords: ['not a secure context', 'more-private address space'],
    codes: ['lookalike/local-network-insecure'],
    suspects: alike.LOCAL_NETWORK_INSECURE,
    hides: NOTHING_SENT,
  },
  {
    names: ['LocalNetworkAccessPermissionDenied'],
    template: `${ACCESS}Permission was denied for this request to access the \`{space}\` address space.`,
    keywords: ['permission was denied', 'address space'],
    codes: ['lookalike/local-network-permission'],
    suspects: alike.LOCAL_NETWORK_PERMISSION,
    hides: 'That nothing was sent, and whether the visitor or a policy said no.',
  },
  {
    names: ['InvalidLocalNetworkAccess'],
    template: `${ACCESS}Request had a target IP address space of \`{space}\` yet the resource is in address space \`{space}\`.`,
    keywords: ['request had a target ip address space', 'yet the resource is in'],
    suspects: [
      {
        code: 'lookalike/local-network-mismatch',
        because: 'targetAddressSpace does not match the network of the server',
      },
    ],
  },
]
