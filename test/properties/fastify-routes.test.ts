import { cors } from '@crossorigin/fastify'
import fc from 'fast-check'
import type { FastifyInstance, LightMyRequestResponse } from 'fastify'
import { beforeEach, describe, expect, it, vi } from 'vitest'
import { REPEATABLE, RUNS } from '../support/property-runs.ts'
import {
  createApplication,
  type Plugin,
  policyOf,
  type RandomApplication,
  randomApplication,
} from './fastify-application.ts'

const ORIGIN = 'https://stranger.example'
const METHODS = ['GET', 'HEAD', 'PUT'] as const
const PATHS = [
  '/',
  '/p',
  '/p/',
  '/P',
  '/P/1',
  '/p/1',
  '/p/1/',
  '//p/1',
  '/p/a',
  '/p/A',
  '/p/a.json',
  '/p/x-1',
  '/p/1/q',
  '/p/p/1?a=b',
  '/q/%31',
  '/old/p/1',
]

/** Values of the headers that only an actual request may have. */
const VERSIONS = [undefined, '1.0.0', '1.2.0', '2.0.0', '1.x', '1.0.x', '*', '9.0.0']
const TENANTS = [undefined, 'x', 'y', 'z']

type Headers = Readonly<Record<string, string>>

interface Place {
  readonly method: (typeof METHODS)[number]
  readonly url: string
  readonly host: string
}

/** The requests for one URL, and their outcomes. */
interface Observation extends Place {
  /** The policy that responded to the preflight, if any. */
  readonly granted: number | undefined
  /** The policies of the routes that served actual requests. */
  readonly served: ReadonlySet<number | undefined>
  /** The policies applied to requests that no route served. */
  readonly missed: ReadonlySet<number | undefined>
}

function uses({ routes, rewriting }: RandomApplication, ...names: string[]): boolean {
  return (
    routes.some(({ constraints }) => names.some((name) => name in constraints)) ||
    (rewriting === 'header' && names.includes('tenant'))
  )
}

function* listPlaces(application: RandomApplication, urls: readonly string[]): Generator<Place> {
  const hosts = uses(application, 'host', 'site') ? ['a.example', 'a.other', 'b.example'] : ['a.example']
  for (const url of urls) for (const host of hosts) for (const method of METHODS) yield { url, host, method }
}

function* listActualHeaders(application: RandomApplication): Generator<Headers> {
  for (const version of uses(application, 'version') ? VERSIONS : [undefined]) {
    for (const tenant of uses(application, 'tenant') ? TENANTS : [undefined]) {
      yield { ...(version && { 'accept-version': version }), ...(tenant && { 'x-tenant': tenant }) }
    }
  }
}

function readPolicy(response: LightMyRequestResponse, field: string): number | undefined {
  const number = /x-policy-(\d)/i.exec(String(response.headers[field] ?? ''))?.[1]
  return number === undefined ? undefined : Number(number)
}

async function observe(app: FastifyInstance, application: RandomApplication, place: Place): Promise<Observation> {
  const { method, url, host } = place
  const headers = { host, origin: ORIGIN, 'access-control-request-method': method }
  const preflight = await app.inject({ method: 'OPTIONS', url, headers })
  const granted = readPolicy(preflight, 'access-control-allow-headers')
  const [served, missed] = [new Set<number | undefined>(), new Set<number | undefined>()]
  for (const own of listActualHeaders(application)) {
    const response = await app.inject({ method, url, headers: { host, origin: ORIGIN, ...own } })
    const number = response.headers['x-route']
    if (number === undefined) missed.add(readPolicy(response, 'access-control-expose-headers'))
    else served.add(policyOf(application, Number(number)))
  }
  return { ...place, granted, served, missed }
}

/** Creates an application, or returns the error of the plugin; `undefined` if Fastify itself rejects it. */
async function makeApplication(
  application: RandomApplication,
  plugin?: Plugin,
): Promise<FastifyInstance | Error | undefined> {
  try {
    return await createApplication(application, plugin)
  } catch (error) {
    const { code, message } = error as Error & { code?: string }
    if (code === 'ERR_CORS_OPTIONS') return error as Error
    if (code === 'FST_ERR_DUPLICATED_ROUTE' || message.includes('already declared')) return undefined
    throw error
  }
}

/** The results of many applications. */
interface Tally {
  accepted: number
  refused: number
  /** Of those with an error, the ones in which routes of two policies do serve one path and method. */
  confirmed: number
  /** Preflights for URLs that routes of one policy serve. */
  clear: number
  /** Of those, the ones that were denied. */
  denied: number
}

async function confirmConflict(application: RandomApplication, { message }: Error): Promise<boolean> {
  const app = (await makeApplication({ ...application, rewriting: 'none' })) as FastifyInstance
  try {
    const path = /can serve (\S+), depending/.exec(message)?.[1] as string
    for (const place of listPlaces(application, [path])) {
      const { served } = await observe(app, application, place)
      if (served.size > 1) return true
    }
    return false
  } finally {
    await app.close()
  }
}

