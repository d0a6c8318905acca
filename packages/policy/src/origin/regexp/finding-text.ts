import { describeOriginProblem } from '../origin-problem-text.ts'
import { MISSING_LIST_PROBLEM, SUFFIX_LIST_HINT } from '../public-suffix/suffix-list-registry.ts'
import type { RegExpFinding } from './analysis.ts'
import { MAX_STATES } from './automaton.ts'
import type { OpenText } from './site-reader.ts'

/** Codes of findings in regular expressions, without `origin/`. */
export type RegExpIssueCode =
  | 'public-suffix'
  | 'public-suffix-list-unavailable'
  | 'regexp-flags'
  | 'regexp-forgotten-dot'
  | 'regexp-never-matches'
  | 'regexp-open-host'
  | 'regexp-too-complex'
  | 'regexp-too-wide'
  | 'regexp-unanchored'
  | 'regexp-unescaped-dot'
  | 'regexp-unsupported'
  | 'regexp-wildcard'

/** A finding in words: `problem` is the rest of a sentence that begins with the expression. */
export interface FindingText {
  readonly code: RegExpIssueCode
  readonly problem: string
  readonly hint: string
}

const PATTERN_HINT = 'a pattern such as "https://*.example.com"'

/** Puts a finding into words. */
export function describeFinding(finding: RegExpFinding): FindingText {
  switch (finding.kind) {
    case 'flags': {
      const flags = finding.flags.map((flag) => `"${flag}"`).join(' and ')
      const problem = `has the flag ${flags}, which is not supported for origins.`
      return { code: 'regexp-flags', problem, hint: 'Remove it.' }
    }
    case 'refusal':
      return describeRefusal(finding)
    case 'unanchored': {
      const problem = `is not anchored at both ends: it also allows "${finding.example}".`
      const hint = `Begin it with "^https:\\/\\/" and end it with "$", or write ${PATTERN_HINT}.`
      return { code: 'regexp-unanchored', problem, hint }
    }
    case 'wildcard': {
      const problem = 'repeats a slash or a colon: in a regular expression, "*" repeats what is before it.'
      const hint = 'Write a pattern: "https://*.example.com" for all subdomains, "http://localhost:*" for all ports.'
      return { code: 'regexp-wildcard', problem, hint }
    }
    case 'dead':
      return describeDeath(finding)
    case 'open':
      return describeOpenText(finding.text)
    case 'forgotten-dot': {
      const problem = `matches both "${finding.longer}" and "${finding.shorter}", which are different sites.`
      const hint = 'Add the missing "\\.". If you mean both sites, write two entries.'
      return { code: 'regexp-forgotten-dot', problem, hint }
    }
  }
}

function describeRefusal({ code, what }: Extract<RegExpFinding, { kind: 'refusal' }>): FindingText {
  switch (code) {
    case 'regexp-unsupported':
      return {
        code,
        problem: `uses ${what}, which is not supported for origins.`,
        hint: `Remove it, or write ${PATTERN_HINT}.`,
      }
    case 'regexp-too-complex': {
      const problem = `is too complex to be checked: it needs more than ${MAX_STATES} states, or too many steps.`
      return { code, problem, hint: `Write several simpler expressions, or ${PATTERN_HINT}.` }
    }
    default:
      return { code, problem: MISSING_LIST_PROBLEM, hint: `${SUFFIX_LIST_HINT} Or list the origins.` }
  }
}

const DEATH_HINTS: Readonly<Record<string, string>> = {
  'default-port': 'Leave the port out: browsers do not send the default port.',
  'host-upper': 'Write the host in lower case, or add the flag "i".',
  path: 'Remove what follows the host or the port.',
  'scheme-missing': 'Begin it with the scheme: "^https:\\/\\/", or "^http:\\/\\/" for localhost.',
  'trailing-slash': 'Remove the slash at the end.',
}

/** An expression for one text is better written as that text. */
function describeDeath({ example, isLiteral, found }: Extract<RegExpFinding, { kind: 'dead' }>): FindingText {
  const code = 'regexp-never-matches'
  const usual = 'Match scheme, host and port, as in /^https:\\/\\/app\\.example\\.com$/.'
  if (found === undefined) return { code, problem: 'matches no origin that a browser sends.', hint: usual }
  const { problem } = describeOriginProblem(example, found)
  const hint = isLiteral && found.corrected !== undefined ? `Write "${found.corrected}".` : DEATH_HINTS[found.code]
  return { code, problem: `matches no origin that a browser sends: "${example}" ${problem}`, hint: hint ?? usual }
}

function describeOpenText({ kind, open, stranger, suffix }: OpenText): FindingText {
  switch (kind) {
    case 'scheme': {
      const problem = `does not spell out the scheme: it allows "${stranger}".`
      return { code: 'regexp-too-wide', problem, hint: 'Begin it with "^https:\\/\\/".' }
    }
    case 'ancestor': {
      const problem = `allows "${stranger}", but names under "${suffix}" belong to many owners.`
      return { code: 'public-suffix', problem, hint: 'Spell out your own names.' }
    }
    case 'shared': {
      const problem = `allows "${stranger}", and anyone can register a name under "${suffix}".`
      return { code: 'public-suffix', problem, hint: 'Spell out your own names.' }
    }
    case 'opaque': {
      const problem = `allows "${stranger}": it does not spell out the host.`
      return { code: 'regexp-open-host', problem, hint: 'Spell out your own hosts.' }
    }
    case 'address': {
      const problem = `allows "${stranger}", an address that can belong to anyone.`
      const hint = 'Spell out the address, or match a private network, such as 192\\.168\\.\\d+\\.\\d+.'
      return { code: 'regexp-too-wide', problem, hint }
    }
    case 'name': {
      if (open === 'dot') {
        const problem = `has an unescaped ".", which matches any character: it allows "${stranger}".`
        return { code: 'regexp-unescaped-dot', problem, hint: 'Write "\\." for a dot.' }
      }
      const problem = `allows "${stranger}", which can belong to anyone.`
      const hint = 'Spell out each domain, with an escaped dot before it: "[a-z]+\\.example\\.com".'
      return { code: 'regexp-too-wide', problem, hint }
    }
  }
}
