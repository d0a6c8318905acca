// Starts one application of a program and says where it listens: main.js PROGRAM APPLICATION.

import { createServer, Server } from 'node:http'

/** @type {{ name: string, code: string | undefined, message: string }[]} */
const warnings = []
process.on('warning', (warning) => {
  const { name, message } = warning
  warnings.push({ name, code: /** @type {{ code?: string }} */ (warning).code, message })
})

// Warnings are emitted in the next tick: those of all responses sent so far have been when the message is handled.
process.on('message', () => process.send?.(warnings))
process.on('disconnect', () => process.exit())

const [program, name = ''] = process.argv.slice(2)
/** @type {{ applications: Record<string, () => unknown> }} */
const { applications } = await import(`./${program}.js`)
const create = applications[name]
if (create === undefined) throw new Error(`${program}.js has no application called ${name}`)
process.send?.({ port: await listen(await create()) })

/**
 * @param {any} application A request listener, a server, or the port of a server that listens already.
 * @returns {Promise<number>}
 */
function listen(application) {
  if (typeof application === 'number') return Promise.resolve(application)
  const server = application instanceof Server ? application : createServer(application)
  return new Promise((resolve, reject) => {
    server.once('error', reject)
    server.listen(0, '127.0.0.1', () => resolve(/** @type {import('node:net').AddressInfo} */ (server.address()).port))
  })
}
