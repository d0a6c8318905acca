import { once } from 'node:events'
import { createExpressApi } from './express-api.js'
import { createFastifyApi } from './fastify-api.js'
import { createNodeApi } from './node-api.js'
import { createPageServer } from './page-server.js'
import { createDemoPolicy } from './policy.js'
import { explainListenError } from './ports.js'
import { createRequestLog } from './request-log.js'

/** @import { Server } from 'node:http' */
/** @import { AddressInfo } from 'node:net' */
/** @import { CorsPolicy } from '@crossorigin/node' */
/** @import { Settings } from './page-server.js' */
/** @import { Ports, PortVariable } from './ports.js' */

/**
 * Starts the three APIs and the two servers of the page. The page's own server listens last: once it responds, everything is ready.
 *
 * @param {Ports} ports
 * @throws `PortError` if a port is not available; nothing is left running then.
 */
export async function startDemo(ports) {
  /** @type {CorsPolicy | undefined} */
  let policy
  // A selector, because the page's server listens last, and its port may only be known then. An API whose
  // pages have fixed origins does not need one: cors({ origin: 'https://app.example.com' }).
  const selectPolicy = () => policy
  const express = createExpressApi(selectPolicy)
  const fastify = await createFastifyApi(selectPolicy)
  const node = createNodeApi(selectPolicy)
  const log = createRequestLog()
  for (const server of [express, fastify, node]) log.watch(server)

  /** @type {Settings | undefined} */
  let settings
  const otherPage = createPageServer(() => settings, log)
  const page = createPageServer(() => settings, log)
  const close = () => closeServers([express, fastify, node, otherPage, page])

  try {
    const apis = [
      { name: 'Express', origin: await listen(express, 'EXPRESS_PORT', ports) },
      { name: 'Fastify', origin: await listen(fastify, 'FASTIFY_PORT', ports) },
      { name: 'node:http', origin: await listen(node, 'NODE_PORT', ports) },
    ]
    const otherPageOrigin = await listen(otherPage, 'OTHER_PAGE_PORT', ports)
    const pageOrigin = await listen(page, 'PAGE_PORT', ports)
    policy = createDemoPolicy(pageOrigin)
    settings = { apis, pageOrigin, otherPageOrigin, policy: policy.config }
    return { apis, pageOrigin, otherPageOrigin, log, close }
  } catch (error) {
    await close()
    throw error
  }
}

/**
 * @param {Server} server
 * @param {PortVariable} variable
 * @param {Ports} ports
 * @returns the origin of the server, as browsers send it.
 */
async function listen(server, variable, ports) {
  try {
    server.listen(ports[variable], 'localhost')
    await once(server, 'listening')
  } catch (cause) {
    throw explainListenError(cause, ports[variable], variable)
  }
  const address = /** @type {AddressInfo} */ (server.address())
  // Parsed, because an origin leaves out port 80.
  return new URL(`http://localhost:${address.port}`).origin
}

/** @param {readonly Server[]} servers */
async function closeServers(servers) {
  const closed = servers.map(
    (server) =>
      new Promise((resolve) => {
        server.close(resolve)
        server.closeAllConnections()
      }),
  )
  await Promise.all(closed)
}
