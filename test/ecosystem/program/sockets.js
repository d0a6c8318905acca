import { createServer } from 'node:http'
import { cors } from '@crossorigin/express'
import { cors as corsOfNode } from '@crossorigin/node'
import { Server } from 'socket.io'
import { route } from './handlers.js'
import { config } from './policy.js'

/** @param {import('@crossorigin/express').CorsConfig} policy */
function createSockets(policy) {
  const server = createServer(corsOfNode(policy)(route))
  const io = new Server(server)
  io.engine.use(cors(policy))
  return server
}

export const applications = {
  'socket.io': () => createSockets(config),
  'socket.io, rejecting': () => createSockets({ ...config, onDenied: 'reject' }),
}
