import { getDomain, getPublicSuffix } from 'tldts'
import type { WeaknessCode } from './weakness.ts'

/** One value of `Origin`, or several lines of it, or none. */
export interface ProbePlan {
  /** The weakness that it shows if it is allowed; absent for controls. */
  readonly weakness?: WeaknessCode | undefined
  readonly control?: 'none' | 'allowed' | 'random' | undefined
  readonly origins: readonly string[]
}

/** What probes are made of. */
export interface ProbeNames {
  /** An origin that the server is meant to allow. */
  readonly origin: string
  /** A domain that nobody owns, for origins of an attacker. */
  readonly attacker: string
  /** Returns a label that nobody has ever used. */
  readonly makeLabel: () => string
}

/** What browsers accept in a host and send in `Origin`, in addition to letters, digits, dots and hyphens. */
const SPECIAL_CHARACTERS: readonly string[] = [...'!"$&\'()+,-;=_`{}~']

const SHARED_HOSTS: readonly string[] = [
  'github.io',
  'netlify.app',
  'vercel.app',
  'pages.dev',
  'web.app',
  's3.amazonaws.com',
]
const PLAYGROUNDS: readonly string[] = [
  'https://codepen.io',
  'https://jsfiddle.net',
  'http://jsbin.com',
  'https://repl.it',
]
const PUBLIC_SUFFIXES: readonly string[] = ['com', 'co.uk']

/** Plans the probes for an origin: what the others are compared with first, each weakness in its turn. */
export function planProbes(names: ProbeNames): readonly ProbePlan[] {
  const { origin, makeLabel } = names
  const random = () => `https://${makeLabel()}.test`
  const controls: readonly ProbePlan[] = [
    { control: 'none', origins: [] },
    { control: 'allowed', origins: [origin] },
    { control: 'random', origins: [random()] },
    { control: 'random', origins: [random()] },
  ]
  const planned = Object.entries(planOrigins(names)) as [WeaknessCode, readonly (string | readonly string[])[]][]
  const probes = planned.flatMap(([weakness, values]) =>
    values.map((value) => ({ weakness, origins: typeof value === 'string' ? [value] : value })),
  )
  return [...controls, ...probes.filter(({ origins }) => origins.length > 1 || origins[0] !== origin)]
}

function planOrigins({
  origin,
  attacker,
  makeLabel,
}: ProbeNames): Partial<Record<WeaknessCode, readonly (string | readonly string[])[]>> {
  const { protocol, hostname, host, port } = new URL(origin)
  const end = port === '' ? '' : `:${port}`
  const domain = getDomain(hostname, { allowPrivateDomains: true }) ?? hostname
  const suffix = getPublicSuffix(hostname, { allowPrivateDomains: true }) ?? ''
  const name = domain.slice(0, domain.length - suffix.length - (suffix === '' ? 0 : 1))
  const at = (other: string): string => `${protocol}//${other}`
  return {
    'audit/trusts-null': ['null'],
    'audit/prefix-match': unique([at(`${hostname}.${attacker}`), at(`${domain}.${attacker}`)]),
    'audit/suffix-match': [at(`evil${domain}${end}`)],
    'audit/substring-match': [at(`${hostname}-${attacker}`), ...(domain.length > 3 ? [at(domain.slice(1) + end)] : [])],
    'audit/unescaped-dot': unique(
      [replaceDot(hostname, 'first'), replaceDot(hostname, 'last')]
        .filter((other) => other !== hostname)
        .map((other) => at(other + end)),
    ),
    'audit/special-characters': SPECIAL_CHARACTERS.map((character) => at(`${hostname}${character}.${attacker}`)),
    'audit/any-subdomain': unique([
      at(`${makeLabel()}.${domain}${end}`),
      at(`${makeLabel()}.${host}`),
      ...(hostname === domain ? [] : [at(`${makeLabel()}${host}`)]),
    ]),
    'audit/insecure-origin': protocol === 'https:' ? [`http://${host}`, `http://${makeLabel()}.${domain}${end}`] : [],
    'audit/any-port': [at(`${hostname}:${port === '8443' ? '9443' : '8443'}`)],
    'audit/any-scheme': [
      `ftp://${host}`,
      `chrome-extension://${'abcdefghijklmnop'.repeat(2)}`,
      'capacitor://localhost',
    ],
    'audit/wildcard-top-level-domain':
      suffix === ''
        ? []
        : unique([at(`${hostname.slice(0, -suffix.length)}test`), at(`${name}.${suffix === 'org' ? 'net' : 'org'}`)]),
    'audit/public-suffix': PUBLIC_SUFFIXES.map((other) => `https://${makeLabel()}.${other}`),
    'audit/shared-hosting': [...SHARED_HOSTS.map((other) => `https://${makeLabel()}.${other}`), ...PLAYGROUNDS],
    'audit/development-origin': [
      'http://localhost',
      'http://localhost:3000',
      'http://127.0.0.1',
      `http://localhost.${attacker}`,
    ],
    'audit/case-insensitive': [at(host.toUpperCase())],
    'audit/trailing-dot': [at(`${hostname}.${end}`)],
    'audit/sloppy-parser': [
      at(`${host}@${attacker}`),
      `https://${attacker}#${hostname}`,
      `https://${attacker}\\${hostname}`,
      `https://a.test ${origin}`,
      [origin, `https://${attacker}`],
    ],
  }
}

function replaceDot(host: string, which: 'first' | 'last'): string {
  const index = which === 'first' ? host.indexOf('.') : host.lastIndexOf('.')
  return index === -1 ? host : `${host.slice(0, index)}x${host.slice(index + 1)}`
}

function unique(values: readonly string[]): readonly string[] {
  return [...new Set(values)]
}
