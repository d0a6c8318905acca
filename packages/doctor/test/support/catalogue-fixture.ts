import { describe, expect, it } from 'vitest'
import { diagnose } from '../../src/diagnose.ts'
import type { Diagnosis, DiagnosisInput, DiagnosisOptions } from '../../src/diagnosis.ts'
import type { Finding, Level } from '../../src/finding.ts'
import { FINDINGS, type FindingCode } from '../../src/findings/findings.ts'
import { type Answering, type FixtureOptions, type FixtureRequest, withServer } from './fixture-server.ts'

/** A request, and the responses of its server. */
export interface FixtureCase {
  /** The path and query of the URL. */
  readonly target?: string
  /** The host of the URL, one of {@link HOSTS}. */
  readonly host?: string
  /** In its `url`, `origin` and `page`, `{port}` is replaced by the port of the server. */
  readonly input?: Partial<DiagnosisInput>
  readonly options?: DiagnosisOptions
  readonly answer?: Answering
  /** Whether the server is reached over https. */
  readonly tls?: FixtureOptions['tls']
}

/** An error that a code reports, and the same case with the smallest change that fixes it. */
export interface CatalogueFixture extends FixtureCase {
  readonly code: FindingCode
  /** The error. */
  readonly when: string
  /** The level of the finding, if it differs from the catalog. */
  readonly level?: Level
  /** The bytes that the evidence points at. */
  readonly marks?: readonly string[]
  /** A part of the explanation. */
  readonly says?: string
  /** The change that fixes it; `when` describes it. */
  readonly near: FixtureCase & { readonly when: string }
}

/** The page of every fixture, by default. */
export const PAGE = 'http://app.test'
/** The header line that allows the page. */
export const ALLOW_PAGE = `Access-Control-Allow-Origin: ${PAGE}`

/** Host names of the fixture's server. */
const HOSTS = ['app.test', 'api.test', 'www.api.test', 'login.test', 'far.test', 'app.api.test'] as const

const RESOLVE = Object.fromEntries(HOSTS.map((host) => [host, '127.0.0.1']))

/** A URL of the same server under another name. */
export function urlAt(request: FixtureRequest, host: string, target: string): string {
  const port = request.header('host')?.split(':')[1] ?? ''
  return `http://${host}:${port}${target}`
}

/** Runs a case against its own server. The URL of `api.test` is examined, and the page is at `app.test`. */
export function runCase({
  target = '/data',
  host = 'api.test',
  input,
  options,
  answer = () => ({ status: 200, headers: [ALLOW_PAGE] }),
  tls = false,
}: FixtureCase): Promise<Diagnosis> {
  const examine = (origin: string): Promise<Diagnosis> => {
    const { port, protocol } = new URL(origin)
    const fill = (text: string) => text.replace('{port}', port)
    const { url = `${protocol}//${host}:{port}${target}`, origin: page = PAGE } = input ?? {}
    return diagnose(
      { ...input, url: fill(url), origin: fill(page), page: input?.page === undefined ? undefined : fill(input.page) },
      { timeout: 2000, insecure: tls !== false, ...options, resolve: { ...RESOLVE, ...options?.resolve } },
    )
  }
  return withServer(answer, examine, { tls })
}

/** Defines a test for every fixture and for its fixed case. */
export function testFixtures(name: string, fixtures: readonly CatalogueFixture[]): void {
  describe(name, () => {
    describe.each(fixtures)('$code when $when', (fixture) => {
      it('is found', async () => {
        const diagnosis = await runCase(fixture)
        expectSound(diagnosis)
        const found = diagnosis.findings.filter(({ code }) => code === fixture.code)
        expect(codesOf(diagnosis)).toContain(fixture.code)
        expect(found.map(({ level }) => level)).toContain(fixture.level ?? FINDINGS[fixture.code].level)
        if (fixture.marks !== undefined) expect(marksOf(found)).toEqual(fixture.marks)
        if (fixture.says !== undefined)
          expect(found.map(({ explanation }) => explanation).join()).toContain(fixture.says)
      })

      it(`is not found ${fixture.near.when}`, async () => {
        const { input, options, ...base } = fixture
        const near = fixture.near
        const diagnosis = await runCase({
          ...base,
          ...near,
          input: { ...input, ...near.input },
          options: { ...options, ...near.options },
        })
        expectSound(diagnosis)
        expect(codesOf(diagnosis)).not.toContain(fixture.code)
      })
    })
  })
}

/** Checks that apply to every diagnosis. */
function expectSound({ verdict, findings }: Diagnosis): void {
  const hasError = findings.some(({ level }) => level === 'error')
  if (verdict !== 'unknown') expect(hasError, `errors if the verdict is ${verdict}`).toBe(verdict === 'blocked')
  for (const { code, explanation, fix, lines, says, evidence } of findings) {
    const sentences = [explanation, fix, ...lines.map(({ line }) => line), ...Object.values(says)]
    // A server's text may look like a placeholder.
    const ours = sentences.map((sentence) =>
      evidence.reduce((text, { value }) => text.replaceAll(value || '\0', ''), sentence),
    )
    for (const sentence of ours) expect(sentence, code).not.toMatch(/\{[a-zA-Z]+\}/)
    expect(explanation, code).toBe(explanation.trim())
    expect(fix, code).toBe(fix.trim())
    for (const { value, at = 0, length = 0 } of evidence) {
      expect(at, code).toBeGreaterThanOrEqual(0)
      expect(at + length, code).toBeLessThanOrEqual(value.length)
    }
  }
}

function codesOf({ findings }: Diagnosis): readonly string[] {
  return findings.map(({ code }) => code)
}

/** The parts of values that evidence points at. */
function marksOf(findings: readonly Finding[]): readonly string[] {
  return findings.flatMap(({ evidence }) =>
    evidence.flatMap(({ value, at, length = 0 }) => (at === undefined ? [] : [value.slice(at, at + length)])),
  )
}
