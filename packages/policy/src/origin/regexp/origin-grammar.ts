import { type Automaton, determinize } from './automaton.ts'
import { compileWhole } from './compiler.ts'
import { buildOnce } from './lazy-automaton.ts'
import { parseRegExp, type Tree } from './parser.ts'

const BYTE = '(?:0|[1-9]\\d{0,2})'
const GROUPS = '(?:[\\da-f]{0,4}:)'
const IPV6 = `\\[${GROUPS}{2,7}[\\da-f]{0,4}\\]`

/** Private networks. The operator of such a network owns all of its addresses, so each network is one site. */
const PRIVATE_NETWORKS: readonly (readonly [string, string])[] = [
  ['127.0.0.0/8', `127(?:\\.${BYTE}){3}`],
  ['10.0.0.0/8', `10(?:\\.${BYTE}){3}`],
  ['172.16.0.0/12', `172\\.(?:1[6-9]|2\\d|3[01])(?:\\.${BYTE}){2}`],
  ['192.168.0.0/16', `192\\.168(?:\\.${BYTE}){2}`],
  ['169.254.0.0/16', `169\\.254(?:\\.${BYTE}){2}`],
  ['[::1]', '\\[::1\\]'],
  ['[fc00::]/7', `\\[f[cd][\\da-f]{2}:${GROUPS}{1,6}[\\da-f]{0,4}\\]`],
  ['[fe80::]/10', `\\[fe[89ab][\\da-f]:${GROUPS}{1,6}[\\da-f]{0,4}\\]`],
]
const PRIVATE =
  '127\\.|10\\.|172\\.(?:1[6-9]|2\\d|3[01])\\.|192\\.168\\.|169\\.254\\.|\\[::1\\]|\\[f[cd][\\da-f]{2}:|\\[fe[89ab][\\da-f]:'
const ADDRESS = `${BYTE}(?:\\.${BYTE}){3}|${IPV6}`

/** The last label of a name is not a number: otherwise the URL parser would treat the host as an IPv4 address. */
const NAME = '(?:[a-z\\d_-]+\\.)*\\d*[a-z_-][a-z\\d_-]*\\.?'

const PORT = '[1-9]\\d{0,3}|[1-5]\\d{4}|6[0-4]\\d{3}|65[0-4]\\d\\d|655[0-2]\\d|6553[0-5]'

/** Schemes that the grammar handles separately, and schemes from which no page is loaded. */
const NO_OTHER_SCHEME = '(?:https?|wss?|ftp|file):'

/** Texts that do not end with a default port. Like all expressions here, it is matched as a whole. */
const WITHOUT_DEFAULT_PORT = /^(?!https:.*:443$|http:.*:80$).*/

/** Origins that are neither encrypted nor on the visitor's own machine. */
const INSECURE = /http:\/\/(?!127\.|\[::1\]|(?:[^:]+\.)?localhost\.?(?::|$)).*/

/**
 * Returns an automaton for the origins that browsers send, without `null`. Its edges are labeled with the part of the origin that
 * they read: `scheme`, `other-scheme`, `separator`, `port`, and for hosts `name`, `address`, `opaque` or a private network.
 *
 * Deviation: it accepts more than browsers send, but never less. It accepts default ports, any three digits as a byte of an IPv4
 * address, any groups of digits as an IPv6 address, and names longer than DNS allows.
 *
 * @see https://fetch.spec.whatwg.org/#origin-header
 * @see https://url.spec.whatwg.org/#host-parsing
 */
export const originGrammar: () => Automaton = buildOnce((budget) =>
  compileWhole(
    choice([
      sequence([part('scheme', 'https?'), separator(), webHost(), port()]),
      sequence([
        except(NO_OTHER_SCHEME),
        part('other-scheme', '[a-z][a-z\\d+.-]*'),
        separator(),
        part('opaque', `[\\w.-]+|${IPV6}`),
        port(),
      ]),
    ]),
    budget,
  ),
)

/** Returns an automaton for texts that do not end with the scheme's default port, which browsers omit. */
export const textsWithoutDefaultPort: () => Automaton = buildOnce((budget) =>
  compileWhole(parseRegExp(WITHOUT_DEFAULT_PORT), budget),
)

/** Returns a deterministic automaton for the origins that are neither encrypted nor on the visitor's own machine. */
export const insecureOrigins: () => Automaton = buildOnce((budget) =>
  determinize(compileWhole(parseRegExp(INSECURE), budget), budget),
)

/** Returns an automaton for texts that begin with `https://`. */
export const encryptedOrigins: () => Automaton = buildOnce((budget) =>
  compileWhole(parseRegExp(/https:\/\/.*/), budget),
)

/** Returns an automaton for texts that begin with `https://` or `http://`. */
export const webOrigins: () => Automaton = buildOnce((budget) => compileWhole(parseRegExp(/https?:\/\/.*/), budget))

/** Returns the private network that an address belongs to, if any. */
export function findPrivateNetwork(address: string): string | undefined {
  return PRIVATE_NETWORKS.find(([, addresses]) => new RegExp(`^(?:${addresses})$`).test(address))?.[0]
}

function separator(): Tree {
  return part('separator', ':\\/\\/')
}

function webHost(): Tree {
  return choice([
    part('name', NAME),
    ...PRIVATE_NETWORKS.map(([network, addresses]) => part(network, addresses)),
    sequence([except(PRIVATE), part('address', ADDRESS)]),
  ])
}

function port(): Tree {
  return { kind: 'repeat', min: 0, max: 1, tree: sequence([part('port', ':'), part('port', PORT)]) }
}

function part(name: string, source: string): Tree {
  return parseRegExp({ source, flags: '' }, name)
}

function except(source: string): Tree {
  return { kind: 'not', isAtStart: false, tree: parseRegExp({ source, flags: '' }) }
}

function sequence(trees: readonly Tree[]): Tree {
  return { kind: 'sequence', trees }
}

function choice(trees: readonly Tree[]): Tree {
  return { kind: 'choice', trees }
}
