import type { Adapter } from '../../support/adapter.ts'
import type { RawRequest } from '../../support/raw-client.ts'
import type { Expected, Scenario, Setup } from '../../support/scenario.ts'
import {
  ALLOWED,
  askHeaders,
  askMethod,
  GRANTED,
  get,
  LIST,
  PREFLIGHT_GRANTED,
  preflight,
  SAFELISTED_HEADERS,
  setupOf,
} from './list-policy.ts'

/** Values of `Access-Control-Request-Method` and `-Headers`, from the harmless to the hostile. */
interface AskedNames {
  readonly title: string
  readonly request: RawRequest
  /** What is echoed of it when a wildcard is combined with credentials; `undefined` for nothing. */
  readonly echoed: string | undefined
  readonly appliesTo?: (adapter: Adapter) => boolean
}

const LONGEST_ECHO = `x-${'a'.repeat(4094)}`
const TEN_THOUSAND_COMMAS = ','.repeat(10_000)
const FOUR_HUNDRED_NAMES = Array.from({ length: 400 }, (_, index) => `x-${index}`)

const overHttp1 = ({ protocol }: Adapter): boolean => protocol === 'http/1.1'

const METHODS: readonly AskedNames[] = [
  { title: 'an empty method', request: askMethod(''), echoed: undefined },
  { title: 'two methods on one line', request: askMethod('PUT, DELETE'), echoed: undefined },
  // Node's HTTP/2 client sends this header once.
  {
    title: 'two methods on two lines',
    request: askMethod('PUT', 'DELETE'),
    echoed: undefined,
    appliesTo: overHttp1,
  },
  { title: 'patch in lower case', request: askMethod('patch'), echoed: 'patch' },
  { title: 'get in lower case', request: askMethod('get'), echoed: 'get' },
  { title: 'a method of 15 KiB', request: askMethod('A'.repeat(15 * 1024)), echoed: undefined },
  { title: 'POST without headers, for an upload listener', request: askMethod('POST'), echoed: 'POST' },
  { title: 'a method with a space in it', request: askMethod('PUT DELETE'), echoed: undefined },
  { title: 'a method with a byte above 127', request: askMethod('P\xdcT'), echoed: undefined },
]

const HEADERS: readonly AskedNames[] = [
  { title: 'an empty list', request: askHeaders(''), echoed: undefined },
  { title: 'one name', request: askHeaders('x-custom'), echoed: 'x-custom' },
  { title: 'spaces before a comma', request: askHeaders('a , b'), echoed: 'a , b' },
  { title: 'tabs around a comma', request: askHeaders('a\t,\tb'), echoed: 'a\t,\tb' },
  {
    title: 'names in upper case',
    request: askHeaders('X-CUSTOM,CONTENT-TYPE'),
    echoed: 'X-CUSTOM,CONTENT-TYPE',
  },
  { title: 'names out of order', request: askHeaders('z,a,m'), echoed: 'z,a,m' },
  { title: 'a name twice', request: askHeaders('a,a'), echoed: 'a,a' },
  { title: 'a name, and a line without names', request: askHeaders('a', ''), echoed: 'a,' },
  { title: 'an unknown name', request: askHeaders('x-nobody'), echoed: 'x-nobody' },
  { title: 'a name with a space in it', request: askHeaders('a b'), echoed: undefined },
  { title: 'a name that is not a token', request: askHeaders('a,"b",c'), echoed: undefined },
  { title: 'a name with a byte above 127', request: askHeaders('a,\xe4'), echoed: undefined },
  // Node's HTTP/2 server accepts at most 128 lines.
  {
    title: 'one name per line, on 400 lines',
    request: askHeaders(...FOUR_HUNDRED_NAMES),
    echoed: FOUR_HUNDRED_NAMES.join(', '),
    appliesTo: overHttp1,
  },
  { title: '15000 commas', request: askHeaders(','.repeat(15_000)), echoed: undefined },
  {
    title: '4000 spaces within a name',
    request: askHeaders(`a${' '.repeat(4000)}b`),
    echoed: undefined,
  },
  { title: '4000 commas', request: askHeaders(','.repeat(4000)), echoed: undefined },
  { title: 'a name of 15 KiB', request: askHeaders('a'.repeat(15 * 1024)), echoed: undefined },
  { title: 'a list of 4096 bytes', request: askHeaders(LONGEST_ECHO), echoed: LONGEST_ECHO },
  { title: 'a list of 4097 bytes', request: askHeaders(`${LONGEST_ECHO}a`), echoed: undefined },
  {
    title: 'authorization, which no wildcard covers',
    request: askHeaders('authorization'),
    echoed: undefined,
  },
  { title: 'authorization among others', request: askHeaders('x-a,Authorization,x-b'), echoed: 'x-a,x-b' },
]

