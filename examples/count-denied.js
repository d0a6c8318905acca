import { createServer } from 'node:http'
import { cors } from '@crossorigin/node'
import { metrics } from '@opentelemetry/api'
import { MeterProvider, MetricReader } from '@opentelemetry/sdk-metrics'

// Use the exporter of your metrics system instead.
class Reader extends MetricReader {
  async onForceFlush() {}
  async onShutdown() {}
}
const reader = new Reader()
metrics.setGlobalMeterProvider(new MeterProvider({ readers: [reader] }))
const denied = metrics.getMeter('api').createCounter('cors.denied', { unit: '{request}' })

/** @type {NonNullable<import('@crossorigin/node').CorsConfig['onDecision']>} */
function countDenied(event) {
  if (event.reason === 'origin/absent') return // not a CORS request
  // The method and the headers are checked when they are read, so they are only read if the origin is allowed.
  const verdicts = event.decision.allowed ? [event.method, ...event.headers] : []
  const codes = verdicts.flatMap((verdict) => (verdict?.allowed === false ? [verdict.code] : []))
  const reasons = event.decision.allowed ? new Set(codes) : [event.reason]
  // Both labels have few values. Clients can send any origin and header name, and each would become a separate time series.
  for (const reason of reasons) denied.add(1, { reason, kind: event.decision.kind })
}

const config = { origin: 'https://app.example.com', methods: ['PUT'], onDecision: countDenied }
const server = createServer(
  cors(config)(async (req, res) => {
    const { resourceMetrics } = await reader.collect()
    const points = resourceMetrics.scopeMetrics[0]?.metrics[0]?.dataPoints ?? []
    const counts = points.map(({ attributes, value }) => ({ ...attributes, value }))
    res.end(req.url === '/metrics' ? JSON.stringify(counts) : 'hello')
  }),
)
server.listen(Number(process.env.PORT ?? 3000), '127.0.0.1', () => {
  const { port } = /** @type {import('node:net').AddressInfo} */ (server.address())
  console.log(`listening on http://localhost:${port}`)
})
