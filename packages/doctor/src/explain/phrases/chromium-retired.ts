import type { Phrase } from '../phrase.ts'
import {
  CREDENTIALS_ON_RESPONSE,
  LOCAL_NETWORK_INSECURE,
  LOCAL_NETWORK_PERMISSION,
  PREFLIGHT_REDIRECT,
  PREFLIGHT_STATUS,
  PRIVATE_NETWORK_PREFLIGHT,
  SCHEME,
  WILDCARD_ON_RESPONSE,
} from '../suspects.ts'

const NO_EXTERNAL_HEADER = 'That such a header was only an experiment, and that no current version asks for it.'

/** Sentences and names of former versions. They are still met in questions and in old consoles. */
export const RETIRED_CHROMIUM_PHRASES: readonly Phrase[] = [
  {
    engine: 'chromium',
    sentence:
      "XMLHttpRequest cannot load {url}. A wildcard '*' cannot be used in the 'Access-Control-Allow-Origin' header when the " +
      "credentials flag is true. Origin '{origin}' is therefore not allowed access.",
    keywords: ["wildcard '*' cannot be used", 'access-control-allow-origin'],
    suspects: WILDCARD_ON_RESPONSE,
    isRetired: true,
  },
  {
    engine: 'chromium',
    sentence:
      "XMLHttpRequest cannot load {url}. Credentials flag is 'true', but the 'Access-Control-Allow-Credentials' header is " +
      "'{value}'. It must be 'true' to allow credentials. Origin '{origin}' is therefore not allowed access.",
    keywords: ["credentials flag is 'true'", 'access-control-allow-credentials'],
    suspects: CREDENTIALS_ON_RESPONSE,
    isRetired: true,
  },
  {
    engine: 'chromium',
    sentence: 'XMLHttpRequest cannot load {url}. Response for preflight has invalid HTTP status code {status}',
    keywords: [
      [
        'response for preflight has invalid http status code',
        'response for preflight does not have http ok',
        'invalid http status code',
      ],
    ],
    suspects: PREFLIGHT_STATUS,
    isRetired: true,
  },
  {
    engine: 'chromium',
    sentence: 'XMLHttpRequest cannot load {url}. Response for preflight is invalid (redirect)',
    keywords: [['response for preflight is invalid (redirect)', 'requires preflight']],
    suspects: PREFLIGHT_REDIRECT,
    hides: 'Where the redirect leads.',
    isRetired: true,
  },
  {
    engine: 'chromium',
    sentence:
      "Redirect from '{from}' to '{value}' has been blocked by CORS policy: Redirect location '{value}' has a disallowed scheme for cross-origin requests.",
    keywords: ['redirect location', 'disallowed scheme'],
    suspects: [{ code: 'redirect/scheme', because: 'the redirect leads to a scheme that is neither http nor https' }],
    isRetired: true,
  },
  {
    engine: 'chromium',
    sentence: 'Fetch API cannot load {url}. URL scheme must be "http" or "https" for CORS request.',
    keywords: ['url scheme', ['must be', 'is not supported']],
    suspects: SCHEME,
  },
  {
    engine: 'chromium',
    names: ['InsecurePrivateNetwork'],
    keywords: ['insecureprivatenetwork'],
    suspects: LOCAL_NETWORK_INSECURE,
    isRetired: true,
  },
  {
    engine: 'chromium',
    names: ['InvalidPrivateNetworkAccess', 'UnexpectedPrivateNetworkAccess'],
    sentence: 'Request had no target IP address space, yet the resource is in address space `{space}`.',
    keywords: ['no target ip address space'],
    suspects: [
      { code: 'lookalike/local-network-mismatch', because: 'targetAddressSpace does not name where the server is' },
      ...LOCAL_NETWORK_PERMISSION,
    ],
    isRetired: true,
  },
  {
    engine: 'chromium',
    names: ['PreflightMissingAllowPrivateNetwork'],
    sentence:
      "No 'Access-Control-Allow-Private-Network' header was present in the preflight response for this private network " +
      'request targeting the `{space}` address space.',
    keywords: ["no 'access-control-allow-private-network' header"],
    suspects: PRIVATE_NETWORK_PREFLIGHT,
    isRetired: true,
  },
  {
    engine: 'chromium',
    names: ['PreflightInvalidAllowPrivateNetwork'],
    sentence:
      "The 'Access-Control-Allow-Private-Network' header in the preflight response for this private network request " +
      "targeting the `{space}` address space had a value of '{value}',  not 'true'.",
    keywords: ['access-control-allow-private-network'],
    suspects: PRIVATE_NETWORK_PREFLIGHT,
    isRetired: true,
  },
  {
    engine: 'chromium',
    names: ['PreflightMissingPrivateNetworkAccessId', 'PreflightMissingPrivateNetworkAccessName'],
    sentence:
      "No 'Private-Network-Access-Id' header was present in the preflight response for this private network request " +
      'targeting the `{space}` address space.',
    keywords: [['private-network-access-id', 'private-network-access-name']],
    suspects: PRIVATE_NETWORK_PREFLIGHT,
    isRetired: true,
  },
  {
    engine: 'chromium',
    names: ['PrivateNetworkAccessPermissionUnavailable', 'PrivateNetworkAccessPermissionDenied'],
    sentence: 'Unable to ask for permission to access the `{space}` IP address space.',
    keywords: ['unable to ask for permission', 'address space'],
    suspects: LOCAL_NETWORK_PERMISSION,
    isRetired: true,
  },
  {
    engine: 'chromium',
    names: ['PreflightMissingAllowExternal', 'PreflightInvalidAllowExternal'],
    sentence:
      "No 'Access-Control-Allow-External' header was present in the preflight response for this external request",
    keywords: ['access-control-allow-external'],
    suspects: PRIVATE_NETWORK_PREFLIGHT,
    hides: NO_EXTERNAL_HEADER,
    isRetired: true,
  },
  {
    engine: 'chromium',
    names: ['RedirectDisallowedScheme'],
    keywords: ['redirectdisallowedscheme'],
    suspects: [{ code: 'redirect/scheme', because: 'the redirect leads to a scheme that is neither http nor https' }],
    isRetired: true,
  },
]
