import { IncomingMessage, ServerResponse } from 'node:http'
import { cors as exCors } from '@crossorigin/express'
import { cors as nodeCors } from '@crossorigin/node'
import peer from 'cors'
import express from 'express'
import { createFloor } from './contestants/floor.js'
import { configOf, THREE_ORIGINS as P, peerOptionsOf } from './policy.js'
import { usualRequests } from './request.js'

const which = process.argv[2] ?? 'node'
const app = express()
const hello = (req, res) => {
  if (req.method === 'OPTIONS') {
    res.writeHead(204)
    return res.end()
  }
  res.setHeader('Content-Type', 'text/plain; charset=utf-8')
  res.setHeader('Cache-Control', 'no-store')
  res.setHeader('X-Request-Id', '1')
  return res.end('hello')
}
const floor = createFloor(P.origins),
  p = peer(peerOptionsOf(P))
const own =
  which === 'node'
    ? nodeCors(configOf(P))(hello)
    : (
        (m) => (req, res) =>
          m(req, res, () => hello(req, res))
      )(exCors(configOf(P)))
const list = {
  none: hello,
  floor: (q, s) => floor(q, s) || hello(q, s),
  own,
  cors: (q, s) => p(q, s, () => hello(q, s)),
}
const prepare = ({ method, headers, origins }, n) =>
  Array.from({ length: n }, (_, i) => {
    const req = new IncomingMessage(null)
    req.method = method
    req.url = '/'
    req.httpVersionMajor = req.httpVersionMinor = 1
    const lines = Object.entries(headers).flat()
    if (origins.length) lines.push('Origin', Buffer.from(origins[i % origins.length]).toString('latin1'))
    req._addHeaderLines(lines, lines.length)
    void req.headers
    const res = new ServerResponse(req)
    if (which !== 'node') {
      Object.setPrototypeOf(req, app.request)
      Object.setPrototypeOf(res, app.response)
      res.setHeader('X-Powered-By', 'Express')
    }
    return [req, res]
  })
const N = Number(process.env.N ?? 400)
for (const { request } of usualRequests(P)) {
  if (process.argv[3] && !request.name.includes(process.argv[3])) continue
  const times = Object.fromEntries(Object.keys(list).map((k) => [k, []]))
  for (let round = 0; round < 120000 / N; round++) {
    const names = Object.keys(list)
    if (round % 2) names.reverse()
    for (const n of names) {
      const batch = prepare(request, N)
      const f = list[n]
      const t = process.hrtime.bigint()
      for (const [q, s] of batch) f(q, s)
      times[n].push(Number(process.hrtime.bigint() - t) / N)
    }
  }
  const q = (a, f) => a.slice(100).sort((x, y) => x - y)[Math.floor((a.length - 100) * f)]
  const b = q(times.none, 0.5)
  const add = (n) => Math.round(q(times[n], 0.5) - b)
  console.log(
    request.name.padEnd(20),
    `none ${Math.round(b)} floor +${add('floor')} own +${add('own')} cors +${add('cors')}  own/floor ${(add('own') / add('floor')).toFixed(2)} own/cors ${(add('own') / add('cors')).toFixed(2)}`,
  )
}
process.exit(0)
