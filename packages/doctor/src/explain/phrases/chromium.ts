import type { Phrase, Suspect } from '../phrase.ts'
import {
  CREDENTIALS_ON_PREFLIGHT,
  CREDENTIALS_ON_RESPONSE,
  HEADER,
  LOCAL_NETWORK_INSECURE,
  LOCAL_NETWORK_PERMISSION,
  METHOD,
  MISMATCH_ON_PREFLIGHT,
  MISMATCH_ON_RESPONSE,
  MISSING_ON_PREFLIGHT,
  MISSING_ON_RESPONSE,
  MULTIPLE_ON_PREFLIGHT,
  MULTIPLE_ON_RESPONSE,
  PREFLIGHT_REDIRECT,
  PREFLIGHT_STATUS,
  SCHEME,
  WILDCARD_ON_PREFLIGHT,
  WILDCARD_ON_RESPONSE,
} from '../suspects.ts'

/** What comes before every sentence of Chromium's `CorsError`. */
const ACCESS = "Access to fetch at '{url}' from origin '{origin}' has been blocked by CORS policy: "
const PREFLIGHT = "Response to preflight request doesn't pass access control check: "

interface CorsCheck {
  readonly name: string
  readonly sentence: string
  readonly keywords: Phrase['keywords']
  readonly onResponse: readonly Suspect[]
  readonly onPreflight: readonly Suspect[]
  readonly hides: string
  readonly hidesOnPreflight: string
}

/** The two sentences of a rule that is applied to the preflight's answer and to the actual response. */
function bothSentencesOf(check: CorsCheck): readonly Phrase[] {
  return [
    {
      engine: 'chromium',
      names: [`Preflight${check.name}`],
      sentence: ACCESS + PREFLIGHT + check.sentence,
      keywords: [['response to preflight', 'preflight response'], ...check.keywords],
      suspects: check.onPreflight,
      hides: check.hidesOnPreflight,
    },
    {
      engine: 'chromium',
      names: [check.name],
      sentence: ACCESS + check.sentence,
      keywords: check.keywords,
      suspects: check.onResponse,
      hides: check.hides,
    },
  ]
}

const VALUE = ' Have the server send the header with a valid value.'
const STATUS_OF_PREFLIGHT =
  'The status of the answer to OPTIONS: Chrome looks for the header first, so that a bare 401, 403, 404 or 405 reads the same.'

