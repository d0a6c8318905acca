import type { CorsConfig } from '@crossorigin/policy'
import { ALLOWED, EVIL, LIST_CONFIG, PREFLIGHT_GRANT, SAFELISTED_HEADERS } from '../adapters/scenarios/list-policy.ts'

/** A policy under attack, and the allowed content of its responses: written independently of the policy's code. */
export interface Target {
  readonly name: string
  readonly config: CorsConfig
  /** The policy of a GET of `/shared`, for attacks on route policies, which only Fastify has. */
  readonly routeConfig?: CorsConfig
  /** Returns whether an origin may get any CORS headers. */
  mayGrant(origin: string): boolean
  /** Returns whether a CORS header may have a value, given all bytes that the client has sent. */
  mayAnswer(name: string, value: string, sent: string): boolean
}

const TOKEN = /^[!#$%&'*+.^_`|~0-9A-Za-z-]+$/
const LONGEST_ECHO = 4096

/** Exact origins, and lists that are sent complete. */
export const LIST_TARGET: Target = {
  name: 'a list',
  config: LIST_CONFIG,
  mayGrant: (origin) => origin === ALLOWED || origin === 'https://app.example.com',
  mayAnswer: (name, value) =>
    name === 'access-control-expose-headers'
      ? value === 'X-Total'
      : (PREFLIGHT_GRANT as Readonly<Record<string, string>>)[name] === value,
}

/** Patterns, and both kinds of echo. */
const ECHO_TARGET: Target = {
  name: 'an echo',
  config: {
    origin: [ALLOWED, 'https://*.example.com', /^https:\/\/[a-z]{1,8}\.example\.net$/],
    methods: '*',
    allowedHeaders: '*',
    credentials: true,
    onDenied: 'reject',
    debug: true,
  },
  mayGrant: (origin) =>
    origin === ALLOWED || /^https:\/\/([a-z0-9_-]+\.)+example\.com$/.test(origin) || isNetOrigin(origin),
  mayAnswer(name, value, sent) {
    if (value.length > LONGEST_ECHO) return false
    if (name === 'access-control-allow-credentials') return value === 'true'
    if (name === 'access-control-max-age') return value === '600'
    if (name === 'access-control-allow-methods') return TOKEN.test(value) && sent.includes(value)
    const names = value.split(',').map((member) => member.replace(/^[\t ]+|[\t ]+$/g, ''))
    return (
      name === 'access-control-allow-headers' &&
      names.every((member) => member === '' || (TOKEN.test(member) && sent.includes(member))) &&
      !names.some((member) => member.toLowerCase() === 'authorization')
    )
  },
}

function isNetOrigin(origin: string): boolean {
  return /^https:\/\/[a-z]{1,8}\.example\.net$/.test(origin)
}

/** An async origin function that allows every origin; an observer that reads everything. */
const ASKING_TARGET: Target = {
  name: 'an origin function',
  config: {
    origin: async (origin) => origin !== EVIL,
    methods: ['PUT'],
    onDecision: ({ method, headers }) => [method?.message, ...headers.map(({ message }) => message)],
  },
  mayGrant: (origin) => origin.length <= 326 && origin !== EVIL && isSerialized(origin),
  mayAnswer: (name, value) =>
    (name === 'access-control-allow-methods' && value === 'GET, HEAD, POST, PUT') ||
    (name === 'access-control-allow-headers' && value === SAFELISTED_HEADERS) ||
    (name === 'access-control-max-age' && value === '600'),
}

function isSerialized(origin: string): boolean {
  return /^[a-z][a-z0-9+.-]*:\/\/(\[[0-9a-f:]{2,39}\]|[A-Za-z0-9._-]+)(:\d{1,5})?$/.test(origin)
}

/** A URL whose methods have different policies, so that the response to a preflight is for the one requested method. */
const ROUTE_TARGET: Target = {
  name: 'policies of routes',
  config: { ...LIST_CONFIG, methods: '*' },
  routeConfig: { origin: [ALLOWED, 'https://*.example.com'], methods: ['PUT'], exposedHeaders: ['X-Total'] },
  mayGrant: (origin) => origin === ALLOWED || /^https:\/\/([a-z0-9_-]+\.)+example\.com$/.test(origin),
  mayAnswer(name, value, sent) {
    if (name === 'access-control-allow-methods') return TOKEN.test(value) && sent.includes(value)
    if (name === 'access-control-allow-headers')
      return [SAFELISTED_HEADERS, `${SAFELISTED_HEADERS}, X-Custom`].includes(value)
    if (name === 'access-control-max-age') return value === '0' || value === '600'
    if (name === 'access-control-allow-credentials') return value === 'true'
    return name === 'access-control-expose-headers' && value === 'X-Total'
  },
}

/** All of them. */
export const TARGETS: readonly Target[] = [LIST_TARGET, ECHO_TARGET, ASKING_TARGET, ROUTE_TARGET]
