// A plain server whose listener throws, with the CORS that the first parameter selects: none, or a policy that decides at once or
// later. The second parameter is the protocol.
import { createServer } from 'node:http'
import { createServer as createHttp2Server } from 'node:http2'
import { cors } from '@crossorigin/node'

/** @returns {never} */
function fail() {
  throw new Error('thrown by a listener')
}

/** @type {Record<string, import('node:http').RequestListener>} */
const LISTENERS = {
  none: fail,
  'at once': cors({ origin: 'https://example.com' })(fail),
  later: cors({ origin: async () => true })(fail),
}

const [, , how = 'none', protocol = 'http/1.1'] = process.argv
const listener = LISTENERS[how]
const server = protocol === 'http/2' ? createHttp2Server(/** @type {never} */ (listener)) : createServer(listener)
server.listen(0, '127.0.0.1', () => {
  console.log(`listening on http://localhost:${/** @type {import('node:net').AddressInfo} */ (server.address()).port}`)
})
