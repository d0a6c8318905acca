import { cors } from '@crossorigin/fastify'
import Fastify, { type FastifyInstance } from 'fastify'
import { describe, expect, it } from 'vitest'
import { readAnswer, readCorsHeaders } from '../support/cors-headers.ts'
import { serveFastify } from '../support/fastify-application.ts'
import {
  ALLOWED,
  EVIL,
  GRANT,
  get,
  LIST_CONFIG,
  PREFLIGHT_GRANT,
  preflight,
  SAFELISTED_HEADERS,
  SAFELISTED_METHODS,
} from './scenarios/list-policy.ts'

const ANY_GRANT = { 'access-control-allow-origin': '*' }
const ANY_PREFLIGHT_GRANT = {
  'access-control-allow-origin': '*',
  'access-control-allow-methods': SAFELISTED_METHODS,
  'access-control-allow-headers': SAFELISTED_HEADERS,
  'access-control-max-age': '600',
}
const NOT_GRANTED = { vary: 'Origin' }

function addRoutes(app: FastifyInstance, ...urls: string[]): void {
  for (const url of urls) app.route({ method: ['GET', 'PUT'], url, handler: () => url })
}

describe('a scope with a prefix', () => {
  async function createApp(prefix = '/api'): Promise<FastifyInstance> {
    const app = Fastify()
    await app.register(
      async (api) => {
        await api.register(cors, LIST_CONFIG)
        addRoutes(api, '/known')
      },
      { prefix },
    )
    addRoutes(app, '/outside')
    return app
  }

  it.each(['/api', '/api/'])('is covered, with its unknown paths, when the prefix is %s', async (prefix) => {
    const send = await serveFastify(await createApp(prefix))
    expect(readAnswer(await send(get(ALLOWED, '/api/known')))).toEqual([200, GRANT])
    expect(readAnswer(await send(get(ALLOWED, '/api/nope')))).toEqual([404, GRANT])
    expect(readAnswer(await send(get(EVIL, '/api/nope/deeper?query')))).toEqual([404, NOT_GRANTED])
    expect(readAnswer(await send(get(ALLOWED, '/api')))).toEqual([404, GRANT])
    expect(readAnswer(await send(preflight(ALLOWED, '/api/known')))).toEqual([204, PREFLIGHT_GRANT])
    expect(readAnswer(await send(preflight(ALLOWED, '/api/nope')))).toEqual([204, PREFLIGHT_GRANT])
    expect(readAnswer(await send(preflight(EVIL, '/api/known')))).toEqual([403, NOT_GRANTED])
  })

  it('does not affect other paths', async () => {
    const send = await serveFastify(await createApp())
    for (const path of ['/outside', '/nope', '/apis', '/']) {
      expect(readCorsHeaders(await send(get(ALLOWED, path)))).toEqual({})
      expect(readAnswer(await send(preflight(ALLOWED, path)))).toEqual([404, {}])
    }
  })

  it('is covered when it has its own handler for unknown paths', async () => {
    const app = Fastify()
    await app.register(
      async (api) => {
        await api.register(cors, LIST_CONFIG)
        api.setNotFoundHandler((_request, reply) => reply.code(404).header('Vary', 'Cookie').send('api'))
      },
      { prefix: '/api' },
    )
    app.setNotFoundHandler((_request, reply) => reply.code(404).send('root'))
    const send = await serveFastify(app)
    const inside = await send(get(ALLOWED, '/api/nope'))
    expect([inside.body, readCorsHeaders(inside)]).toEqual(['api', { ...GRANT, vary: 'Cookie, Origin' }])
    const outside = await send(get(ALLOWED, '/nope'))
    expect([outside.body, readCorsHeaders(outside)]).toEqual(['root', {}])
  })

  it('is covered when the handler for its unknown paths belongs to an inner scope', async () => {
    const app = Fastify()
    await app.register(cors, LIST_CONFIG)
    await app.register(
      async (api) => {
        api.setNotFoundHandler((_request, reply) => reply.code(404).send('api'))
      },
      { prefix: '/api' },
    )
    const send = await serveFastify(app)
    const inside = await send(get(ALLOWED, '/api/nope'))
    expect([inside.body, readCorsHeaders(inside)]).toEqual(['api', GRANT])
  })
})