/** Tests a plugin with random applications, and counts the results. */
function createProperty(
  plugin: Plugin,
  tally: Tally,
): fc.IAsyncPropertyWithHooks<[application: RandomApplication, urls: string[]]> {
  const urls = fc.subarray(PATHS, { minLength: 6, maxLength: 6 })
  return fc.asyncProperty(randomApplication, urls, async (application, asked) => {
    const app = await makeApplication(application, plugin)
    fc.pre(app !== undefined)
    if (app instanceof Error) {
      tally.refused++
      if (await confirmConflict(application, app)) tally.confirmed++
      return
    }
    tally.accepted++
    try {
      // A preflight cannot reveal the route if a header of the actual request selects it.
      const counted = application.rewriting === 'header' ? createTally() : tally
      for (const place of listPlaces(application, asked)) judge(await observe(app, application, place), counted)
    } finally {
      await app.close()
    }
  })
}

/** A preflight that was allowed was allowed by the policy of each route that serves, and of each response without one. */
function judge({ granted, served, missed, ...place }: Observation, tally: Tally): void {
  const [only] = served
  if (served.size === 1 && only !== undefined) {
    tally.clear++
    if (granted === undefined) tally.denied++
  }
  if (granted === undefined) return
  const policies = [...new Set([...served, ...missed])]
  expect({ ...place, policies }).toEqual({ ...place, policies: [granted] })
}

function createTally(): Tally {
  return { accepted: 0, refused: 0, confirmed: 0, clear: 0, denied: 0 }
}

// The router's options in the deprecated spelling warn, and so do preflights that are denied because they reveal too little.
beforeEach(() => {
  vi.spyOn(process, 'emitWarning').mockImplementation(() => undefined)
})

describe('preflights in random Fastify applications', () => {
  it('are never allowed by a policy other than that of the route that serves the actual request', async () => {
    const tally = createTally()
    await fc.assert(createProperty(cors, tally), { ...REPEATABLE, numRuns: Math.max(50, Math.ceil(RUNS / 40)) })
    // A plugin that denies everything or always throws would pass as well.
    expect(tally.accepted / (tally.accepted + tally.refused)).toBeGreaterThan(0.6)
    expect(tally.confirmed / tally.refused).toBeGreaterThan(0.8)
    expect(tally.denied / tally.clear).toBeLessThan(0.1)
  })

  it('are denied if they do not reveal the route, even if the conflict was not an error at registration', async () => {
    const lenient = await plantDefect('route-conflicts', () => ({ refuseConflicts: () => undefined }))
    await fc.assert(createProperty(lenient, createTally()), { numRuns: Math.max(50, Math.ceil(RUNS / 100)) })
  })
})

type Exports = Readonly<Record<string, unknown>>

/** Loads the plugin with replaced exports in one of its modules. */
async function plantDefect(name: string, plant: (sound: Exports) => Exports): Promise<Plugin> {
  const module = `../../packages/fastify/src/${name}.ts`
  vi.doMock(module, async (importOriginal) => {
    const sound = await importOriginal<Exports>()
    return { ...sound, ...plant(sound) }
  })
  vi.resetModules()
  const { cors: defective } = await import('@crossorigin/fastify')
  vi.doUnmock(module)
  return defective
}

/** Replaces a function by one that changes its result, or what it is called with. */
function wrap<Parameters extends unknown[], Result>(
  sound: unknown,
  wrapper: (sound: (...parameters: Parameters) => Result, ...parameters: Parameters) => unknown,
): unknown {
  return (...parameters: Parameters) => wrapper(sound as (...parameters: Parameters) => Result, ...parameters)
}

interface Content {
  readonly routes: readonly { readonly route: { readonly constraints: Readonly<Record<string, unknown>> } }[]
}

const DEFECTS: readonly [name: string, module: string, plant: (sound: Exports) => Exports][] = [
  [
    'knows only the host constraint',
    'route-table',
    ({ buildRouteTable }) => ({
      buildRouteTable: wrap(buildRouteTable, (build: (content: Content) => unknown, content: Content) =>
        build({
          ...content,
          routes: content.routes.map(({ route, ...rest }) => {
            const { host } = route.constraints
            return { ...rest, route: { ...route, constraints: host === undefined ? {} : { host } } }
          }),
        }),
      ),
    }),
  ],
  [
    'reads paths by the default options of the router',
    'router-settings',
    ({ readRouterSettings }) => ({
      readRouterSettings: wrap(readRouterSettings, (read: (root: unknown) => object, root: unknown) => ({
        ...read(root),
        matching: {},
      })),
    }),
  ],
  [
    'believes that a preflight has the headers of the actual request',
    'predicted-request',
    ({ predictRequest }) => ({
      predictRequest: wrap(predictRequest, (predict: (...all: unknown[]) => object, ...all: unknown[]) => ({
        ...predict(...all),
        isReliable: () => true,
      })),
    }),
  ],
  [
    'believes that requests have no version',
    'constraints',
    ({ createConstraintFinder }) => ({
      createConstraintFinder: wrap(
        createConstraintFinder,
        (create: (...all: unknown[]) => (name: string) => object, ...all: unknown[]) => {
          const find = create(...all)
          const version = { ...find('version'), listValues: () => [undefined] }
          return (name: string) => (name === 'version' ? version : find(name))
        },
      ),
    }),
  ],
]

describe('a route table that', () => {
  it.each(DEFECTS)('%s is detected', async (_name, module, plant) => {
    const defective = await plantDefect(module, plant)
    const { failed } = await fc.check(createProperty(defective, createTally()), { numRuns: 1_000, endOnFailure: true })
    expect(failed).toBe(true)
  })
})
