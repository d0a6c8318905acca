import { hasArrived, nameOutcome } from './verdict.js'

/** @import { Exchange } from './exchange.js' */
/** @import { Expectation, Scenario } from './scenarios.js' */

/** @typedef {{ scenario: Scenario, expected: Expectation & { why: string } }} Row */

const LONGEST_BODY = 200

/**
 * Draws the table, without results.
 *
 * @param {readonly Row[]} rows
 * @param {readonly { name: string, origin: string }[]} apis
 */
export function drawTable(rows, apis) {
  const heads = apis.map(({ name, origin }) => cloneTemplate('api', { name, origin }))
  find(document, '#apis').append(...heads)
  find(document, '#rows').append(...rows.map((row) => drawRow(row, apis)))
}

/**
 * @param {Row} row
 * @param {readonly { name: string }[]} apis
 */
function drawRow({ scenario, expected }, apis) {
  const { title, init, path } = scenario
  const row = cloneTemplate('row', { title, why: expected.why, request: describeRequest(init, path) })
  row.append(
    ...apis.map(({ name }) => {
      const cell = cloneTemplate('cell', { api: name })
      cell.id = cellId(scenario.name, name)
      return cell
    }),
  )
  return row
}

/**
 * @param {Scenario['init']} init
 * @param {string} path
 */
function describeRequest({ method, headers, credentials }, path) {
  const lines = Object.entries(headers ?? {}).map(([name, value]) => `${name}: ${value}`)
  if (credentials !== undefined) lines.push(`credentials: ${credentials}`)
  return [`${method} ${path}`, ...lines].join('\n')
}

/**
 * Fills in a result.
 *
 * @param {Exchange} exchange
 * @param {Scenario} scenario
 * @param {readonly string[]} differences
 */
export function drawResult(exchange, { init: { method } }, differences) {
  const cell = find(document, `#${CSS.escape(cellId(exchange.scenario, exchange.api))}`)
  const isExpected = differences.length === 0
  fill(cell, {
    outcome: nameOutcome(exchange, method),
    sent: describeSent(exchange, method),
    read: describeRead(exchange),
    verdict: isExpected ? 'as expected' : `not as expected. ${differences.join(' ')}`,
  })
  find(cell, '.outcome').classList.add(exchange.read === null ? 'withheld' : 'readable')
  find(cell, '.verdict').classList.add(isExpected ? 'expected' : 'unexpected')
}

/**
 * @param {Exchange} exchange
 * @param {string} method
 */
function describeSent({ sent, cookie }, method) {
  const lines = sent.map((request, index) => (index === 0 ? request : `then ${request}`))
  if (!hasArrived(sent, method)) lines.push(`${method} never sent`)
  if (cookie !== null) lines.push(`Cookie: ${cookie}`)
  return lines.join('\n')
}

/** @param {Exchange} exchange */
function describeRead({ read, error, sentHeaders }) {
  if (read === null) return `nothing: ${error}`
  const headers = Object.entries(read.headers)
  const lines = headers.map(([name, value]) => {
    const sent = sentHeaders[name]
    return `${name}: ${value ?? `null (the server sent ${JSON.stringify(sent)})`}`
  })
  const body = read.body.replaceAll(/\s+/g, ' ')
  const shown = body.length > LONGEST_BODY ? `${body.slice(0, LONGEST_BODY)}...` : body
  return [`status ${read.status}`, ...lines, ...(headers.length === 0 ? [shown] : [])].join('\n')
}

/**
 * @param {string} scenario
 * @param {string} api
 */
function cellId(scenario, api) {
  return `${scenario} ${api}`.replaceAll(/\W+/g, '-')
}

/**
 * Clones the only element of a template, and fills in its texts.
 *
 * @param {string} id
 * @param {Readonly<Record<string, string>>} texts
 */
function cloneTemplate(id, texts) {
  const template = /** @type {HTMLTemplateElement} */ (find(document, `template#${id}`))
  const element = /** @type {HTMLElement} */ (template.content.firstElementChild?.cloneNode(true))
  fill(element, texts)
  return element
}

/**
 * @param {HTMLElement} element
 * @param {Readonly<Record<string, string>>} texts - By the value of `data-text` of the elements that they belong to.
 */
function fill(element, texts) {
  for (const [name, text] of Object.entries(texts)) find(element, `[data-text="${name}"]`).textContent = text
}

/**
 * @param {ParentNode} root
 * @param {string} selector
 */
export function find(root, selector) {
  const element = root.querySelector(selector)
  if (!(element instanceof HTMLElement)) throw new Error(`There is no ${selector}.`)
  return element
}
