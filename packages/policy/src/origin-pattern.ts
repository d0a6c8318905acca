import { diagnoseOrigin, type Origin, type OriginProblem, parseOrigin } from '@crossorigin/grammar'

/**
 * An origin that may have `*` for its leading label (one or more labels) and `*` for its port (any port, or none).
 * Without either it stands for itself alone.
 */
export interface OriginPattern {
  readonly text: string
  readonly scheme: string
  /** What follows the wildcard, where there is one. */
  readonly host: string
  readonly matchesSubdomains: boolean
  /** The port as written, empty where there is none; `'*'` for any. */
  readonly port: string
}

/** Tells whether a pattern stands for more than one origin. */
export function isWildcard(pattern: OriginPattern): boolean {
  return pattern.matchesSubdomains || pattern.port === '*'
}

/** A text that is no pattern, and why. */
export type OriginPatternProblem =
  | OriginProblem
  | { readonly code: 'wildcard-position' | 'wildcard-ip'; readonly corrected: undefined }

const LEADING_LABEL = '://*.'
const ANY_PORT = /:\*(?=$|[/?#])/

/**
 * Reads a pattern from a configuration, or says what is wrong with it.
 *
 * A wildcard is the whole leading label or the whole port. Anywhere else it would reach across the border between one
 * owner's names and another's: `https://*example.com` covers `https://evilexample.com`.
 */
export function readOriginPattern(text: string): OriginPattern | OriginPatternProblem {
  if (!text.includes('*')) return readWithoutWildcard(text)
  if (text.startsWith('*.')) return addScheme(text)
  const matchesSubdomains = text.includes(LEADING_LABEL)
  const matchesAnyPort = ANY_PORT.test(text)
  const bare = text.replace(LEADING_LABEL, '://').replace(ANY_PORT, '')
  if (bare.includes('*')) return { code: 'wildcard-position', corrected: undefined }

  const problem = diagnoseOrigin(bare)
  if (problem !== undefined) return { code: problem.code, corrected: restoreWildcards(problem.corrected) }
  const origin = parseOrigin(bare)
  if (origin === undefined) return { code: 'wildcard-position', corrected: undefined }
  if (matchesSubdomains && isIpAddress(origin.host)) return { code: 'wildcard-ip', corrected: undefined }
  const port = matchesAnyPort ? '*' : portOf(bare, origin)
  return { text, scheme: origin.scheme, host: origin.host, matchesSubdomains, port }

  function restoreWildcards(corrected: string | undefined): string | undefined {
    if (corrected === undefined) return undefined
    const withLabel = matchesSubdomains ? corrected.replace('://', LEADING_LABEL) : corrected
    return matchesAnyPort ? `${withLabel}:*` : withLabel
  }
}

function readWithoutWildcard(text: string): OriginPattern | OriginPatternProblem {
  const problem = diagnoseOrigin(text)
  if (problem !== undefined) return problem
  const origin = parseOrigin(text) as Origin
  const { scheme, host } = origin
  return { text, scheme, host, matchesSubdomains: false, port: portOf(text, origin) }
}

function addScheme(text: string): OriginPatternProblem {
  const guess = `https://${text}`
  const read = readOriginPattern(guess)
  return { code: 'scheme-missing', corrected: 'code' in read ? read.corrected : guess }
}

/** Ports are compared as text: `:08443` is not `:8443`, as origins are compared byte for byte. */
function portOf(text: string, origin: Origin): string {
  return text.slice(origin.scheme.length + '://'.length + origin.host.length + ':'.length)
}

function isIpAddress(host: string): boolean {
  return host.startsWith('[') || /\.[0-9]+\.?$/.test(host)
}

/** The ports that a host is allowed with: any, or those of a list. */
type PortRule = '*' | Set<string>

/** A label, reached from the right. */
interface LabelNode {
  readonly children: Map<string, LabelNode>
  /** For the host that ends here. */
  ownPorts: PortRule | undefined
  /** For every host that goes on to the left. */
  subdomainPorts: PortRule | undefined
}

/** Tells whether any of the patterns that it was compiled from covers an origin. */
export type PatternMatcher = (text: string, origin: Origin) => boolean

/**
 * Compiles patterns into a tree of labels that is walked from the right.
 *
 * Performance: the walk ends at the first label that no pattern has, however many patterns there are and however many
 * labels the host has.
 */
export function compilePatterns(patterns: readonly OriginPattern[]): PatternMatcher {
  const roots = new Map<string, LabelNode>()
  for (const pattern of patterns) addPattern(roots, pattern)
  return (text, origin) => {
    const root = roots.get(origin.scheme)
    return root !== undefined && matchLabels(root, origin.host, portOf(text, origin))
  }
}

function addPattern(roots: Map<string, LabelNode>, pattern: OriginPattern): void {
  let node = childOf(roots, pattern.scheme)
  for (const label of pattern.host.split('.').reverse()) node = childOf(node.children, label)
  if (pattern.matchesSubdomains) {
    node.subdomainPorts = addPort(node.subdomainPorts, pattern.port)
  } else {
    node.ownPorts = addPort(node.ownPorts, pattern.port)
  }
}

function childOf(nodes: Map<string, LabelNode>, label: string): LabelNode {
  let node = nodes.get(label)
  if (node === undefined) {
    node = { children: new Map(), ownPorts: undefined, subdomainPorts: undefined }
    nodes.set(label, node)
  }
  return node
}

function addPort(rule: PortRule | undefined, port: string): PortRule {
  if (rule === '*' || port === '*') return '*'
  return rule === undefined ? new Set([port]) : rule.add(port)
}

function matchLabels(root: LabelNode, host: string, port: string): boolean {
  let node: LabelNode | undefined = root
  let end = host.length
  while (true) {
    const dot = host.lastIndexOf('.', end - 1)
    node = node.children.get(host.slice(dot + 1, end))
    if (node === undefined) return false
    if (dot === -1) return allowsPort(node.ownPorts, port)
    if (allowsPort(node.subdomainPorts, port)) return true
    end = dot
  }
}

function allowsPort(rule: PortRule | undefined, port: string): boolean {
  return rule !== undefined && (rule === '*' || rule.has(port))
}
