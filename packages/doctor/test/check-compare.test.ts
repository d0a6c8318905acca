import { describe, expect, test } from 'vitest'
import { compare } from '../src/check/check.ts'
import type { Diagnosis } from '../src/diagnosis.ts'
import { makeDiagnosis, makeFinding, makeStep } from './support/handmade-diagnosis.ts'

describe('compare', () => {
  const blocked = makeDiagnosis({ findings: [makeFinding()] })
  const allowed = makeDiagnosis({ verdict: 'allowed' })
  const skipped = makeStep({ name: 'actual', status: 'skip', summary: 'not sent: PUT needs --send' })
  const unsent = makeDiagnosis({ verdict: 'unknown', steps: [skipped] })
  const unreachable = makeDiagnosis({
    verdict: 'unknown',
    steps: [makeStep({ name: 'reachable', status: 'error', summary: 'connect ECONNREFUSED' })],
  })

  test.each<
    [what: string, expectation: Parameters<typeof compare>[0], diagnosis: Diagnosis, outcome: string, sentence: string]
  >([
    ['allowed as expected', { expect: 'allowed' }, allowed, 'met', 'Allowed, as expected.'],
    ['blocked as expected', { expect: 'blocked' }, blocked, 'met', 'Blocked, as expected.'],
    ['blocked against it', { expect: 'allowed' }, blocked, 'unmet', 'Expected allowed, found blocked.'],
    ['allowed against it', { expect: 'blocked' }, allowed, 'unmet', 'Expected blocked, found allowed.'],
    [
      'blocked for that reason',
      { expect: 'blocked', code: 'preflight/status-not-ok' },
      blocked,
      'met',
      'Blocked, as expected.',
    ],
    [
      'blocked for another reason',
      { expect: 'blocked', code: 'preflight/redirect' },
      blocked,
      'unmet',
      'Expected the finding preflight/redirect, which is not there.',
    ],
    [
      'a request that was not sent',
      { expect: 'allowed' },
      unsent,
      'untested',
      'Expected allowed, could not be tested (not sent: PUT needs --send).',
    ],
    [
      'a network that failed',
      { expect: 'blocked' },
      unreachable,
      'untested',
      'Expected blocked, could not be tested (connect ECONNREFUSED).',
    ],
  ])('tells %s', (_what, expectation, diagnosis, outcome, sentence) => {
    expect(compare(expectation, diagnosis)).toEqual({ outcome, sentence })
  })
})
