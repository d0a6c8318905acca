import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import { createServer as createHttp2Server, type Http2ServerRequest, type Http2ServerResponse } from 'node:http2'
import { createServer as createHttpsServer } from 'node:https'
import { cors, createPolicy } from '@crossorigin/node'
import { expectTypeOf } from 'vitest'

/** Compiled, never run. */
const config = { origin: 'https://a.example', credentials: true }
const policy = createPolicy(config)

createServer(cors(config)((req, res) => res.end(req.url)))
createHttpsServer(cors(policy)(async (req, res) => void res.writeHead(200).end(req.url)))
createHttp2Server(cors(config)((req, res) => void res.stream.respond({ ':path': req.url })))
createServer(cors((req) => (req.headers.host === 'a' ? policy : undefined), { vary: ['Host'] })((_, res) => res.end()))
createServer(
  cors(config, { onError: (error, req, res) => void res.end(`${error.message} ${req.url}`) })((_, res) => res.end()),
)
const listener = cors(config)((_, res) => res.end())
createServer(listener)

createHttp2Server(
  cors(config)((req: Http2ServerRequest, res: Http2ServerResponse) => {
    expectTypeOf(req.authority).toBeString()
    expectTypeOf(res.stream.pushAllowed).toBeBoolean()
  }),
)
createServer(
  cors(config)((req, res) => {
    expectTypeOf(req).toEqualTypeOf<IncomingMessage>()
    expectTypeOf(res).toEqualTypeOf<ServerResponse>()
  }),
)

// @ts-expect-error: a selector returns a policy, not a configuration.
cors(() => ({ origin: '*' }))
// @ts-expect-error: header names must be a list.
cors(policy, { vary: 'Host' })
// @ts-expect-error: there is no such option.
cors({ origin: '*', credential: true })
// @ts-expect-error: a listener is required.
cors(config)()
