import type { FixLine } from '../finding.ts'

/** Where other lines put what depends on the request. */
const NGINX_MAP_LINES: readonly FixLine[] = [
  { product: 'nginx', line: '# in http { }:' },
  { product: 'nginx', line: "map $http_origin $cors_origin { '{origin}' $http_origin; }" },
]

/** Sends the origin where it is allowed, once: what the application sends is taken out, for two are as good as none. */
const NGINX_ORIGIN_LINES: readonly FixLine[] = [
  { product: 'nginx', line: '# in location { }, instead of what sends these now:' },
  { product: 'nginx', line: 'proxy_hide_header Access-Control-Allow-Origin;' },
  {
    product: 'nginx',
    line: 'add_header Access-Control-Allow-Origin $cors_origin always; add_header Vary Origin always;',
  },
]

/**
 * Writes the whole policy that the request needs, whatever was found: a line that fixes one fault at a time leads from
 * one to the next. `{ownOptions}` and `{theirOptions}` are those of {@link writeOptions}.
 *
 * @param options - `isFirst`: whether to say that CORS must come first; `option`: a further option of all products.
 */
export function policyLines({ isFirst = false, option = '' } = {}): readonly FixLine[] {
  const comment = isFirst ? ' // first' : ''
  const more = option === '' ? '' : `, ${option}`
  const own = `cors({ origin: ['{origin}']{ownOptions}${more} })`
  const theirs = `{ origin: ['{origin}']{theirOptions}${more} }`
  return [
    { product: '@crossorigin', line: isFirst ? `app.use(${own})${comment}` : own },
    { product: 'cors', line: `app.use(cors(${theirs}))${comment}` },
    { product: '@fastify/cors', line: `await app.register(cors, ${theirs})${comment}` },
  ]
}

/** Allows the page's origin. */
export const ALLOW_ORIGIN_LINES: readonly FixLine[] = [...policyLines(), ...NGINX_MAP_LINES, ...NGINX_ORIGIN_LINES]

/** Allows the page's origin, cookies included. */
export const ALLOW_CREDENTIALS_LINES: readonly FixLine[] = [
  ...policyLines(),
  ...NGINX_MAP_LINES,
  // What is empty is not sent: nothing is granted to other origins.
  { product: 'nginx', line: 'map $cors_origin $cors_credentials { ~. true; }' },
  ...NGINX_ORIGIN_LINES,
  { product: 'nginx', line: 'proxy_hide_header Access-Control-Allow-Credentials;' },
  { product: 'nginx', line: 'add_header Access-Control-Allow-Credentials $cors_credentials always;' },
]

/** Allows the methods in `{allMethods}`. */
export const ALLOW_METHOD_LINES: readonly FixLine[] = [
  ...policyLines(),
  { product: 'nginx', line: "add_header Access-Control-Allow-Methods '{allMethods}' always;" },
]

/** Allows the request headers in `{allNames}`. */
export const ALLOW_HEADERS_LINES: readonly FixLine[] = [
  ...policyLines(),
  { product: 'nginx', line: "add_header Access-Control-Allow-Headers '{allNames}' always;" },
]

/** Puts CORS before what responds without it. */
const FIRST_LINES: readonly FixLine[] = policyLines({ isFirst: true })

/** Responds to the preflight before anything else does. */
export const ANSWER_PREFLIGHT_LINES: readonly FixLine[] = [
  ...FIRST_LINES,
  ...NGINX_MAP_LINES,
  {
    product: 'nginx',
    line: 'map "$request_method $http_access_control_request_method" $cors_preflight { "~^OPTIONS ." 1; }',
  },
  ...NGINX_ORIGIN_LINES,
  { product: 'nginx', line: 'add_header Access-Control-Allow-Methods $http_access_control_request_method always;' },
  { product: 'nginx', line: 'add_header Access-Control-Allow-Headers $http_access_control_request_headers always;' },
  // An if without add_header sends those of the block around it; one of its own would replace them all.
  { product: 'nginx', line: 'if ($cors_preflight) { return 204; }' },
]