const CREDENTIALS = { origin: ALLOWED, credentials: true } as const
const METHOD_ECHO = setupOf({ ...CREDENTIALS, methods: '*', allowedHeaders: ['X-Custom'] })
const HEADER_ECHO = setupOf({ ...CREDENTIALS, methods: ['PUT'], allowedHeaders: '*' })
const AUTHORIZATION_ECHO = setupOf({ ...CREDENTIALS, methods: ['PUT'], allowedHeaders: ['*', 'Authorization'] })
const BOTH_ECHO = setupOf({ ...CREDENTIALS, methods: '*', allowedHeaders: '*' })

const ECHO_BASE = {
  'access-control-allow-origin': ALLOWED,
  'access-control-allow-credentials': 'true',
  'access-control-max-age': '600',
}

function granted(vary: string, headers: Readonly<Record<string, string | undefined>>): Expected {
  const present = Object.entries(headers).filter((entry): entry is [string, string] => entry[1] !== undefined)
  return { ...PREFLIGHT_GRANTED, cors: { ...ECHO_BASE, ...Object.fromEntries(present), vary } }
}

function methodEcho(echoed: string | undefined): Expected {
  return granted('Origin, Access-Control-Request-Method', {
    'access-control-allow-methods': echoed,
    'access-control-allow-headers': `${SAFELISTED_HEADERS}, X-Custom`,
  })
}

function headerEcho(echoed: string | undefined): Expected {
  return granted('Origin, Access-Control-Request-Headers', {
    'access-control-allow-methods': 'GET, HEAD, POST, PUT',
    'access-control-allow-headers': echoed,
  })
}

function rowsFor(
  asked: readonly AskedNames[],
  setup: Setup,
  describe: (title: string) => string,
  expect: (echoed: string | undefined) => Expected,
): readonly Scenario[] {
  return asked.map(({ title, request, echoed, appliesTo }) => ({
    title: describe(title),
    setup,
    exchanges: [[request, expect(echoed)]],
    ...(appliesTo && { appliesTo }),
  }))
}

function hostile(title: string, setup: Setup, value: string, expected: Expected): Scenario {
  return { title, setup, exchanges: [[askHeaders(value), expected]] }
}

const whole = (title: string): string => `${title} gets the complete lists`
const echoedWhereSafe = (title: string): string => `${title} is echoed only if it was parsed to its last byte`

/** What preflights ask for, against lists, and against `'*'` with credentials. */
export const ASKED_NAME_SCENARIOS: readonly Scenario[] = [
  ...rowsFor(METHODS, LIST, whole, () => PREFLIGHT_GRANTED),
  ...rowsFor(HEADERS, LIST, whole, () => PREFLIGHT_GRANTED),
  ...rowsFor(METHODS, METHOD_ECHO, echoedWhereSafe, methodEcho),
  ...rowsFor(HEADERS, HEADER_ECHO, echoedWhereSafe, headerEcho),
  hostile('10000 commas are not echoed', HEADER_ECHO, TEN_THOUSAND_COMMAS, headerEcho(undefined)),
  hostile('10000 commas get the complete lists', LIST, TEN_THOUSAND_COMMAS, PREFLIGHT_GRANTED),
  hostile('14000 spaces within a name get the complete lists', LIST, `a${' '.repeat(14_000)}b`, PREFLIGHT_GRANTED),
  hostile('one name 5000 times gets the complete lists', LIST, 'a,'.repeat(5000), PREFLIGHT_GRANTED),
  {
    title: 'authorization that is listed in addition to the wildcard is echoed, byte for byte',
    setup: AUTHORIZATION_ECHO,
    exchanges: [[askHeaders('x-a, AUTHORIZATION'), headerEcho('x-a, AUTHORIZATION')]],
  },
  {
    title: 'both wildcards with credentials are echoed, and never sent as *',
    setup: BOTH_ECHO,
    exchanges: [
      [
        preflight(
          ALLOWED,
          '/ok',
          ['Access-Control-Request-Method', 'PATCH'],
          ['Access-Control-Request-Headers', 'x-a'],
        ),
        granted('Origin, Access-Control-Request-Method, Access-Control-Request-Headers', {
          'access-control-allow-methods': 'PATCH',
          'access-control-allow-headers': 'x-a',
        }),
      ],
      [
        askMethod('PATCH'),
        granted('Origin, Access-Control-Request-Method, Access-Control-Request-Headers', {
          'access-control-allow-methods': 'PATCH',
        }),
      ],
      [
        get(ALLOWED),
        {
          ...GRANTED,
          cors: {
            'access-control-allow-origin': ALLOWED,
            'access-control-allow-credentials': 'true',
            vary: 'Origin',
          },
        },
      ],
    ],
  },
]
