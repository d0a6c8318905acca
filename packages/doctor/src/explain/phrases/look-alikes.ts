import type { Phrase, Suspect } from '../phrase.ts'

const CSP: readonly Suspect[] = [
  { code: 'lookalike/csp-connect-src', because: "the page's own Content-Security-Policy does not allow the address" },
]
const NOTHING_SENT = 'That nothing was sent: the policy is that of the page, and no header of the target changes it.'
const CORP: readonly Suspect[] = [
  { code: 'lookalike/corp', because: 'the resource sends a Cross-Origin-Resource-Policy that keeps foreign pages out' },
  { code: 'lookalike/coep', because: 'the page demands it of every resource by its Cross-Origin-Embedder-Policy' },
]
const NO_CORS = 'That a request with CORS (the crossorigin attribute, or fetch) is not touched by this rule.'
const MIXED: readonly Suspect[] = [
  { code: 'lookalike/mixed-content', because: 'the page came over https, and asks for http' },
  { code: 'redirect/downgrade', because: 'a redirect may lead from https to http' },
]
const ORB: readonly Suspect[] = [
  { code: 'lookalike/orb', because: 'a tag without crossorigin got HTML, JSON or another type that it cannot use' },
  { code: 'not-cors/navigation-or-tag', because: 'tags load without CORS unless they have a crossorigin attribute' },
]
const NOSNIFF: readonly Suspect[] = [
  { code: 'lookalike/nosniff-mime', because: 'the Content-Type is none that this kind of resource may have' },
]

/** Sentences that look like CORS and are about something else. */
export const LOOK_ALIKE_PHRASES: readonly Phrase[] = [
  {
    engine: 'chromium',
    names: ['csp'],
    sentence: `Connecting to '{url}' violates the following Content Security Policy directive: "{value}". The action has been blocked.`,
    keywords: [['violates the following content security policy', "violates the document's content security policy"]],
    suspects: CSP,
    hides: NOTHING_SENT,
  },
  {
    engine: 'firefox',
    names: ['NS_ERROR_CSP_CONNECT_SRC'],
    sentence:
      "Content-Security-Policy: The page's settings blocked the loading of a resource (connect-src) at {url} because it " +
      'violates the following directive: "{value}"',
    keywords: [["page's settings blocked", "page's settings observed"]],
    suspects: CSP,
    hides: NOTHING_SENT,
  },
  {
    engine: 'webkit',
    sentence:
      'Refused to connect to {url} because it does not appear in the connect-src directive of the Content Security Policy.',
    keywords: ['does not appear in the', 'directive'],
    suspects: CSP,
    hides: NOTHING_SENT,
  },
  {
    engine: 'chromium',
    names: ['mixed-content'],
    sentence:
      "Mixed Content: The page at '{page}' was loaded over HTTPS, but requested an insecure resource '{url}'. This request has " +
      'been blocked; the content must be served over HTTPS.',
    keywords: [['mixed content', 'loaded over https, but requested an insecure']],
    suspects: MIXED,
    hides: NOTHING_SENT,
  },
  {
    engine: 'firefox',
    sentence: 'Blocked loading mixed active content "{url}"',
    keywords: [['mixed active content', 'mixed display content', 'mixed (insecure)']],
    suspects: MIXED,
    hides: NOTHING_SENT,
  },
  {
    engine: 'webkit',
    sentence:
      '[blocked] The page at {page} requested insecure content from {url}. This content was blocked and must be served over HTTPS.',
    keywords: [
      [
        'requested insecure content from',
        'not allowed to run insecure content',
        'not allowed to display insecure content',
      ],
    ],
    suspects: MIXED,
    hides: 'That nothing was sent. Safari blocks localhost too, where Chrome and Firefox make an exception.',
  },
  {
    engine: 'chromium',
    names: [
      'ERR_BLOCKED_BY_RESPONSE',
      'corp-not-same-origin',
      'corp-not-same-site',
      'corp-not-same-origin-after-defaulted-to-same-origin-by-coep',
      'corp-not-same-origin-after-defaulted-to-same-origin-by-dip',
      'corp-not-same-origin-after-defaulted-to-same-origin-by-coep-and-dip',
      'coep-frame-resource-needs-coep-header',
    ],
    sentence: 'GET {url} net::ERR_BLOCKED_BY_RESPONSE.NotSameOrigin 200 (OK)',
    keywords: ['err_blocked_by_response'],
    suspects: CORP,
    hides: NO_CORS,
  },
  {
    engine: 'firefox',
    names: ['NS_ERROR_DOM_CORP_FAILED'],
    sentence:
      'The resource at "{url}" was blocked due to its Cross-Origin-Resource-Policy header (or lack thereof). See ' +
      'https://developer.mozilla.org/docs/Web/HTTP/Cross-Origin_Resource_Policy_(CORP)#',
    keywords: ['blocked due to its cross-origin-resource-policy'],
    suspects: CORP,
    hides: NO_CORS,
  },
  {
    engine: 'webkit',
    sentence:
      "Cancelled load to {url} because it violates the resource's Cross-Origin-Resource-Policy response header.",
    keywords: [["resource's cross-origin-resource-policy", 'cross-origin-resource-policy response header']],
    suspects: CORP,
    hides: NO_CORS,
  },
  {
    engine: 'chromium',
    names: ['ERR_BLOCKED_BY_ORB'],
    sentence: 'GET {url} net::ERR_BLOCKED_BY_ORB',
    keywords: [['err_blocked_by_orb', 'cross-origin read blocking']],
    suspects: ORB,
    hides: NO_CORS,
  },
  {
    engine: 'firefox',
    sentence: 'A resource is blocked by OpaqueResponseBlocking, please check browser console for details.',
    keywords: ['opaqueresponseblocking'],
    suspects: ORB,
    hides: NO_CORS,
  },
  {
    engine: 'chromium',
    sentence:
      "Refused to execute script from '{url}' because its MIME type ('{value}') is not executable, and strict MIME type checking is enabled.",
    keywords: ['mime type', ['strict mime type checking', 'not executable']],
    suspects: NOSNIFF,
  },
  {
    engine: 'firefox',
    sentence:
      'The resource from "{url}" was blocked due to MIME type ("{value}") mismatch (X-Content-Type-Options: nosniff).',
    keywords: ['mime type', ['nosniff', 'disallowed mime type']],
    suspects: NOSNIFF,
  },
  {
    engine: 'chromium',
    sentence:
      "Failed to find a valid digest in the 'integrity' attribute for resource '{url}'. The resource has been blocked.",
    keywords: ['integrity', ['digest', 'hashes', 'cors-enabled', 'integrity checks']],
    suspects: [{ code: 'lookalike/sri', because: 'the integrity attribute needs CORS and a matching hash' }],
  },
  {
    engine: 'webkit',
    sentence: 'Not allowed to request resource',
    keywords: ['not allowed to request resource'],
    suspects: [...CSP, ...MIXED],
    isVague: true,
    hides: 'The cause: it is in the line above this one, or nowhere.',
  },
]