describe('a scope without a prefix', () => {
  it('is covered alone; its siblings and the root are unaffected', async () => {
    const app = Fastify()
    await app.register(async (child) => {
      await child.register(cors, LIST_CONFIG)
      addRoutes(child, '/inside')
    })
    await app.register(async (sibling) => addRoutes(sibling, '/beside'))
    addRoutes(app, '/outside')
    const send = await serveFastify(app)
    expect(readAnswer(await send(get(ALLOWED, '/inside')))).toEqual([200, GRANT])
    expect(readAnswer(await send(preflight(ALLOWED, '/inside')))).toEqual([204, PREFLIGHT_GRANT])
    for (const path of ['/beside', '/outside']) {
      expect(readAnswer(await send(get(ALLOWED, path)))).toEqual([200, {}])
      expect(readAnswer(await send(preflight(ALLOWED, path)))).toEqual([404, {}])
    }
    expect(readAnswer(await send(get(ALLOWED, '/nope')))).toEqual([404, {}])
  })

  it('can have a sibling with a different policy', async () => {
    const app = Fastify()
    await app.register(async (child) => {
      await child.register(cors, LIST_CONFIG)
      addRoutes(child, '/listed')
    })
    await app.register(async (child) => {
      await child.register(cors, { origin: '*' })
      addRoutes(child, '/any')
    })
    const send = await serveFastify(app)
    expect(readAnswer(await send(get(EVIL, '/listed')))).toEqual([200, NOT_GRANTED])
    expect(readAnswer(await send(preflight(EVIL, '/listed')))).toEqual([403, NOT_GRANTED])
    expect(readAnswer(await send(get(EVIL, '/any')))).toEqual([200, ANY_GRANT])
    expect(readAnswer(await send(preflight(EVIL, '/any')))).toEqual([204, ANY_PREFLIGHT_GRANT])
  })
})

describe('the plugin registered globally and again in a child', () => {
  async function createApp(): Promise<FastifyInstance> {
    const app = Fastify()
    await app.register(cors, { origin: '*' })
    await app.register(
      async (child) => {
        await child.register(cors, LIST_CONFIG)
        addRoutes(child, '/inner')
        await child.register(async (grandchild) => addRoutes(grandchild, '/innermost'), { prefix: '/deep' })
      },
      { prefix: '/child' },
    )
    addRoutes(app, '/outer')
    return app
  }

  it('lets the child decide about its own routes, preflights included', async () => {
    const send = await serveFastify(await createApp())
    for (const path of ['/child/inner', '/child/deep/innermost']) {
      expect(readAnswer(await send(get(EVIL, path)))).toEqual([200, NOT_GRANTED])
      expect(readAnswer(await send(get(ALLOWED, path)))).toEqual([200, GRANT])
      expect(readAnswer(await send(preflight(EVIL, path)))).toEqual([403, NOT_GRANTED])
      expect(readAnswer(await send(preflight(ALLOWED, path)))).toEqual([204, PREFLIGHT_GRANT])
    }
  })

  it('lets the child decide about the unknown paths under its prefix', async () => {
    const send = await serveFastify(await createApp())
    expect(readAnswer(await send(get(EVIL, '/child/nope')))).toEqual([404, NOT_GRANTED])
    expect(readAnswer(await send(preflight(EVIL, '/child/nope')))).toEqual([403, NOT_GRANTED])
  })

  it('leaves the rest to the global policy', async () => {
    const send = await serveFastify(await createApp())
    expect(readAnswer(await send(get(EVIL, '/outer')))).toEqual([200, ANY_GRANT])
    expect(readAnswer(await send(preflight(EVIL, '/outer')))).toEqual([204, ANY_PREFLIGHT_GRANT])
    expect(readAnswer(await send(get(EVIL, '/nope')))).toEqual([404, ANY_GRANT])
  })
})

describe('order', () => {
  it('does not matter: a plugin that is not awaited applies to the routes that follow it', async () => {
    const app = Fastify()
    app.register(cors, LIST_CONFIG)
    addRoutes(app, '/plain')
    app.put('/own', { config: { cors: { origin: '*' } } }, () => 'own')
    const send = await serveFastify(app)
    expect(readAnswer(await send(get(ALLOWED, '/plain')))).toEqual([200, GRANT])
    expect(readAnswer(await send(preflight(EVIL, '/plain')))).toEqual([403, NOT_GRANTED])
    expect(readAnswer(await send(preflight(EVIL, '/own')))).toEqual([204, ANY_PREFLIGHT_GRANT])
    expect(readAnswer(await send({ ...get(EVIL, '/own'), method: 'PUT' }))).toEqual([200, ANY_GRANT])
  })

  it('does not matter: routes and scopes added before the plugin are covered', async () => {
    const app = Fastify()
    addRoutes(app, '/early')
    app.put('/own', { config: { cors: { origin: '*' } } }, () => 'own')
    await app.register(async (child) => addRoutes(child, '/early'), { prefix: '/child' })
    await app.register(cors, LIST_CONFIG)
    const send = await serveFastify(app)
    for (const path of ['/early', '/child/early']) {
      expect(readAnswer(await send(get(ALLOWED, path)))).toEqual([200, GRANT])
      expect(readAnswer(await send(preflight(ALLOWED, path)))).toEqual([204, PREFLIGHT_GRANT])
    }
    expect(readAnswer(await send(preflight(EVIL, '/own')))).toEqual([204, ANY_PREFLIGHT_GRANT])
  })
})
