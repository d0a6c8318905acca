import { ACCESS_CONTROL_ALLOW_CREDENTIALS, ACCESS_CONTROL_ALLOW_ORIGIN } from '@crossorigin/grammar'
import type { OriginCode } from '../catalogue/origins.ts'
import type { Evidence, Sighting } from '../finding.ts'
import type { Answered, Observation, ObservedHop, Rule } from '../observation.ts'
import { rulesForHops } from './hop-rule.ts'
import { answered, readHeader, showHeader, showRequestHeader } from './seen-header.ts'
import { showTyped } from './typed-text.ts'
import { differByWww } from './url-part.ts'

const EXTENSION_SCHEMES: ReadonlySet<string> = new Set([
  'chrome-extension',
  'moz-extension',
  'ms-browser-extension',
  'safari-web-extension',
])

/** Rules about null and odd origins. */
export const originRules: readonly Rule[] = [
  { step: 'cross-origin', look: lookAtOpaqueOrigin },
  { step: 'cross-origin', look: lookAtReferrerPolicy },
  { step: 'cross-origin', look: lookAtScheme },
  ...rulesForHops('actual', [lookAtAllowedOrigin]),
]

function lookAtOpaqueOrigin({ input, request }: Observation): readonly Sighting[] {
  if (request.pageOrigin !== 'null') return []
  const evidence = showTyped(input.page ?? request.pageOrigin, '')
  if (input.page?.startsWith('data:')) return [{ code: 'null-origin/data-url', evidence }]
  const certainty = input.page?.startsWith('file:') ? ('certain' as const) : undefined
  return [{ code: 'null-origin/file-url', certainty, evidence }]
}

function lookAtReferrerPolicy({ classification, request }: Observation): readonly Sighting[] {
  const isHidden = classification.origin === 'null' && request.pageOrigin !== 'null'
  return isHidden && classification.outcome === 'noCors' ? [{ code: 'null-origin/referrer-policy' }] : []
}

function lookAtScheme({ request: { pageOrigin } }: Observation): readonly Sighting[] {
  const scheme = pageOrigin.split(':', 1)[0] as string
  if (pageOrigin === 'null' || scheme === 'http' || scheme === 'https') return []
  const code = EXTENSION_SCHEMES.has(scheme) ? 'origin/extension-scheme' : 'origin/app-scheme'
  return [{ code, evidence: showTyped(pageOrigin, `${scheme}:`) }]
}

function lookAtAllowedOrigin({ isCors, origin, preflight, actual, substitute }: ObservedHop): readonly Sighting[] {
  if (!isCors || origin === null) return []
  const found = new Map<OriginCode, Answered[]>()
  for (const answer of [preflight, actual, substitute].map(answered)) {
    const code =
      answer === undefined ? undefined : compare(readHeader(answer.outcome, ACCESS_CONTROL_ALLOW_ORIGIN), origin)
    if (answer !== undefined && code !== undefined) found.set(code, [...(found.get(code) ?? []), answer])
  }
  return [...found].map(([code, answers]) => describe(code, answers, origin))
}

function compare(allowed: string | undefined, origin: string): OriginCode | undefined {
  if (allowed === 'null')
    return origin === 'null' ? 'null-origin/server-allows-null' : 'null-origin/literal-for-real-origin'
  if (allowed === undefined || allowed === origin) return undefined
  const decoded = decodeUtf8(allowed)
  if (!/^[\x20-\x7e]*$/.test(decoded)) return originOf(decoded) === origin ? 'origin/idn' : undefined
  if (!URL.canParse(allowed) || !URL.canParse(origin)) return undefined
  const [server, page] = [new URL(allowed), new URL(origin)]
  if (server.port !== page.port) return undefined
  const hasOneScheme = server.protocol === page.protocol
  if (server.hostname === page.hostname) return isWebPair(server, page) ? 'origin/https-http-pair' : undefined
  if (!hasOneScheme) return undefined
  if (differByWww(server.hostname, page.hostname)) return 'origin/www-pair'
  return withoutDot(server.hostname) === withoutDot(page.hostname) ? 'origin/trailing-dot' : undefined
}

/** A value with a path or in upper case is no twin, but an origin that is misspelt. */
function isWebPair(server: URL, page: URL): boolean {
  return [server.protocol, page.protocol].sort().join() === 'http:,https:'
}

function withoutDot(host: string): string {
  return host.replace(/\.$/, '')
}

function originOf(text: string): string | undefined {
  return URL.canParse(text) ? new URL(text).origin : undefined
}

/** Headers come with a character for each byte, and names beyond ASCII are mostly written in UTF-8. */
function decodeUtf8(bytes: string): string {
  return Buffer.from(bytes, 'latin1').toString('utf8')
}

function describe(code: OriginCode, answers: readonly Answered[], asking: string): Sighting {
  const [first] = answers as [Answered]
  const isCredentialed = readHeader(first.outcome, ACCESS_CONTROL_ALLOW_CREDENTIALS) === 'true'
  return {
    code,
    details: {
      asking,
      allowed: readHeader(first.outcome, ACCESS_CONTROL_ALLOW_ORIGIN) ?? '',
      value: readHeader(first.outcome, ACCESS_CONTROL_ALLOW_ORIGIN) ?? '',
      status: String(first.outcome.status),
      cookies: isCredentialed ? ", with the visitor's cookies" : '',
    },
    evidence: answers.flatMap(showComparison),
  }
}

function showComparison(answer: Answered): readonly Evidence[] {
  return [
    ...showRequestHeader(answer, 'Origin'),
    ...showHeader(answer, ACCESS_CONTROL_ALLOW_ORIGIN, ({ length }) => ({ at: 0, length })),
  ]
}
