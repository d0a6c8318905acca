/** How bad a weakness is. Fix `high` and `medium`; `low` and `note` are good to know. */
export type Severity = 'high' | 'medium' | 'low' | 'note'

/** The code of a weakness. Codes are interface: they are added, and never given another meaning. */
export type WeaknessCode =
  | 'audit/reflects-any-origin'
  | 'audit/trusts-null'
  | 'audit/prefix-match'
  | 'audit/suffix-match'
  | 'audit/substring-match'
  | 'audit/unescaped-dot'
  | 'audit/special-characters'
  | 'audit/any-subdomain'
  | 'audit/insecure-origin'
  | 'audit/any-port'
  | 'audit/any-scheme'
  | 'audit/wildcard-top-level-domain'
  | 'audit/public-suffix'
  | 'audit/shared-hosting'
  | 'audit/development-origin'
  | 'audit/case-insensitive'
  | 'audit/trailing-dot'
  | 'audit/sloppy-parser'
  | 'audit/wildcard-on-private-network'
  | 'audit/reflection-without-vary'
  | 'audit/preflight-grants-anything'
  | 'audit/timing-for-anyone'

/** The texts and the severity of a weakness. */
export interface WeaknessEntry {
  readonly title: string
  readonly explanation: string
  readonly fix: string
  /** What an attacker needs to exploit it. */
  readonly needs: string
  /** How bad it is if the response allows credentials, and if it does not. */
  readonly severity: { readonly withCredentials: Severity; readonly without: Severity }
}

/** An origin that anybody can have: no better than any origin. */
const OBTAINABLE = { withCredentials: 'high', without: 'note' } as const
/** An origin that takes a fault or a position elsewhere. */
const REACHABLE = { withCredentials: 'medium', without: 'low' } as const
const HARMLESS = { withCredentials: 'note', without: 'note' } as const

const LIST_EXACTLY = 'List the allowed origins exactly, and compare them byte for byte.'
const ANCHOR =
  'Compare whole origins, not parts of them. If a regular expression has to be, anchor it with ^ and $, escape its dots and compare what precedes the domain too.'

