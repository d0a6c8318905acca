import { afterEach, describe, expect, test, vi } from 'vitest'
import { compare } from '../src/check/check.ts'
import { diagnose } from '../src/diagnose.ts'
import type { Diagnosis } from '../src/diagnosis.ts'
import type { Exchange, FailureKind } from '../src/network/exchange.ts'
import type * as network from '../src/network/network.ts'
import type { Outcome } from '../src/report/report.ts'
import { type FixtureAnswer, withServer } from './support/fixture-server.ts'
import { makeDiagnosis, makeExchange, makeFinding, makeStep } from './support/handmade-diagnosis.ts'

type Row = Readonly<Record<'allowed' | 'blocked', Outcome>>

/** The network failure instead of a real outcome, by the method of the request. */
const failing = vi.hoisted(() => ({ failure: undefined as string | undefined, method: '' }))
afterEach(() => {
  failing.failure = undefined
})

vi.mock('../src/network/network.ts', async (importOriginal) => {
  const original = await importOriginal<typeof network>()
  return {
    ...original,
    createNetwork: (options: network.NetworkOptions) => withFailure(original.createNetwork(options)),
  }
})

function withFailure(inner: network.Network): network.Network {
  const exchanges: Exchange[] = []
  return {
    ...inner,
    exchanges,
    async send(sending) {
      const { failure, method } = failing
      const sent = await inner.send(sending)
      const outcome =
        failure === undefined || (method !== '' && sending.method !== method)
          ? sent.outcome
          : ({
              kind: 'failure',
              failure: failure as FailureKind,
              message: failure,
              wasConnected: true,
              milliseconds: 1,
            } as const)
      const exchange = { ...sent, outcome }
      exchanges.push(exchange)
      return exchange
    },
  }
}

const ORIGIN = 'https://app.test'
const GRANT = [`Access-Control-Allow-Origin: ${ORIGIN}`, 'Access-Control-Allow-Methods: PUT']
const OTHER = ['Access-Control-Allow-Origin: https://other.test']

async function judge(
  answer: (method: string, origin: string) => FixtureAnswer,
  method: string,
): Promise<Record<'allowed' | 'blocked', ReturnType<typeof compare>>> {
  return withServer(
    (request) => answer(request.method, `http://${request.header('host')}`),
    async (origin) => {
      const diagnosis = await diagnose({ url: `${origin}/notes`, origin: ORIGIN, method }, { send: true, timeout: 500 })
      return { allowed: compare({ expect: 'allowed' }, diagnosis), blocked: compare({ expect: 'blocked' }, diagnosis) }
    },
  )
}

function outcomesOf(judged: Record<'allowed' | 'blocked', ReturnType<typeof compare>>): Row {
  return { allowed: judged.allowed.outcome, blocked: judged.blocked.outcome }
}

/** A network that fails never shows that a policy denied anything. A new kind does not compile without its row. */
const ROWS: Readonly<Record<FailureKind, Row>> = {
  dns: { allowed: 'untested', blocked: 'untested' },
  refused: { allowed: 'untested', blocked: 'untested' },
  unreachable: { allowed: 'untested', blocked: 'untested' },
  reset: { allowed: 'unmet', blocked: 'untested' },
  timeout: { allowed: 'untested', blocked: 'untested' },
  empty: { allowed: 'unmet', blocked: 'untested' },
  'not-http': { allowed: 'unmet', blocked: 'untested' },
  malformed: { allowed: 'untested', blocked: 'untested' },
  'too-large': { allowed: 'unmet', blocked: 'untested' },
  'tls-expired': { allowed: 'untested', blocked: 'untested' },
  'tls-self-signed': { allowed: 'untested', blocked: 'untested' },
  'tls-wrong-host': { allowed: 'untested', blocked: 'untested' },
  'tls-untrusted': { allowed: 'untested', blocked: 'untested' },
  'tls-client-certificate': { allowed: 'untested', blocked: 'untested' },
  'tls-protocol': { allowed: 'untested', blocked: 'untested' },
  'http-on-https-port': { allowed: 'untested', blocked: 'untested' },
  aborted: { allowed: 'untested', blocked: 'untested' },
}

