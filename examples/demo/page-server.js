import { readdirSync, readFileSync } from 'node:fs'
import { createServer } from 'node:http'
import { extname } from 'node:path'
import { SESSION_COOKIE } from './notes.js'
import { readId } from './request-log.js'

/** @import { CorsPolicy } from '@crossorigin/node' */
/** @import { RequestLog } from './request-log.js' */

/**
 * What the page needs to know.
 *
 * @typedef {object} Settings
 * @property {readonly { name: string, origin: string }[]} apis
 * @property {string} pageOrigin - The origin that the policy allows.
 * @property {string} otherPageOrigin
 * @property {CorsPolicy['config']} policy
 */

/** @type {Readonly<Record<string, string>>} */
const CONTENT_TYPES = {
  '.html': 'text/html; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
}

const FOLDER = new URL('./page/', import.meta.url)

/** Security: a path is only ever looked up here, so that no path leads out of the folder. */
const FILES = new Map(
  readdirSync(FOLDER)
    .filter((name) => extname(name) in CONTENT_TYPES)
    .map((name) => [name, readFileSync(new URL(name, FOLDER))]),
)

/**
 * Builds the server of the page. It also serves the settings, and the log of the APIs.
 *
 * @param {() => Settings | undefined} readSettings - Returns `undefined` until everything listens.
 * @param {RequestLog} log
 */
export function createPageServer(readSettings, log) {
  return createServer((request, response) => {
    const settings = readSettings()
    const path = (request.url ?? '/').split('?')[0] ?? '/'
    const name = path === '/' ? 'index.html' : path.slice(1)
    response.setHeader('Cache-Control', 'no-store')
    if (settings === undefined) {
      response.writeHead(503).end()
    } else if (path === '/settings') {
      sendJson(response, settings)
    } else if (path === '/log') {
      sendJson(response, log.find(readId(request.url ?? '')))
    } else if (FILES.has(name)) {
      response.writeHead(200, {
        'Content-Type': CONTENT_TYPES[extname(name)],
        'Content-Security-Policy': contentSecurityPolicy(settings),
        'Set-Cookie': `${SESSION_COOKIE}; Path=/; Max-Age=3600; HttpOnly; SameSite=Lax`,
        'X-Content-Type-Options': 'nosniff',
      })
      response.end(FILES.get(name))
    } else {
      response.writeHead(404).end()
    }
  })
}

/**
 * @param {import('node:http').ServerResponse} response
 * @param {unknown} value
 */
function sendJson(response, value) {
  response.writeHead(200, { 'Content-Type': 'application/json', 'X-Content-Type-Options': 'nosniff' })
  response.end(JSON.stringify(value))
}

/** @param {Settings} settings */
function contentSecurityPolicy({ apis, pageOrigin, otherPageOrigin }) {
  return [
    "default-src 'none'",
    "script-src 'self'",
    "style-src 'self'",
    'img-src data:',
    `connect-src 'self' ${apis.map(({ origin }) => origin).join(' ')}`,
    `frame-src ${otherPageOrigin}`,
    `frame-ancestors ${pageOrigin}`,
    "base-uri 'none'",
    "form-action 'none'",
  ].join('; ')
}
