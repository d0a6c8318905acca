import type { FindingCode } from '../findings/findings.ts'
import { CREDENTIALS_NOT_ALLOWED, MISSING_ALLOW_ORIGIN, MISSING_ALLOW_ORIGIN_ON_PREFLIGHT } from './code-groups.ts'
import type { EngineMessage, Suspect } from './message.ts'
import * as behind from './suspects.ts'

/** What comes before every message about CORS. */
export const ACCESS: string = "Access to fetch at '{url}' from origin '{origin}' has been blocked by CORS policy: "
/** What comes before those about a preflight. */
export const PREFLIGHT: string = "Response to preflight request doesn't pass access control check: "
/** What is appended for `fetch` if a value is wrong. */
const VALUE = ' Have the server send the header with a valid value.'
const BYTES =
  'What differs: origins are compared byte by byte, so a slash at the end, a port or a letter in upper case is enough.'
const LINES = 'Whether these were several lines, from several layers, or one line with a list.'

/** What is printed of one kind of response. */
interface Half {
  readonly codes: readonly FindingCode[]
  readonly suspects: readonly Suspect[]
  readonly hides: string
}

/** The two messages of a rule that is applied to the response to the preflight, and to the actual response. */
function corsCheck(
  name: string,
  reason: string,
  { keywords, response, preflight }: { keywords: EngineMessage['keywords']; response: Half; preflight: Half },
): readonly EngineMessage[] {
  const ofPreflight = ['response to preflight', 'preflight response']
  return [
    {
      names: [`Preflight${name}`],
      template: ACCESS + PREFLIGHT + reason,
      keywords: [ofPreflight, ...keywords],
      ...preflight,
    },
    { names: [name], template: ACCESS + reason, keywords, ...response },
  ]
}

/** The messages of the CORS check; every version since Chrome 71 has them. */
export const CHROMIUM_CORS_CHECK_MESSAGES: readonly EngineMessage[] = [
  ...corsCheck(
    'MissingAllowOriginHeader',
    "No 'Access-Control-Allow-Origin' header is present on the requested resource.",
    {
      keywords: ["no 'access-control-allow-origin' header is present"],
      response: {
        codes: [...MISSING_ALLOW_ORIGIN, 'null-origin/file-url'],
        suspects: behind.MISSING_ON_RESPONSE,
        hides:
          'The status of the response, and whether the server sends the header to other origins or on other responses.',
      },
      preflight: {
        codes: MISSING_ALLOW_ORIGIN_ON_PREFLIGHT,
        suspects: behind.MISSING_ON_PREFLIGHT,
        hides:
          'The status of the response to OPTIONS: Chrome looks for the header first, so that a bare 401, 403, 404 or 405 reads the same.',
      },
    },
  ),
  ...corsCheck(
    'WildcardOriginNotAllowed',
    "The value of the 'Access-Control-Allow-Origin' header in the response must not be the wildcard '*' when the request's credentials mode is 'include'.",
    {
      keywords: ['access-control-allow-origin', 'must not be the wildcard'],
      response: {
        codes: ['credentials/wildcard-origin'],
        suspects: behind.WILDCARD_ON_RESPONSE,
        hides: 'Whether Access-Control-Allow-Credentials is right: it is looked at next.',
      },
      preflight: {
        codes: ['preflight/wildcard-with-credentials'],
        suspects: behind.WILDCARD_ON_PREFLIGHT,
        hides: 'Whether Access-Control-Allow-Credentials and the status are right: they are looked at next.',
      },
    },
  ),
  ...corsCheck(
    'MultipleAllowOriginValues',
    `The 'Access-Control-Allow-Origin' header contains multiple values '{value}', but only one is allowed.${VALUE}`,
    {
      keywords: ['access-control-allow-origin', 'contains multiple values'],
      response: { codes: ['response/allow-origin-multiple'], suspects: behind.MULTIPLE_ON_RESPONSE, hides: LINES },
      preflight: { codes: ['preflight/allow-origin-multiple'], suspects: behind.MULTIPLE_ON_PREFLIGHT, hides: LINES },
    },
  ),
  ...corsCheck(
    'InvalidAllowOriginValue',
    `The 'Access-Control-Allow-Origin' header contains the invalid value '{value}'.${VALUE}`,
    {
      keywords: ['access-control-allow-origin', 'contains the invalid value'],
      response: {
        codes: ['response/allow-origin-invalid'],
        suspects: [{ code: 'response/allow-origin-invalid', because: 'the value is not a valid origin' }],
        hides: 'The status of the response.',
      },
      preflight: {
        codes: ['preflight/allow-origin-invalid'],
        suspects: [{ code: 'preflight/allow-origin-invalid', because: 'the value is not a valid origin' }],
        hides: 'The status of the response to OPTIONS.',
      },
    },
  ),
  ...corsCheck(
    'AllowOriginMismatch',
    `The 'Access-Control-Allow-Origin' header has a value '{value}' that is not equal to the supplied origin.${VALUE}`,
    {
      keywords: ['access-control-allow-origin', 'not equal to the supplied origin'],
      response: {
        codes: ['response/allow-origin-mismatch', 'null-origin/literal-for-real-origin'],
        suspects: behind.MISMATCH_ON_RESPONSE,
        hides: BYTES,
      },
      preflight: { codes: ['preflight/allow-origin-mismatch'], suspects: behind.MISMATCH_ON_PREFLIGHT, hides: BYTES },
    },
  ),
  ...corsCheck(
    'InvalidAllowCredentials',
    "The value of the 'Access-Control-Allow-Credentials' header in the response is '{value}' which must be 'true' when the request's credentials mode is 'include'.",
    {
      keywords: ['access-control-allow-credentials', "which must be 'true'"],
      response: {
        codes: CREDENTIALS_NOT_ALLOWED,
        suspects: behind.CREDENTIALS_ON_RESPONSE,
        hides: 'Whether the header is missing or empty: both read as an empty value.',
      },
      preflight: {
        codes: ['preflight/allow-credentials-not-true'],
        suspects: behind.CREDENTIALS_ON_PREFLIGHT,
        hides: 'Whether the header is missing or empty: both read as an empty value.',
      },
    },
  ),
]
