// A plain server whose listener throws, behind what the parameter names: no CORS, or a policy that decides at once or later.
import { createServer } from 'node:http'
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

const server = createServer(LISTENERS[process.argv[2] ?? 'none'])
server.listen(0, '127.0.0.1', () => {
  console.log(`listening on http://localhost:${/** @type {import('node:net').AddressInfo} */ (server.address()).port}`)
})
