/** A directive of a policy, and where it is in the text that it comes from. */
export interface Directive {
  /** In lower case. */
  readonly name: string
  readonly values: readonly string[]
  readonly at: number
  readonly length: number
}

/** A policy that is enforced: directives by name, the first of each name. */
export type ContentSecurityPolicy = ReadonlyMap<string, Directive>

/** What governs connections, the most specific first. */
const CONNECTION_DIRECTIVES = ['connect-src', 'default-src'] as const

/**
 * Parses the value of one `Content-Security-Policy` line, which is a list of policies.
 *
 * @see https://w3c.github.io/webappsec-csp/#parse-response-csp
 */
export function parsePolicyList(value: string): readonly ContentSecurityPolicy[] {
  return split(value, ',').map(({ text, at }) => parsePolicy(text, at))
}

/**
 * Parses one serialized policy.
 *
 * @param offset - Where it begins in the text that the positions of its directives are to refer to.
 * @see https://w3c.github.io/webappsec-csp/#parse-serialized-policy
 */
export function parsePolicy(value: string, offset = 0): ContentSecurityPolicy {
  const directives = new Map<string, Directive>()
  for (const { text, at } of split(value, ';')) {
    const [name = '', ...values] = text.split(/[\t\n\f\r ]+/)
    const lowerCased = name.toLowerCase()
    if (name === '' || directives.has(lowerCased)) continue
    directives.set(lowerCased, { name: lowerCased, values, at: offset + at, length: text.length })
  }
  return directives
}

/**
 * Returns the directive that governs `fetch` and `XMLHttpRequest`; `undefined` where a policy leaves them alone.
 *
 * @see https://w3c.github.io/webappsec-csp/#directive-connect-src
 */
export function directiveForConnections(policy: ContentSecurityPolicy): Directive | undefined {
  return CONNECTION_DIRECTIVES.map((name) => policy.get(name)).find((directive) => directive !== undefined)
}

/** Splits a text and trims its parts, which remember where they began. */
function split(text: string, separator: string): readonly { readonly text: string; readonly at: number }[] {
  let start = 0
  return text.split(separator).map((part) => {
    const trimmed = part.replace(/^[\t\n\f\r ]+/, '')
    const at = start + part.length - trimmed.length
    start += part.length + separator.length
    return { text: trimEnd(trimmed), at }
  })
}

/** Performance: a regular expression takes quadratic time for a long run of blanks that is not at the end. */
function trimEnd(text: string): string {
  let end = text.length
  while (end > 0 && '\t\n\f\r '.includes(text.charAt(end - 1))) end--
  return text.slice(0, end)
}
