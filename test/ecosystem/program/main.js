// Starts one application of a program and sends its port to the parent process: main.js PROGRAM APPLICATION.

import { createServer, Server } from 'node:http'

/** @type {{ name: string, code: string | undefined, message: string }[]} */
const warnings = []
process.on('warning', (warning) => {
  const { name, message } = warning
  warnings.push({ name, code: /** @type {{ code?: string }} */ (warning).code, message })
})

// Any message asks for the warnings. Node emits a warning on the next tick, so those of earlier responses are complete.
process.on('message', () => process.send?.(warnings))
process.on('disconnect', () => process.exit())

const [program, name = ''] = process.argv.slice(2)
/** @type {{ applications: Record<string, () => unknown> }} */
const { applications } = await import(`./${program}.js`)
const create = applications[name]
if (create === undefined) throw new Error(`${program}.js has no application called ${name}`)
process.send?.({ port: await listen(await create()) })

/**
 * @param {any} application A request listener, a server, or the port of a server that already listens.
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
