import * as alike from './look-alike-suspects.ts'
import type { EngineMessage } from './message.ts'
import * as behind from './suspects.ts'

const NO_EXTERNAL_HEADER = 'That such a header was only an experiment, and that no current version asks for it.'

/** Messages and names of former versions. They are still met in questions and in old consoles. */
export const RETIRED_CHROMIUM_MESSAGES: readonly EngineMessage[] = [
  {
    template:
      "XMLHttpRequest cannot load {url}. A wildcard '*' cannot be used in the 'Access-Control-Allow-Origin' header when the " +
      "credentials flag is true. Origin '{origin}' is therefore not allowed access.",
    keywords: ["wildcard '*' cannot be used", 'access-control-allow-origin'],
    suspects: behind.WILDCARD_ON_RESPONSE,
  },
  {
    template:
      "XMLHttpRequest cannot load {url}. Credentials flag is 'true', but the 'Access-Control-Allow-Credentials' header is " +
      "'{value}'. It must be 'true' to allow credentials. Origin '{origin}' is therefore not allowed access.",
    keywords: ["credentials flag is 'true'", 'access-control-allow-credentials'],
    suspects: behind.CREDENTIALS_ON_RESPONSE,
  },
  {
    template: 'XMLHttpRequest cannot load {url}. Response for preflight has invalid HTTP status code {status}',
    keywords: [
      [
        'response for preflight has invalid http status code',
        'response for preflight does not have http ok',
        'invalid http status code',
      ],
    ],
    suspects: behind.PREFLIGHT_STATUS,
  },
  {
    template: 'XMLHttpRequest cannot load {url}. Response for preflight is invalid (redirect)',
    keywords: [['response for preflight is invalid (redirect)', 'requires preflight']],
    suspects: behind.PREFLIGHT_REDIRECT,
    hides: 'Where the redirect leads.',
  },
  {
    template:
      "Redirect from '{from}' to '{value}' has been blocked by CORS policy: Redirect location '{value}' has a disallowed scheme for cross-origin requests.",
    keywords: ['redirect location', 'disallowed scheme'],
    suspects: [{ code: 'redirect/scheme', because: 'the redirect leads to a scheme that is neither http nor https' }],
  },
  {
    names: ['InsecurePrivateNetwork'],
    keywords: ['insecureprivatenetwork'],
    suspects: alike.LOCAL_NETWORK_INSECURE,
  },
  {
    names: ['InvalidPrivateNetworkAccess', 'UnexpectedPrivateNetworkAccess'],
    template: 'Request had no target IP address space, yet the resource is in address space `{space}`.',
    keywords: ['no target ip address space'],
    suspects: [
      { code: 'lookalike/local-network-mismatch', because: 'targetAddressSpace does not name where the server is' },
      ...alike.LOCAL_NETWORK_PERMISSION,
    ],
  },
  {
    names: ['PreflightMissingAllowPrivateNetwork'],
    template:
      "No 'Access-Control-Allow-Private-Network' header was present in the preflight response for this private network " +
      'request targeting the `{space}` address space.',
    keywords: ["no 'access-control-allow-private-network' header"],
    suspects: alike.PRIVATE_NETWORK_PREFLIGHT,
  },
  {
    names: ['PreflightInvalidAllowPrivateNetwork'],
    template:
      "The 'Access-Control-Allow-Private-Network' header in the preflight response for this private network request " +
      "targeting the `{space}` address space had a value of '{value}',  not 'true'.",
    keywords: ['access-control-allow-private-network'],
    suspects: alike.PRIVATE_NETWORK_PREFLIGHT,
  },
  {
    names: ['PreflightMissingPrivateNetworkAccessId', 'PreflightMissingPrivateNetworkAccessName'],
    template:
      "No 'Private-Network-Access-Id' header was present in the preflight response for this private network request " +
      'targeting the `{space}` address space.',
    keywords: [['private-network-access-id', 'private-network-access-name']],
    suspects: alike.PRIVATE_NETWORK_PREFLIGHT,
  },
  {
    names: ['PrivateNetworkAccessPermissionUnavailable', 'PrivateNetworkAccessPermissionDenied'],
    template: 'Unable to ask for permission to access the `{space}` IP address space.',
    keywords: ['unable to ask for permission', 'address space'],
    suspects: alike.LOCAL_NETWORK_PERMISSION,
  },
  {
    names: ['PreflightMissingAllowExternal', 'PreflightInvalidAllowExternal'],
    template:
      "No 'Access-Control-Allow-External' header was present in the preflight response for this external request",
    keywords: ['access-control-allow-external'],
    suspects: alike.PRIVATE_NETWORK_PREFLIGHT,
    hides: NO_EXTERNAL_HEADER,
  },
  {
    names: ['RedirectDisallowedScheme'],
    keywords: ['redirectdisallowedscheme'],
    suspects: [{ code: 'redirect/scheme', because: 'the redirect leads to a scheme that is neither http nor https' }],
  },
]
