import { cors as expressCors } from '@crossorigin/express'
import { cors as fastifyCors } from '@crossorigin/fastify'
import { cors as koaCors } from '@crossorigin/koa'
import { cors as nodeCors } from '@crossorigin/node'
import { CorsConfigError } from '@crossorigin/policy'
import Fastify from 'fastify'
import { describe, expect, it } from 'vitest'
import { MISTAKEN_CONFIGS } from './scenarios/mistaken-config.ts'

/** How each adapter is given a configuration. */
const CONSTRUCTIONS: readonly { readonly name: string; construct(config: unknown): unknown }[] = [
  { name: 'node', construct: (config) => nodeCors(config as never) },
  { name: 'Express', construct: (config) => expressCors(config as never) },
  { name: 'Koa', construct: (config) => koaCors(config as never) },
  {
    name: 'Fastify',
    construct: async (config) => {
      await Fastify().register(fastifyCors, config as never)
    },
  },
  {
    name: 'Fastify, for a route',
    construct: async (config) => {
      const app = Fastify()
      await app.register(fastifyCors, { origin: 'https://example.com' })
      app.get('/', { config: { cors: config as never } }, () => 'ok')
    },
  },
]

describe.each(CONSTRUCTIONS)('$name', ({ construct }) => {
  it.each(MISTAKEN_CONFIGS)('rejects %s', async (_title, config, ...codes) => {
    const error = await refusalOf(() => construct(config))
    expect(error.issues.map(({ code }) => code)).toEqual(codes)
    expect(error.code).toBe('ERR_CORS_POLICY')
  })

  it('throws without a configuration, and says what other packages take that for', async () => {
    const error = await refusalOf(() => construct({}))
    expect(error.issues.map(({ hint }) => hint)).toEqual([expect.stringContaining('as in cors(), is { origin: "*" }')])
  })

  it('lists every error at once, each with a fix', async () => {
    const error = await refusalOf(() =>
      construct({ orgin: ['https://example.com'], origin: 'https://example.com/', maxAge: '1h' }),
    )
    expect(error.issues.map(({ hint }) => hint)).toEqual([
      'Did you mean origin?',
      'Write "https://example.com".',
      'Write a number, such as 600.',
    ])
  })
})

describe('cors()', () => {
  it.each([nodeCors, expressCors, koaCors])('throws, and says what other packages take that for', async (cors) => {
    const error = await refusalOf(() => (cors as () => unknown)())
    expect(error.issues.map(({ code }) => code)).toEqual(['config/not-an-object'])
    expect(error.message).toContain('as in cors(), is { origin: "*" }')
  })
})

/** Runs a call that must fail, whether it throws or rejects. */
async function refusalOf(construct: () => unknown): Promise<CorsConfigError> {
  const outcome = await Promise.resolve()
    .then(construct)
    .then(
      () => 'accepted',
      (error: unknown) => error,
    )
  expect(outcome).toBeInstanceOf(CorsConfigError)
  return outcome as CorsConfigError
}
