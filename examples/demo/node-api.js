import { createServer } from 'node:http'
import { json } from 'node:stream/consumers'
import { cors } from '@crossorigin/node'
import { isAuthorized, NOTES, readAccount } from './notes.js'

/** @typedef {{ status: number, headers?: Record<string, string>, body?: unknown }} Result */

/**
 * Builds the API on a plain server.
 *
 * @param {import('@crossorigin/node').PolicySelector<import('node:http').IncomingMessage>} selectPolicy
 */
export function createNodeApi(selectPolicy) {
  const withCors = cors(selectPolicy)
  return createServer(
    withCors(async (request, response) => {
      const { status, headers, body } = await handle(request).catch(describeError)
      response.writeHead(status, { ...headers, 'Content-Type': 'application/json' })
      response.end(body === undefined ? undefined : JSON.stringify(body))
    }),
  )
}

/**
 * @param {import('node:http').IncomingMessage} request
 * @returns {Promise<Result>}
 */
async function handle(request) {
  const { pathname } = new URL(request.url ?? '/', 'http://localhost')
  switch (`${request.method} ${pathname}`) {
    case 'GET /notes':
      return {
        status: 200,
        headers: { 'X-Total-Count': String(NOTES.length), 'X-Served-By': 'node:http' },
        body: NOTES,
      }
    case 'POST /notes': {
      const note = /** @type {{ text: string }} */ (await json(request))
      return { status: 201, body: { added: note.text } }
    }
    case 'PUT /notes/1':
      if (!isAuthorized(request.headers.authorization)) return { status: 401, body: { error: 'Unauthorized' } }
      return { status: 200, body: { changed: '1' } }
    case 'DELETE /notes/1':
      return { status: 204 }
    case 'GET /account':
      return { status: 200, body: { account: readAccount(request.headers.cookie) } }
    case 'GET /failure':
      throw new Error('This handler always fails.')
    default:
      return { status: 404, body: { error: `There is no ${pathname} here.` } }
  }
}

/** @returns {Result} */
function describeError() {
  return { status: 500, body: { error: 'Internal Server Error' } }
}
