/** @import { OutgoingHttpHeaders, Server, ServerResponse } from 'node:http' */

/**
 * A request as a server received it, with the status and the headers of the response.
 *
 * @typedef {{ method: string, cookie: string | null, status: number, headers: OutgoingHttpHeaders }} LogEntry
 */

/** @typedef {ReturnType<typeof createRequestLog>} RequestLog */

const CAPACITY = 1000

/** Creates a log of the requests that really reached a server, which no script in a browser could find out by itself. */
export function createRequestLog() {
  /** @type {{ id: string | null, entry: LogEntry }[]} */
  const records = []
  return {
    /**
     * Logs what a server receives from now on, before any framework sees it.
     *
     * @param {Server} server
     */
    watch(server) {
      server.prependListener('request', (request, response) => {
        /** @type {LogEntry} */
        const entry = { method: request.method ?? '', cookie: request.headers.cookie ?? null, status: 0, headers: {} }
        records.push({ id: readId(request.url ?? ''), entry })
        if (records.length > CAPACITY) records.shift()
        const given = keepGivenHeaders(response)
        response.once('finish', () => {
          entry.status = response.statusCode
          entry.headers = { ...response.getHeaders(), ...given }
        })
      })
    },
    /**
     * Finds the requests for URLs with this `id` in the query, in the order of their arrival.
     *
     * @param {string | null} id
     */
    find(id) {
      return records.filter((record) => record.id === id).map(({ entry }) => entry)
    },
  }
}

/**
 * Keeps the headers that `writeHead` is called with, which cannot be read from the response afterwards. Fastify sends them this way.
 *
 * @param {ServerResponse} response
 */
function keepGivenHeaders(response) {
  /** @type {OutgoingHttpHeaders} */
  const kept = {}
  const { writeHead } = response
  response.writeHead = function writeHeadAndKeep(/** @type {any[]} */ ...parameters) {
    const headers = typeof parameters.at(-1) === 'object' ? parameters.at(-1) : {}
    for (const [name, value] of Object.entries(headers)) kept[name.toLowerCase()] = value
    return Reflect.apply(writeHead, response, parameters)
  }
  return kept
}

/** @param {string} url */
export function readId(url) {
  return new URLSearchParams(url.split('?')[1]).get('id')
}
