import { createRequire } from 'node:module'
import { trace } from '@opentelemetry/api'
import { HttpInstrumentation } from '@opentelemetry/instrumentation-http'
import { NodeTracerProvider } from '@opentelemetry/sdk-trace-node'
import { config } from './policy.js'

// The instrumentation patches modules that are loaded later, with require().
new NodeTracerProvider().register()
new HttpInstrumentation().enable()
createRequire(import.meta.url)('node:http')

const { cors } = await import('@crossorigin/express')
const { cors: corsOfNode } = await import('@crossorigin/node')
const { default: express } = await import('express')
const { fail, respond, route } = await import('./handlers.js')

/** Sets a header if the request is being traced. */
function showTrace(/** @type {unknown} */ _req, /** @type {import('node:http').ServerResponse} */ res) {
  if (trace.getActiveSpan() !== undefined) res.setHeader('X-Request-Id', 'traced')
}

function createExpress() {
  const app = express()
  app.use(cors(config))
  app.use((req, res, next) => {
    showTrace(req, res)
    next()
  })
  app.get('/', respond)
  app.get('/failing', fail)
  return app
}

export const applications = {
  'OpenTelemetry on Express': createExpress,
  'OpenTelemetry on node:http': () =>
    corsOfNode(config)((req, res) => {
      showTrace(req, res)
      route(req, res)
    }),
}
