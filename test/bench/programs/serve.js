/** Serves one contestant on a free port of the loopback interface, and says how much processor time it has taken. */

import { createServer } from 'node:http'
import { FIELDS } from '../contestants/fields.js'

const [, , field = '', name = ''] = process.argv
const contestants = (await FIELDS[field]?.()) ?? []
const one = contestants.find((other) => other.name === name)
if (one?.listener === undefined) throw new Error(`There is no ${name} on ${field}.`)
const server = createServer(one.listener)
server.listen(0, '127.0.0.1', () => {
  const address = /** @type {import('node:net').AddressInfo} */ (server.address())
  process.send?.({ port: address.port })
})
process.on('message', () => {
  const { user, system } = process.cpuUsage()
  process.send?.({ microseconds: user + system })
})
process.on('disconnect', () => process.exit(0))
