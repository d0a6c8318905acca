import { cors } from '@crossorigin/express'
import compression from 'compression'
import express from 'express'
import express4 from 'express4'
import request from 'supertest'
import { describe, expect, it } from 'vitest'
import type { Express } from '../support/express-application.ts'
import { ALLOWED, EVIL, LIST_CONFIG, SAFELISTED_HEADERS } from './scenarios/list-policy.ts'

const VERSIONS: readonly { readonly name: string; readonly createApp: Express }[] = [
  { name: 'Express 4', createApp: express4 },
  { name: 'Express 5', createApp: express },
]

/** Long enough to be compressed. */
const LONG_TEXT = 'a'.repeat(2048)

// Compatibility: compression 1.7.4 has the on-headers that replaces writeHead and reads a flat array as pairs.
describe.each(VERSIONS)('$name', ({ createApp }) => {
  describe.each([
    { order: 'compression before cors', mount: [compression(), cors(LIST_CONFIG)] },
    { order: 'cors before compression', mount: [cors(LIST_CONFIG), compression()] },
  ])('with $order', ({ mount }) => {
    function createCompressedApp(): ReturnType<Express> {
      const app = createApp()
      app.use(...mount)
      app.get('/', (_req, res) => void res.type('text').send(LONG_TEXT))
      app.get('/vary', (_req, res) => void res.type('text').set('Vary', 'Cookie').send(LONG_TEXT))
      app.get('/write-head', (_req, res) => {
        res.writeHead(200, { 'Content-Type': 'text/plain', Vary: 'Cookie' })
        res.end(LONG_TEXT)
      })
      app.get('/pairs', (_req, res) => {
        const pairs = [
          ['Content-Type', 'text/plain'],
          ['Vary', 'Cookie'],
        ]
        res.writeHead(200, pairs as never)
        res.end(LONG_TEXT)
      })
      return app
    }

    it.each(['/', '/vary', '/write-head', '/pairs'])('varies on both for a compressed GET %s', async (path) => {
      const response = await request(createCompressedApp()).get(path).set('Origin', ALLOWED).expect(200)
      expect(response.text).toBe(LONG_TEXT)
      expect(response.get('Content-Encoding')).toBe('gzip')
      expect(response.get('Access-Control-Allow-Origin')).toBe(ALLOWED)
      const names = String(response.get('Vary')).split(', ')
      expect(names.toSorted()).toEqual(['Accept-Encoding', ...(path === '/' ? [] : ['Cookie']), 'Origin'])
    })

    it('responds to preflights with complete headers', async () => {
      const app = createCompressedApp()
      const allowed = await request(app)
        .options('/')
        .set('Origin', ALLOWED)
        .set('Access-Control-Request-Method', 'PUT')
        .expect(204)
      expect(allowed.headers).toMatchObject({
        'access-control-allow-origin': ALLOWED,
        'access-control-allow-credentials': 'true',
        'access-control-allow-methods': 'GET, HEAD, POST, PUT',
        'access-control-allow-headers': `${SAFELISTED_HEADERS}, X-Custom`,
        'access-control-max-age': '600',
      })
      expect(allowed.get('Vary')).toContain('Origin')
      const refused = request(app).options('/').set('Origin', EVIL).set('Access-Control-Request-Method', 'PUT')
      expect((await refused.expect(403)).get('Content-Length')).toBe('0')
    })
  })
})