/** What a request needs in addition to its origin. */
export interface Needs {
  readonly methods: readonly string[]
  /** Of request headers. */
  readonly names: readonly string[]
  readonly credentials: boolean
}

/** Methods and request headers that this project always allows. */
const OWN_METHODS: ReadonlySet<string> = new Set(['GET', 'HEAD', 'POST'])
const OWN_NAMES: ReadonlySet<string> = new Set([
  'accept',
  'accept-language',
  'content-language',
  'content-type',
  'range',
])

/**
 * Writes the options that come after the origin, in JavaScript: for this project, and for the packages whose lists replace what they
 * allow by themselves.
 */
export function writeOptions({ methods, names, credentials }: Needs): Readonly<Record<string, string>> {
  const ownMethods = methods.filter((method) => !OWN_METHODS.has(method))
  const ownNames = names.filter((name) => !OWN_NAMES.has(name.toLowerCase()))
  const theirMethods = ownMethods.length === 0 ? [] : [...new Set(['GET', 'HEAD', 'POST', ...methods])]
  const write = (parts: Omit<Needs, 'credentials'>): string =>
    [
      parts.methods.length === 0 ? '' : `, methods: [${quoteMembers(parts.methods)}]`,
      parts.names.length === 0 ? '' : `, allowedHeaders: [${quoteMembers(parts.names)}]`,
      credentials ? ', credentials: true' : '',
    ].join('')
  return {
    ownOptions: write({ methods: ownMethods, names: ownNames }),
    theirOptions: write({ methods: theirMethods, names }),
  }
}

/** Placeholders whose details are JavaScript already. */
const WRITTEN: ReadonlySet<string> = new Set(['ownOptions', 'theirOptions'])

/**
 * Puts details into the lines of a catalogue's entry. Lines for nginx are left out if a detail has a dollar sign, for
 * which nginx knows no escape.
 *
 * Security: a line is copied into a configuration, and a server may have chosen what is in it.
 *
 * @param find - Returns the detail of a placeholder; `undefined` leaves it as it is.
 */
export function fillLines(lines: readonly FixLine[], find: (name: string) => string | undefined): readonly FixLine[] {
  const filled = lines.map(({ product, line }) => {
    let isPossible = true
    const text = line.replace(/\{([a-zA-Z]+)\}/g, (placeholder, name: string) => {
      const detail = find(name)
      if (detail === undefined) return placeholder
      isPossible &&= product !== 'nginx' || !detail.includes('$')
      return WRITTEN.has(name) ? detail : escapeInQuotes(detail)
    })
    return { product, line: text, isPossible }
  })
  const impossible = new Set(filled.flatMap(({ product, isPossible }) => (isPossible ? [] : [product])))
  return filled.flatMap(({ product, line }) => (impossible.has(product) ? [] : [{ product, line }]))
}

/** Writes the members of an array in JavaScript. */
function quoteMembers(texts: readonly string[]): string {
  return texts.map((text) => `'${escapeInQuotes(text)}'`).join(', ')
}

/** In quotes, JavaScript and nginx take a backslash for the same. */
function escapeInQuotes(text: string): string {
  return text.replace(/[\\'"]/g, (character) => (character === '"' ? character : `\\${character}`))
}

/**
 * Fills the details that are known into a sentence. The names of the others stay, in capitals; a detail that is a whole sentence is
 * left out.
 */
export function fillSentence(text: string, known: Readonly<Record<string, string | undefined>>): string {
  return text
    .replace(/(?<=[.!?] )\{[a-zA-Z]+\}(?: |$)/g, '')
    .replace(/\{([a-zA-Z]+)\}/g, (_placeholder, name: string) => known[name] ?? standInFor(name))
    .trim()
}

/** Unlike brackets, capitals mean nothing to a shell, a page or a configuration. The command to try has them too. */
export function standInFor(name: string): string {
  return name.toUpperCase()
}
