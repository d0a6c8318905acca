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
  report.textContent = `I am ${location.origin}. I have sent ${results.length} requests and could read ${readable} answers.`
}
// Security: the results go to the page that this frame is meant for, and to no other that might hold it.
parent.postMessage({ results }, pageOrigin)
