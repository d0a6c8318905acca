/**
 * Measures one contestant, on demand, in a process of its own: as in an application, nobody else's responses teach the engine
 * what responses look like, and no other contestant's guards are in the way.
 */
import { countBytes, measureGrowth, timeBatches } from '../batch.js'
import { COMPARISONS } from '../contestants/fields.js'
import { scenariosOf } from '../scenario.js'

const MILLISECONDS = 5
const WARM_UP_MILLISECONDS = 60

const [, , field = '', name = ''] = process.argv

async function openExchanges() {
  const comparison = COMPARISONS[field]
  const atOnce = (await comparison?.create())?.find((one) => one.name === name)
  const later = (await comparison?.createLater?.())?.find((one) => one.name === name)
  return new Map(
    scenariosOf(field).map((scenario) => {
      const contestant = scenario.isLater ? later : atOnce
      if (contestant === undefined) throw new Error(`There is no ${name} on ${field}.`)
      return [scenario.name, { ...scenario, exchange: contestant.open(scenario.request) }]
    }),
  )
}

const exchanges = await openExchanges()

// In turn, several times over: what is compiled is then compiled for all of them.
for (let turn = 0; turn < 3; turn++) {
  for (const { exchange, isLater } of exchanges.values()) {
    await timeBatches(exchange, { isLater, milliseconds: WARM_UP_MILLISECONDS / 3 })
  }
}

/** @param {{ scenario: string, what: 'time' | 'bytes' | 'growth' }} message */
async function measure({ scenario, what }) {
  const opened = exchanges.get(scenario)
  if (opened === undefined) throw new Error(`There is no ${scenario} on ${field}.`)
  const { exchange, isLater } = opened
  if (what === 'time') return timeBatches(exchange, { isLater, milliseconds: MILLISECONDS })
  return what === 'bytes' ? countBytes(exchange, { isLater }) : measureGrowth(exchange, { isLater })
}

process.on('message', async (message) => {
  process.send?.(await measure(/** @type {Parameters<typeof measure>[0]} */ (message)))
})
process.on('disconnect', () => process.exit(0))
process.send?.('ready')