/** The sentences of the current `CorsError`; every version since Chrome 71 has them. */
export const CHROMIUM_PHRASES: readonly Phrase[] = [
  ...bothSentencesOf({
    name: 'MissingAllowOriginHeader',
    sentence: "No 'Access-Control-Allow-Origin' header is present on the requested resource.",
    keywords: ["no 'access-control-allow-origin' header is present"],
    onResponse: MISSING_ON_RESPONSE,
    onPreflight: MISSING_ON_PREFLIGHT,
    hides:
      'The status of the response, and whether the server sends the header to other origins or on other responses.',
    hidesOnPreflight: STATUS_OF_PREFLIGHT,
  }),
  ...bothSentencesOf({
    name: 'WildcardOriginNotAllowed',
    sentence:
      "The value of the 'Access-Control-Allow-Origin' header in the response must not be the wildcard '*' when the " +
      "request's credentials mode is 'include'.",
    keywords: ['access-control-allow-origin', 'must not be the wildcard'],
    onResponse: WILDCARD_ON_RESPONSE,
    onPreflight: WILDCARD_ON_PREFLIGHT,
    hides: 'Whether Access-Control-Allow-Credentials is right: it is looked at next.',
    hidesOnPreflight: 'Whether Access-Control-Allow-Credentials and the status are right: they are looked at next.',
  }),
  ...bothSentencesOf({
    name: 'MultipleAllowOriginValues',
    sentence: `The 'Access-Control-Allow-Origin' header contains multiple values '{value}', but only one is allowed.${VALUE}`,
    keywords: ['access-control-allow-origin', 'contains multiple values'],
    onResponse: MULTIPLE_ON_RESPONSE,
    onPreflight: MULTIPLE_ON_PREFLIGHT,
    hides: 'Whether these were several lines, from several layers, or one line with a list.',
    hidesOnPreflight: 'Whether these were several lines, from several layers, or one line with a list.',
  }),
  ...bothSentencesOf({
    name: 'InvalidAllowOriginValue',
    sentence: `The 'Access-Control-Allow-Origin' header contains the invalid value '{value}'.${VALUE}`,
    keywords: ['access-control-allow-origin', 'contains the invalid value'],
    onResponse: [{ code: 'response/allow-origin-invalid', because: 'the value is no origin' }],
    onPreflight: [{ code: 'preflight/allow-origin-invalid', because: 'the value is no origin' }],
    hides: 'The status of the response.',
    hidesOnPreflight: 'The status of the answer to OPTIONS.',
  }),
  ...bothSentencesOf({
    name: 'AllowOriginMismatch',
    sentence: `The 'Access-Control-Allow-Origin' header has a value '{value}' that is not equal to the supplied origin.${VALUE}`,
    keywords: ['access-control-allow-origin', 'not equal to the supplied origin'],
    onResponse: MISMATCH_ON_RESPONSE,
    onPreflight: MISMATCH_ON_PREFLIGHT,
    hides:
      'What differs: origins are compared byte by byte, so a slash at the end, a port or a letter in upper case is enough.',
    hidesOnPreflight:
      'What differs: origins are compared byte by byte, so a slash at the end, a port or a letter in upper case is enough.',
  }),
  ...bothSentencesOf({
    name: 'InvalidAllowCredentials',
    sentence:
      "The value of the 'Access-Control-Allow-Credentials' header in the response is '{value}' which must be 'true' when " +
      "the request's credentials mode is 'include'.",
    keywords: ['access-control-allow-credentials', "which must be 'true'"],
    onResponse: CREDENTIALS_ON_RESPONSE,
    onPreflight: CREDENTIALS_ON_PREFLIGHT,
    hides: 'Whether the header is missing or empty: both read as an empty value.',
    hidesOnPreflight: 'Whether the header is missing or empty: both read as an empty value.',
  }),
  {
    engine: 'chromium',
    names: ['PreflightInvalidStatus'],
    sentence: `${ACCESS}${PREFLIGHT}It does not have HTTP ok status.`,
    keywords: ['does not have http ok status'],
    suspects: PREFLIGHT_STATUS,
    hides: 'The status itself.',
  },
  {
    engine: 'chromium',
    names: ['PreflightDisallowedRedirect'],
    sentence: `${ACCESS}${PREFLIGHT}Redirect is not allowed for a preflight request.`,
    keywords: ['redirect is not allowed for a preflight'],
    suspects: PREFLIGHT_REDIRECT,
    hides: 'Where the redirect leads.',
  },
  {
    engine: 'chromium',
    names: ['InvalidAllowMethodsPreflightResponse'],
    sentence: `${ACCESS}Cannot parse Access-Control-Allow-Methods response header field in preflight response.`,
    keywords: ['cannot parse access-control-allow-methods'],
    suspects: [
      { code: 'preflight/allow-methods-unparsable', because: 'one bad character makes the whole list unreadable' },
    ],
    hides: 'The value, and which character of it is wrong.',
  },
  {
    engine: 'chromium',
    names: ['InvalidAllowHeadersPreflightResponse'],
    sentence: `${ACCESS}Cannot parse Access-Control-Allow-Headers response header field in preflight response.`,
    keywords: ['cannot parse access-control-allow-headers'],
    suspects: [
      { code: 'preflight/allow-headers-unparsable', because: 'one bad character makes the whole list unreadable' },
    ],
    hides: 'The value, and which character of it is wrong.',
  },
  {
    engine: 'chromium',
    names: ['MethodDisallowedByPreflightResponse'],
    sentence: `${ACCESS}Method {method} is not allowed by Access-Control-Allow-Methods in preflight response.`,
    keywords: ['is not allowed by access-control-allow-methods in preflight response'],
    suspects: METHOD,
    hides:
      'The list that the server sent, and whether headers are missing from the other one: methods are looked at first.',
  },
  {
    engine: 'chromium',
    names: ['HeaderDisallowedByPreflightResponse'],
    sentence: `${ACCESS}Request header field {header} is not allowed by Access-Control-Allow-Headers in preflight response.`,
    keywords: ['is not allowed by access-control-allow-headers in preflight response'],
    suspects: HEADER,
    hides: 'Other headers that are missing too: only the first is named.',
  },
  {
    engine: 'chromium',
    names: ['RedirectContainsCredentials'],
    sentence: `${ACCESS}Redirect location '{value}' contains a username and password, which is disallowed for cross-origin requests.`,
    keywords: ['redirect location', 'contains a username and password'],
    suspects: [{ code: 'redirect/credentials-in-location', because: 'Location contains a name and a password' }],
  },
  {
    engine: 'chromium',
    names: ['CorsDisabledScheme'],
    sentence: `${ACCESS}Cross origin requests are only supported for protocol schemes: chrome, chrome-extension, chrome-untrusted, data, http, https.`,
    keywords: ['cross origin requests are only supported for'],
    suspects: SCHEME,
  },
  {
    engine: 'chromium',
    names: ['DisallowedByMode'],
    sentence: `${ACCESS}Cross origin requests are not allowed by request mode.`,
    keywords: [
      [
        'cross origin requests are not allowed by request mode',
        "the url's origin is not same as the request origin",
        "mode is set to 'same-origin'",
      ],
    ],
    suspects: [
      { code: 'input/same-origin-mode', because: "the mode is 'same-origin', and the address has another origin" },
      { code: 'redirect/began-same-origin', because: 'a redirect may lead from the own origin to another' },
    ],
    hides: 'That nothing was sent: no header of the server can change it.',
  },
  {
    engine: 'chromium',
    names: ['NoCorsRedirectModeNotFollow'],
    sentence: `Fetch API cannot load {url}. Request mode is "no-cors" but the redirect mode is not "follow".`,
    keywords: ['no-cors', 'redirect mode is not'],
    suspects: [{ code: 'input/no-cors-redirect', because: "mode 'no-cors' only goes with redirect 'follow'" }],
  },
  {
    engine: 'chromium',
    names: ['InvalidResponse'],
    sentence: `${ACCESS}The response is invalid.`,
    keywords: ['blocked by cors policy', 'the response is invalid'],
    suspects: [
      { code: 'response/empty', because: 'the answer is no response that a browser could use' },
      { code: 'lookalike/service-worker', because: 'a service worker may have answered' },
    ],
    hides: 'What arrived.',
  },
  {
    engine: 'chromium',
    names: ['InsecureLocalNetwork'],
    sentence: `${ACCESS}The request client is not a secure context and the resource is in more-private address space \`{space}\`.`,
    keywords: ['not a secure context', 'more-private address space'],
    suspects: LOCAL_NETWORK_INSECURE,
    hides: 'That nothing was sent: no header of the server can change it.',
  },
  {
    engine: 'chromium',
    names: ['LocalNetworkAccessPermissionDenied'],
    sentence: `${ACCESS}Permission was denied for this request to access the \`{space}\` address space.`,
    keywords: ['permission was denied', 'address space'],
    suspects: LOCAL_NETWORK_PERMISSION,
    hides: 'That nothing was sent, and whether the visitor or a policy said no.',
  },
  {
    engine: 'chromium',
    names: ['InvalidLocalNetworkAccess'],
    sentence: `${ACCESS}Request had a target IP address space of \`{space}\` yet the resource is in address space \`{space}\`.`,
    keywords: ['request had a target ip address space', 'yet the resource is in'],
    suspects: [
      {
        code: 'lookalike/local-network-mismatch',
        because: 'targetAddressSpace names another place than where the server is',
      },
    ],
  },
]
