import { createServer } from 'node:http'
import { cors } from '@crossorigin/node'
import { metrics } from '@opentelemetry/api'
import { MeterProvider, MetricReader } from '@opentelemetry/sdk-metrics'

// Stands for an exporter to whatever collects your metrics.
class Reader extends MetricReader {
  async onForceFlush() {}
  async onShutdown() {}
}
const reader = new Reader()
metrics.setGlobalMeterProvider(new MeterProvider({ readers: [reader] }))
const refusals = metrics.getMeter('api').createCounter('cors.refusals', { unit: '{refusal}' })

/** @type {NonNullable<import('@crossorigin/node').CorsConfig['onDecision']>} */
function countRefusals(event) {
  if (event.reason === 'origin/absent') return // nobody asked
  // The verdicts on method and headers are made when they are read, so they are read only where the origin is allowed.
  const verdicts = event.decision.allowed ? [event.method, ...event.headers] : []
  const refused = verdicts.flatMap((verdict) => (verdict?.allowed === false ? [verdict.code] : []))
  const reasons = event.decision.allowed ? new Set(refused) : [event.reason]
  // Few values each: anyone can make up origins and header names, and each would become a time series of its own.
  for (const reason of reasons) refusals.add(1, { reason, kind: event.decision.kind })
}

const config = { origin: 'https://app.example.com', methods: ['PUT'], onDecision: countRefusals }
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
