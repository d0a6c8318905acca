import { exchange } from './exchange.js'
import { SCENARIOS } from './scenarios.js'

/** @import { Exchange } from './exchange.js' */
/** @import { Settings } from '../page-server.js' */

/** @type {Settings} */
const { apis, pageOrigin } = await (await fetch('/settings')).json()
/** @type {Exchange[]} */
const results = []
for (const scenario of SCENARIOS.filter(({ from }) => from === 'other')) {
  for (const api of apis) results.push(await exchange(scenario, api))
}

const readable = results.filter(({ read }) => read !== null).length
const report = document.querySelector('#report')
if (report !== null) {
  report.textContent = `This is ${location.origin}. It has sent ${results.length} requests and could read ${readable} responses.`
}
// Security: the results go only to the page that this frame is meant for, not to any other page that embeds it.
parent.postMessage({ results }, pageOrigin)
