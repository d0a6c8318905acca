/** @import { Scenario } from './scenarios.js' */
/** @import { LogEntry } from '../request-log.js' */

/**
 * The result of a request.
 *
 * @typedef {object} Exchange
 * @property {string} scenario
 * @property {string} api
 * @property {string} id - The ID in its query, under which the server logs it.
 * @property {string} pageOrigin - Where it was sent from.
 * @property {readonly string[]} sent - Each request that reached the server, with the status of the response: `GET 200`.
 * @property {string | null} cookie - The cookie that the server received.
 * @property {Readonly<Record<string, string | null>>} sentHeaders - The response headers, as the server sent them.
 * @property {{ status: number, body: string, headers: Readonly<Record<string, string | null>> } | null} read - What
 * the page read, or `null`.
 * @property {string | null} error - The error that the page got instead.
 */

/**
 * Sends a scenario's request to an API, and reads from the server's log what the browser really sent.
 *
 * @param {Scenario} scenario
 * @param {{ name: string, origin: string }} api
 * @returns {Promise<Exchange>}
 */
export async function exchange(scenario, api) {
  // Browsers cache preflight results by URL. With a unique ID, no request uses the result of another.
  const id = crypto.randomUUID()
  const { read, error } = await fetchAndRead(`${api.origin}${scenario.path}?id=${id}`, scenario)
  const entries = await readLog(id)
  const last = entries.at(-1)
  return {
    scenario: scenario.name,
    api: api.name,
    id,
    pageOrigin: location.origin,
    sent: entries.map(({ method, status }) => `${method} ${status}`),
    cookie: last?.cookie ?? null,
    sentHeaders: readHeaders(scenario.readsHeaders, (name) => last?.headers[name.toLowerCase()]),
    read,
    error,
  }
}

/**
 * @param {string} url
 * @param {Scenario} scenario
 * @returns {Promise<Pick<Exchange, 'read' | 'error'>>}
 */
async function fetchAndRead(url, { init, readsHeaders }) {
  try {
    const response = await fetch(url, init)
    const headers = readHeaders(readsHeaders, (name) => response.headers.get(name))
    return { read: { status: response.status, body: await response.text(), headers }, error: null }
  } catch (error) {
    return { read: null, error: String(error) }
  }
}

/**
 * @param {string} id
 * @returns {Promise<LogEntry[]>}
 */
async function readLog(id) {
  const response = await fetch(`/log?id=${id}`)
  return await response.json()
}

/**
 * @param {readonly string[]} names
 * @param {(name: string) => unknown} read
 * @returns {Record<string, string | null>}
 */
function readHeaders(names, read) {
  return Object.fromEntries(names.map((name) => [name, /** @type {string | undefined} */ (read(name)) ?? null]))
}
