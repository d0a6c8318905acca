import { describe, expect, it } from 'vitest'
import { type FixtureCase, PAGE, runCase } from '../support/catalogue-fixture.ts'
import type { Answering } from '../support/fixture-server.ts'

/** Responds correctly for a list of origins: by origin, with Vary on everything, preflights with 204. */
const exact: Answering = ({ method, header }) => {
  const isAllowed = header('origin') === PAGE
  const headers = ['Vary: Origin', ...(isAllowed ? [`Access-Control-Allow-Origin: ${PAGE}`] : [])]
  if (isAllowed) headers.push('Access-Control-Allow-Credentials: true')
  if (method !== 'OPTIONS')
    return { status: 200, headers: [...headers, 'ETag: W/"1"', 'X-Powered-By: Express'], body: '{}' }
  if (!isAllowed) return { status: 403, headers }
  return {
    status: 204,
    headers: [
      ...headers,
      'Access-Control-Allow-Methods: GET, HEAD, POST, PUT',
      'Access-Control-Allow-Headers: Content-Type, Authorization',
      'Access-Control-Max-Age: 600',
    ],
  }
}

/** Responds correctly if every origin is allowed: with constants. */
const open: Answering = ({ method }) => ({
  status: method === 'OPTIONS' ? 204 : 200,
  headers: [
    'Access-Control-Allow-Origin: *',
    ...(method === 'OPTIONS' ? ['Access-Control-Allow-Methods: PUT', 'Access-Control-Max-Age: 600'] : []),
  ],
})

const CASES: readonly (FixtureCase & { readonly name: string; readonly notes: readonly string[] })[] = [
  { name: 'a GET', answer: exact, notes: [] },
  { name: 'a GET with cookies', answer: exact, input: { credentials: 'include' }, notes: [] },
  { name: 'a HEAD', answer: exact, input: { method: 'HEAD' }, notes: [] },
  { name: 'a GET that is repeated', answer: exact, options: { repeat: 3 }, notes: [] },
  {
    name: 'a POST of a form',
    answer: exact,
    input: { method: 'POST', body: 'a' },
    options: { send: true },
    notes: ['classify/none'],
  },
  {
    name: 'a PUT of JSON with a token',
    answer: exact,
    input: {
      method: 'PUT',
      headers: [
        ['Content-Type', 'application/json'],
        ['Authorization', 'Bearer a'],
      ],
      body: '{}',
    },
    options: { send: true },
    notes: ['classify/authorization', 'classify/content-type', 'classify/method'],
  },
  { name: 'a GET if every origin is allowed', answer: open, notes: [] },
  { name: 'a PUT if every origin is allowed', answer: open, input: { method: 'PUT' }, notes: ['classify/method'] },
]

describe('a correct server', () => {
  it.each(CASES)('gets only notes: $name', async ({ notes, ...fixture }) => {
    const { findings } = await runCase(fixture)
    expect(findings.filter(({ level }) => level !== 'note')).toEqual([])
    expect(findings.map(({ code }) => code).sort()).toEqual(notes)
  })
})
