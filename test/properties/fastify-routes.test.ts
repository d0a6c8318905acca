import { cors } from '@crossorigin/fastify'
import fc from 'fast-check'
import type { FastifyInstance, LightMyRequestResponse } from 'fastify'
import { beforeEach, describe, expect, it, vi } from 'vitest'
import { RUNS } from './arbitraries.ts'
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

/** What is asked about one place, and what came of it. */
interface Observation extends Place {
  /** The policy by which the preflight was answered, if any. */
  readonly granted: number | undefined
  /** The policies of the routes that served actual requests. */
  readonly served: ReadonlySet<number | undefined>
  /** The policies by which requests were answered that no route served. */
  readonly missed: ReadonlySet<number | undefined>
}

function uses({ routes, rewriting }: RandomApplication, ...names: string[]): boolean {
  return (
    routes.some(({ constraints }) => names.some((name) => name in constraints)) ||
    (rewriting === 'header' && names.includes('tenant'))
  )
}

function* listPlaces(application: RandomApplication, urls: readonly string[] = PATHS): Generator<Place> {
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

/** Makes an application, or returns the error of the plugin; `undefined` if Fastify itself does not take it. */
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

/** What came of many applications. */
interface Tally {
  accepted: number
  refused: number
  /** Of those refused, the ones in which routes of two policies do serve one path and method. */
  confirmed: number
  /** Preflights about what routes of one policy serve. */
  clear: number
  /** Of those, the ones that were denied. */
  denied: number
}

async function confirmConflict(application: RandomApplication, { message }: Error): Promise<boolean> {
  const app = (await makeApplication(application)) as FastifyInstance
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

/** Tries a plugin on random applications. */
function createProperty(plugin: Plugin, tally: Tally): fc.IAsyncPropertyWithHooks<[RandomApplication]> {
  return fc.asyncProperty(randomApplication, async (application) => {
    const app = await makeApplication(application, plugin)
    fc.pre(app !== undefined)
    if (app instanceof Error) {
      tally.refused++
      if (await confirmConflict(application, app)) tally.confirmed++
      else process.stderr.write(`${app.message}\n${JSON.stringify(application.strategies)}\n`)
      return
    }
    tally.accepted++
    try {
      for (const place of listPlaces(application)) {
        const { granted, served, missed } = await observe(app, application, place)
        const [only] = served
        if (served.size === 1 && only !== undefined && application.rewriting !== 'header') {
          tally.clear++
          if (granted === undefined) tally.denied++
        }
        if (granted === undefined) continue
        expect({ place, policies: [...served] }).toEqual({ place, policies: served.size === 0 ? [] : [granted] })
        if (application.rewriting !== 'header') expect([granted]).toEqual(expect.arrayContaining([...missed]))
      }
    } finally {
      await app.close()
    }
  })
}

function createTally(): Tally {
  return { accepted: 0, refused: 0, confirmed: 0, clear: 0, denied: 0 }
}

// Deprecated spellings of the router's options, and preflights that were denied.
beforeEach(() => {
  vi.spyOn(process, 'emitWarning').mockImplementation(() => undefined)
})

describe('random applications in Fastify', () => {
  it('grant no preflight by another policy than that of the route that serves the actual request', async () => {
    const tally = createTally()
    await fc.assert(createProperty(cors, tally), { numRuns: Math.ceil(RUNS / 100) })
    process.stderr.write(JSON.stringify(tally) + '\n')
  })
})
