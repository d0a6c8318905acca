import { exchange } from './exchange.js'
import { askFrame } from './frame-client.js'
import { drawResult, drawTable, find } from './result-table.js'
import { SCENARIOS } from './scenarios.js'
import { expectationOf, findDifferences } from './verdict.js'

/** @import { Exchange } from './exchange.js' */
/** @import { Scenario } from './scenarios.js' */
/** @import { Settings } from '../page-server.js' */

const status = find(document, '#status')

try {
  await run()
} catch (error) {
  status.textContent = `Something went wrong. ${error}`
  document.documentElement.dataset.state = 'failed'
}

async function run() {
  /** @type {Settings} */
  const settings = await (await fetch('/settings')).json()
  const { apis, pageOrigin, otherPageOrigin } = settings
  if (location.origin !== pageOrigin && location.origin !== otherPageOrigin) {
    sendElsewhere(pageOrigin)
    return
  }
  const isAllowed = location.origin === pageOrigin
  // On the other page, every request comes from an origin that is not allowed, without a frame.
  const rows = SCENARIOS.filter(({ from }) => from === 'page' || isAllowed).map((scenario) => {
    return { scenario, expected: expectationOf(scenario, isAllowed && scenario.from === 'page') }
  })
  introduce(settings, isAllowed)
  drawTable(rows, apis)

  /** @type {(Exchange & { differences: string[] })[]} */
  const results = []
  /** @param {Exchange} result */
  const show = (result) => {
    const row = rows.find(({ scenario }) => scenario.name === result.scenario)
    if (row === undefined) return
    const differences = findDifferences(result, row.expected)
    results.push({ ...result, differences })
    drawResult(result, row.scenario, differences)
  }

  const own = SCENARIOS.filter(({ from }) => from === 'page')
  await Promise.all(apis.map((api) => runAll(own, api, show)))
  if (isAllowed) {
    const frame = /** @type {HTMLIFrameElement} */ (find(document, '#other-page'))
    for (const result of await askFrame(frame, otherPageOrigin)) show(result)
  }
  finish(results)
}

/**
 * Names the right address of the page. At another one, such as 127.0.0.1, it would have another origin than those that it is
 * about, and other cookies than the APIs.
 *
 * @param {string} pageOrigin
 */
function sendElsewhere(pageOrigin) {
  const link = document.createElement('a')
  link.href = pageOrigin
  link.textContent = pageOrigin
  status.replaceChildren(
    'Open this page at ',
    link,
    `. Here, at ${location.origin}, it has another origin and other cookies.`,
  )
  find(document, '#introduction').hidden = true
  find(document, '#policy-figure').hidden = true
  find(document, 'main').hidden = true
  document.documentElement.dataset.state = 'elsewhere'
}

/**
 * @param {readonly Scenario[]} scenarios
 * @param {{ name: string, origin: string }} api
 * @param {(result: Exchange) => void} show
 */
async function runAll(scenarios, api, show) {
  for (const scenario of scenarios) show(await exchange(scenario, api))
}

/**
 * @param {Settings} settings
 * @param {boolean} isAllowed
 */
function introduce({ policy, pageOrigin, otherPageOrigin }, isAllowed) {
  const { origin, methods, allowedHeaders, exposedHeaders, credentials } = policy
  const options = Object.entries({ origin, methods, allowedHeaders, exposedHeaders, credentials })
  find(document, '#policy').textContent = options.map(([name, value]) => `${name}: ${JSON.stringify(value)}`).join('\n')
  find(document, '#origin').textContent = location.origin
  find(document, '#origin-verdict').textContent = isAllowed ? 'The policy allows it.' : 'The policy does not allow it.'
  const link = /** @type {HTMLAnchorElement} */ (find(document, '#counterpart'))
  link.href = isAllowed ? otherPageOrigin : pageOrigin
  link.textContent = new URL(link.href).origin
  find(document, '#frame-section').hidden = !isAllowed
}

/** @param {readonly { differences: readonly string[] }[]} results */
function finish(results) {
  const expected = results.filter(({ differences }) => differences.length === 0).length
  status.textContent = `${expected} of ${results.length} requests ended as expected.`
  status.classList.add(expected === results.length ? 'expected' : 'unexpected')
  Object.assign(globalThis, { results })
  document.documentElement.dataset.state = 'done'
}