describe('a failing network', () => {
  test.each(Object.entries(ROWS))('with %s for every request never meets an expectation', async (kind, row) => {
    Object.assign(failing, { failure: kind, method: '' })
    for (const method of ['GET', 'PUT']) {
      const judged = await judge(() => ({ status: 200, headers: GRANT }), method)
      expect(outcomesOf(judged), method).toEqual(row)
      expect(judged.blocked.sentence).toContain(`-> no response (${kind})`)
    }
  })

  test.each(Object.keys(ROWS))('with %s after a preflight that passed never meets an expectation', async (kind) => {
    Object.assign(failing, { failure: kind, method: 'PUT' })
    const judged = await judge(() => ({ status: 204, headers: GRANT }), 'PUT')
    expect(outcomesOf(judged)).not.toContain('met')
    expect(judged.blocked).toMatchObject({
      outcome: 'untested',
      seen: `OPTIONS -> 204, PUT -> no response (${kind})`,
    })
  })
})

describe('a reachable server', () => {
  const redirecting = (headers: readonly string[]) => (_method: string, origin: string) =>
    ({ status: 302, headers: [`Location: ${origin}/login`, ...headers] }) as const

  test.each<[what: string, answer: (method: string, origin: string) => FixtureAnswer, row: Row, seen: string]>([
    ['allows the origin', () => ({ status: 200, headers: GRANT }), { allowed: 'met', blocked: 'unmet' }, 'GET -> 200'],
    ['has no CORS headers', () => ({ status: 200 }), { allowed: 'unmet', blocked: 'met' }, 'GET -> 200'],
    [
      'allows another origin',
      () => ({ status: 200, headers: OTHER }),
      { allowed: 'unmet', blocked: 'met' },
      'GET -> 200',
    ],
    ['denies with 403', () => ({ status: 403 }), { allowed: 'unmet', blocked: 'met' }, 'GET -> 403'],
    ['denies with 404', () => ({ status: 404 }), { allowed: 'unmet', blocked: 'untested' }, 'GET -> 404'],
    [
      'allows a different origin with 404',
      () => ({ status: 404, headers: OTHER }),
      { allowed: 'unmet', blocked: 'untested' },
      'GET -> 404',
    ],
    ['fails with 500', () => ({ status: 500 }), { allowed: 'unmet', blocked: 'untested' }, 'GET -> 500'],
    ['fails with 502', () => ({ status: 502 }), { allowed: 'unmet', blocked: 'untested' }, 'GET -> 502'],
    ['fails with 503', () => ({ status: 503 }), { allowed: 'unmet', blocked: 'untested' }, 'GET -> 503'],
    ['is not modified', () => ({ status: 304 }), { allowed: 'unmet', blocked: 'untested' }, 'GET -> 304'],
    ['redirects to a login page', redirecting([]), { allowed: 'unmet', blocked: 'untested' }, 'GET -> 302'],
    [
      'redirects with CORS headers to a login page without',
      (_method, origin) => ({
        status: 302,
        headers: [`Location: ${origin.replace('127.0.0.1', 'localhost')}/login`, ...GRANT],
      }),
      { allowed: 'unmet', blocked: 'untested' },
      'GET -> 302',
    ],
    [
      'speaks SSH',
      () => ({ raw: 'SSH-2.0-OpenSSH_9.6\r\n' }),
      { allowed: 'unmet', blocked: 'untested' },
      'GET -> no response (not-http)',
    ],
    [
      'closes the connection without a byte',
      () => 'drop',
      { allowed: 'unmet', blocked: 'untested' },
      'GET -> no response',
    ],
  ])('and %s', async (_what, answer, row, seen) => {
    const judged = await judge(answer, 'GET')
    expect(outcomesOf(judged)).toEqual(row)
    expect(judged.blocked.seen.slice(0, seen.length)).toBe(seen)
    expect(judged.blocked.sentence).toContain(judged.blocked.seen)
  })

  test.each<[what: string, preflight: FixtureAnswer, outcome: Outcome]>([
    ['denies the preflight with 403', { status: 403 }, 'met'],
    ['denies the method', { status: 204, headers: [`Access-Control-Allow-Origin: ${ORIGIN}`] }, 'met'],
    ['has no route for OPTIONS', { status: 404 }, 'untested'],
    ['fails on OPTIONS', { status: 502 }, 'untested'],
    ['redirects OPTIONS', { status: 301, headers: ['Location: /login'] }, 'untested'],
  ])('and %s', async (_what, preflight, outcome) => {
    const { blocked } = await judge((method) => (method === 'OPTIONS' ? preflight : { status: 200 }), 'PUT')
    expect(blocked.outcome).toBe(outcome)
    expect(blocked.seen).toMatch(/^OPTIONS -> \d+$/)
  })
})

