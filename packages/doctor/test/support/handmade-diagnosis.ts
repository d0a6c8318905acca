import type { Diagnosis, Step } from '../../src/diagnosis.ts'
import type { Finding } from '../../src/finding.ts'
import type { Answer, Exchange, HeaderLine } from '../../src/network/exchange.ts'

/** Characters that no header line can have on the wire, and that a terminal would interpret. */
export const PAINT = '\u001b]0;owned\u0007\u009b31m\r\n::error::owned'

/** Creates a finding. */
export function makeFinding(parts: Partial<Finding> = {}): Finding {
  return {
    code: 'preflight/status-not-ok',
    level: 'error',
    certainty: 'certain',
    step: 'preflight',
    title: 'The preflight was refused',
    explanation: 'Authentication ran before CORS. Browsers never send credentials on a preflight.',
    fix: 'Handle OPTIONS before the authentication step',
    lines: [],
    evidence: [],
    spec: undefined,
    says: {},
    ...parts,
  }
}

/** Creates a step. */
export function makeStep(parts: Partial<Step> = {}): Step {
  return { name: 'preflight', status: 'ok', summary: 'OPTIONS -> 204', findings: [], ...parts }
}

/** Creates an exchange over plain HTTP. */
export function makeExchange(
  headers: { readonly request?: readonly HeaderLine[]; readonly answer?: readonly HeaderLine[] } = {},
  answer: Partial<Answer> = {},
): Exchange {
  return {
    number: 1,
    purpose: 'preflight',
    request: { method: 'OPTIONS', url: 'http://api.test/users/7', headers: headers.request ?? [] },
    outcome: {
      kind: 'answer',
      status: 401,
      statusText: 'Unauthorized',
      headers: headers.answer ?? [],
      body: '',
      isTruncated: false,
      milliseconds: 12.5,
      connection: { address: '127.0.0.1', protocol: 'HTTP/1.1' },
      ...answer,
    },
  }
}

/** Creates a diagnosis, blocked by default. */
export function makeDiagnosis(parts: Partial<Diagnosis> = {}): Diagnosis {
  return {
    request: { url: 'http://api.test/users/7', origin: 'https://app.test', method: 'PUT', credentials: 'include' },
    verdict: 'blocked',
    verdicts: { chromium: 'blocked' },
    steps: [],
    findings: [],
    exchanges: [],
    readableHeaders: [],
    ...parts,
  }
}