/** Every weakness that an audit can find. */
export const WEAKNESSES: Readonly<Record<WeaknessCode, WeaknessEntry>> = {
  'audit/reflects-any-origin': {
    title: 'Every origin is allowed',
    explanation: 'Whatever stands in Origin is sent back as the allowed origin, a random one too.',
    fix: LIST_EXACTLY,
    needs: 'any page that a user opens',
    severity: OBTAINABLE,
  },
  'audit/trusts-null': {
    title: 'The origin null is allowed',
    explanation: 'Every page can make requests with the origin null, from a sandboxed frame.',
    fix: 'Remove null from the allowed origins.',
    needs: 'any page that a user opens',
    severity: OBTAINABLE,
  },
  'audit/prefix-match': {
    title: 'Only the beginning of an origin is compared',
    explanation: 'An origin that begins with an allowed one, or with its domain, and goes on otherwise is allowed.',
    fix: ANCHOR,
    needs: 'a domain of its own',
    severity: OBTAINABLE,
  },
  'audit/suffix-match': {
    title: 'Only the end of an origin is compared',
    explanation: 'A domain that ends with an allowed one, without a dot before it, is allowed.',
    fix: ANCHOR,
    needs: 'a domain of its own',
    severity: OBTAINABLE,
  },
  'audit/substring-match': {
    title: 'It is enough that an origin contains an allowed one, or most of it',
    explanation: 'An origin is allowed that has an allowed one somewhere in it, or lacks a letter of it.',
    fix: ANCHOR,
    needs: 'a domain of its own',
    severity: OBTAINABLE,
  },
  'audit/unescaped-dot': {
    title: 'A dot in a regular expression stands for any character',
    explanation: 'An origin is allowed in which another character stands where the allowed one has a dot.',
    fix: 'Escape the dots: /^https:\\/\\/app\\.example\\.com$/. Better, list the origin as text.',
    needs: 'a domain of its own',
    severity: OBTAINABLE,
  },
  'audit/special-characters': {
    title: 'Characters that browsers accept in a host get past the comparison',
    explanation:
      'An origin is allowed whose host goes on after a character that the comparison does not expect. Browsers send nearly all ASCII punctuation in hosts.',
    fix: 'Take a host apart by the grammar of the standard before it is compared, or compare whole origins.',
    needs: 'a domain of its own, with a wildcard in its DNS',
    severity: OBTAINABLE,
  },
  'audit/any-subdomain': {
    title: 'Every subdomain is allowed',
    explanation: 'A fault on one subdomain, or one that nobody looks after any more, is enough to read answers here.',
    fix: 'List the subdomains that need it.',
    needs: 'a script injection on a subdomain, or a subdomain that can be taken over',
    severity: REACHABLE,
  },
  'audit/insecure-origin': {
    title: 'An origin without encryption is allowed by a server with it',
    explanation: 'Who can change what a user loads over http: can be that origin.',
    fix: 'Allow https: origins only.',
    needs: 'a position in the network of a user',
    severity: REACHABLE,
  },
  'audit/any-port': {
    title: 'Every port of an allowed host is allowed',
    explanation: 'Another service on the same host is another origin.',
    fix: 'Compare the port too.',
    needs: 'another service on the host',
    severity: { withCredentials: 'low', without: 'low' },
  },
  'audit/any-scheme': {
    title: 'Origins with other schemes are allowed',
    explanation: 'Extensions and packaged applications have origins with schemes of their own.',
    fix: LIST_EXACTLY,
    needs: 'an extension or an application that a user installs',
    severity: { withCredentials: 'medium', without: 'note' },
  },
  'audit/wildcard-top-level-domain': {
    title: 'The same name under other top-level domains is allowed',
    explanation: 'Everybody can register the name where it is still free.',
    fix: LIST_EXACTLY,
    needs: 'the name, registered elsewhere',
    severity: OBTAINABLE,
  },
  'audit/public-suffix': {
    title: 'Every name under a public suffix is allowed',
    explanation: 'Names under a public suffix belong to whoever registers them.',
    fix: LIST_EXACTLY,
    needs: 'a name under the suffix',
    severity: OBTAINABLE,
  },
  'audit/shared-hosting': {
    title: 'Pages of a hosting service or a playground are allowed',
    explanation: 'There, everybody can put a page.',
    fix: 'Allow the one host that is yours, or serve from a domain of your own.',
    needs: 'an account there',
    severity: OBTAINABLE,
  },
  'audit/development-origin': {
    title: 'Origins for development are allowed',
    explanation: 'Anything that runs on the machine of a user can serve pages from localhost.',
    fix: 'Take the origins for development out of the configuration for production.',
    needs: 'software on the machine of a user',
    severity: { withCredentials: 'medium', without: 'note' },
  },
  'audit/case-insensitive': {
    title: 'Origins are compared without regard to case',
    explanation: 'Browsers write origins in lower case, so that nobody can make use of it.',
    fix: 'Compare byte for byte.',
    needs: 'nothing; no browser sends it',
    severity: HARMLESS,
  },
  'audit/trailing-dot': {
    title: 'A host with a dot at its end is allowed',
    explanation: 'It is the same host in DNS, and another origin.',
    fix: 'Compare byte for byte.',
    needs: 'a user who follows a link with the dot',
    severity: HARMLESS,
  },
  'audit/sloppy-parser': {
    title: 'Values that are no origin are allowed',
    explanation: 'No browser sends such a value. It shows that origins are not taken apart as the standard has it.',
    fix: 'Refuse what is no serialized origin before it is compared.',
    needs: 'nothing; no browser sends it',
    severity: HARMLESS,
  },
  'audit/wildcard-on-private-network': {
    title: 'A server that the public does not reach is open to every page',
    explanation: 'The network is what protects it, and the browser of a visitor is inside the network.',
    fix: LIST_EXACTLY,
    needs: 'any page that somebody inside the network opens',
    severity: { withCredentials: 'medium', without: 'medium' },
  },
  'audit/reflection-without-vary': {
    title: 'Answers differ by origin, and do not say so',
    explanation: 'Without Vary: Origin a cache serves the answer for one origin to another.',
    fix: 'Send Vary: Origin with every answer, refusals too.',
    needs: 'a cache on the way, or that of the browser',
    severity: { withCredentials: 'medium', without: 'medium' },
  },
  'audit/preflight-grants-anything': {
    title: 'A preflight grants methods and headers that nobody has heard of',
    explanation: 'What was asked for is sent back unread.',
    fix: 'List the methods and headers that the server serves.',
    needs: 'an origin that is allowed',
    severity: HARMLESS,
  },
  'audit/timing-for-anyone': {
    title: 'Timings can be read by every page',
    explanation:
      'Timing-Allow-Origin: * lets every page measure how long the parts of an answer took, and how large it is.',
    fix: 'Name the origins that measure.',
    needs: 'any page that a user opens',
    severity: HARMLESS,
  },
}