describe('a gateway in front of a server that is down', () => {
  const PASSING = { status: 204, headers: [...GRANT, 'Access-Control-Allow-Headers: x-a'] } as const

  async function block(answer: (method: string) => FixtureAnswer, method: string) {
    return withServer(
      (request) => answer(request.method),
      async (origin) => {
        const request = { url: `${origin}/notes`, origin: ORIGIN, method, headers: [['x-a', '1']] as const }
        return compare({ expect: 'blocked' }, await diagnose(request, { send: true, timeout: 500 }))
      },
    )
  }

  test.each<readonly [status: number, method: string]>([
    ...[404, 407, 408, 410, 421, 425, 426, 429, 431, 451, 500, 502, 503, 504, 511, 599].map(
      (status) => [status, 'GET'] as const,
    ),
    [502, 'PUT'],
  ] as const)(
    'that lets preflights pass and responds with %i to %s does not pass as blocked',
    async (status, method) => {
      const answer = (asked: string) => (asked === 'OPTIONS' ? PASSING : { status })
      expect((await block(answer, method)).outcome).toBe('untested')
    },
  )

  test.each([300, 304, 404, 500, 502, 503])('naming the missing header does not make %i a denial', async (status) => {
    const found = await withServer(
      () => ({ status }),
      async (origin) => {
        const diagnosis = await diagnose({ url: `${origin}/notes`, origin: ORIGIN })
        return compare({ expect: 'blocked', code: 'response/allow-origin-missing' }, diagnosis)
      },
    )
    expect(found.outcome).not.toBe('met')
  })

  test.each<[what: string, actual: FixtureAnswer]>([
    ['the server behind it closes the connection', 'drop'],
    ['the server behind it fails', { status: 502 }],
  ])('that shows a portal to preflights is not a denial if %s', async (_what, actual) => {
    const portal = { status: 200, headers: ['Content-Type: text/html'], body: '<form>Sign in</form>' }
    expect((await block((asked) => (asked === 'OPTIONS' ? portal : actual), 'GET')).outcome).toBe('untested')
  })

  test('that redirects to the same URL first is not a denial', async () => {
    let isFirst = true
    const { outcome } = await withServer(
      () => {
        const answer = isFirst
          ? { status: 302, headers: ['Location: /notes', ...GRANT] }
          : { status: 200, body: '<form>Accept cookies</form>' }
        isFirst = false
        return answer
      },
      async (origin) =>
        compare({ expect: 'blocked' }, await diagnose({ url: `${origin}/notes`, origin: ORIGIN }, { timeout: 500 })),
    )
    expect(outcome).toBe('untested')
  })
})

