import { randomUUID } from 'node:crypto'
import { cors, createPolicy } from '@crossorigin/express'
import { mcpAuthRouter } from '@modelcontextprotocol/sdk/server/auth/router.js'
import { McpServer } from '@modelcontextprotocol/sdk/server/mcp.js'
import { StreamableHTTPServerTransport } from '@modelcontextprotocol/sdk/server/streamableHttp.js'
import express from 'express'
import { fail } from './handlers.js'
import { config } from './policy.js'

const policy = createPolicy({ ...config, exposedHeaders: ['X-Request-Id', 'Mcp-Session-Id'] })

/** The paths that the auth router opens for every origin with its own `cors()`. */
const OPEN_PATHS = /^\/(?:\.well-known\/|register$|token$|revoke$)/

/** @param {import('@crossorigin/express').PolicySource<any>} source */
function createMcp(source) {
  const app = express()
  app.use(cors(source))
  app.use(express.json())
  app.use(mcpAuthRouter({ provider, issuerUrl: new URL('http://localhost') }))
  app.all('/mcp', async (req, res) => {
    const transport = new StreamableHTTPServerTransport({ sessionIdGenerator: randomUUID })
    await new McpServer({ name: 'ecosystem', version: '1.0.0' }).connect(transport)
    await transport.handleRequest(req, res, req.body)
  })
  app.get('/failing', fail)
  return app
}

/** An authorization server without clients. */
const provider = {
  clientsStore: { getClient: () => undefined, registerClient: (/** @type {object} */ client) => client },
  authorize: fail,
  challengeForAuthorizationCode: fail,
  exchangeAuthorizationCode: fail,
  exchangeRefreshToken: fail,
  verifyAccessToken: fail,
}

export const applications = {
  MCP: () => createMcp(policy),
  'MCP, with a selector that leaves out the paths of the auth router': () =>
    createMcp((/** @type {import('express').Request} */ req) => (OPEN_PATHS.test(req.path) ? undefined : policy)),
}