describe('compare', () => {
  const exchanges = [makeExchange()]
  const denied = makeFinding({ evidence: [{ exchange: 1, value: '401 Unauthorized' }] })
  const blocked = makeDiagnosis({ exchanges, findings: [denied] })
  const allowed = makeDiagnosis({ exchanges, verdict: 'allowed', verdicts: { chromium: 'allowed' } })
  const skipped = makeStep({ name: 'actual', status: 'skip', summary: 'not sent: PUT needs --send' })
  const unsent = makeDiagnosis({ verdict: 'unknown', verdicts: { chromium: 'unknown' }, steps: [skipped] })
  const unreachable = makeDiagnosis({
    verdict: 'unknown',
    verdicts: { chromium: 'unknown' },
    findings: [makeFinding({ code: 'lookalike/refused' })],
    steps: [makeStep({ name: 'reachable', status: 'error', summary: 'connect ECONNREFUSED' })],
  })
  const withNote = { ...denied, code: 'classify/method', level: 'note', evidence: [] } as const
  const noted = makeDiagnosis({ ...unreachable, findings: [...unreachable.findings, withNote] })
  const guessed = makeDiagnosis({
    ...unsent,
    findings: [makeFinding({ code: 'response/allow-origin-missing', level: 'warning' })],
  })
  const divided = makeDiagnosis({ ...blocked, verdicts: { chromium: 'allowed', firefox: 'blocked' } })

  test.each<
    [what: string, expectation: Parameters<typeof compare>[0], diagnosis: Diagnosis, outcome: Outcome, sentence: string]
  >([
    ['allowed as expected', { expect: 'allowed' }, allowed, 'met', 'Allowed, as expected: OPTIONS -> 401.'],
    [
      'blocked as expected',
      { expect: 'blocked' },
      blocked,
      'met',
      'Blocked by preflight/status-not-ok, as expected: OPTIONS -> 401.',
    ],
    ['blocked against it', { expect: 'allowed' }, blocked, 'unmet', 'Expected allowed, found blocked: OPTIONS -> 401.'],
    ['allowed against it', { expect: 'blocked' }, allowed, 'unmet', 'Expected blocked, found allowed: OPTIONS -> 401.'],
    [
      'blocked in some browsers only',
      { expect: 'blocked' },
      divided,
      'unmet',
      'Expected blocked, found allowed in chromium: OPTIONS -> 401.',
    ],
    [
      'blocked for that reason',
      { expect: 'blocked', code: 'preflight/status-not-ok' },
      blocked,
      'met',
      'Blocked by preflight/status-not-ok, as expected: OPTIONS -> 401.',
    ],
    [
      'blocked for a different reason',
      { expect: 'blocked', code: 'preflight/redirect' },
      blocked,
      'unmet',
      'Expected the finding preflight/redirect, which is not there: OPTIONS -> 401.',
    ],
    [
      'a request that was not sent',
      { expect: 'allowed' },
      unsent,
      'untested',
      'Expected allowed, could not be tested (not sent: PUT needs --send): nothing was sent.',
    ],
    [
      'a network that failed',
      { expect: 'blocked' },
      unreachable,
      'untested',
      'Expected blocked, could not be tested (connect ECONNREFUSED): nothing was sent.',
    ],
    [
      'a network that failed as expected in the file',
      { expect: 'blocked', code: 'lookalike/refused' },
      unreachable,
      'met',
      'Blocked by lookalike/refused, as expected: nothing was sent.',
    ],
    [
      'a network that failed, with a note that the file names',
      { expect: 'blocked', code: 'classify/method' },
      noted,
      'untested',
      'Expected blocked, could not be tested (connect ECONNREFUSED): nothing was sent.',
    ],
    [
      'a request that was not sent, with a warning from a probe',
      { expect: 'blocked', code: 'response/allow-origin-missing' },
      guessed,
      'untested',
      'Expected blocked, could not be tested (not sent: PUT needs --send): nothing was sent.',
    ],
    [
      'blocked, with a note that the file names',
      { expect: 'blocked', code: 'classify/method' },
      makeDiagnosis({ ...blocked, findings: [denied, withNote] }),
      'met',
      'Blocked by preflight/status-not-ok, and with classify/method, as expected: OPTIONS -> 401.',
    ],
  ])('tells %s', (_what, expectation, diagnosis, outcome, sentence) => {
    expect(compare(expectation, diagnosis)).toMatchObject({ outcome, sentence })
  })
})
