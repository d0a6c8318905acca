import {
  type BrowserRequest,
  classify,
  type HttpResponse,
  simulateFetch,
  type WireRequest,
} from '@crossorigin/browser-model'
import type { DiagnosisInput, DiagnosisOptions } from '../diagnosis.ts'
import { readHeader } from '../header-lines.ts'
import { curlWords, type SendableRequest } from '../report/curl.ts'
import { escapeText, writeJson } from '../report/escape.ts'
import { jsonHead } from '../report/json.ts'
import { redactRequest, redactTold } from '../report/redaction.ts'
import { singleEngine } from '../request/option-range.ts'
import { readRequest } from '../request/request-model.ts'
import { titleLines } from '../text/diagnosis.ts'
import { requestLines } from '../text/exchange.ts'
import { columnsOf, type Layout, wrap } from '../text/layout.ts'
import { USER_AGENT } from '../version.ts'
import { describeReason } from '../walk/step-summary.ts'
import { addBrowserHeaders } from '../walk/wire-headers.ts'
import { type CommandContext, EXIT } from './command.ts'
import { UsageError } from './option.ts'
import { readExaminedRequest } from './request.ts'

/** Prints the requests that a browser would send, and sends none. If it would send none, the request is blocked. */
export async function offlineCommand({ line, presentation, terminal, version }: CommandContext): Promise<number> {
  const { format, layout, showsSecrets, exitZero } = presentation
  if (format !== 'text' && format !== 'json') throw new UsageError('--offline supports only text and json.')
  const { input, options, notes } = await readExaminedRequest(line)
  for (const note of notes) terminal.say(escapeText(showsSecrets ? note : redactTold(note, [input.url])))
  const { requests, reasons } = await planRequests(input, options)
  const shown = showsSecrets ? requests : requests.map(redactRequest)
  const request = showsSecrets ? input : redactRequest(input)
  const exitCode = requests.length === 0 && exitZero !== true ? EXIT.blocked : EXIT.allowed
  if (format === 'json') {
    const planned = shown.map((one) => ({ ...one, curl: curlWords(one).join(' ') }))
    terminal.printDocument(writeJson({ ...jsonHead(version), exitCode, request, reasons, requests: planned }))
  } else {
    terminal.print(...titleLines(request, layout), '', ...planLines({ requests: shown, reasons }, layout))
  }
  return exitCode
}

/** A request that a browser would send if every response before it allowed it. */
interface PlannedRequest extends SendableRequest {
  readonly purpose: 'preflight' | 'actual'
}

interface Plan {
  readonly requests: readonly PlannedRequest[]
  /** Why there is a preflight; or why nothing is sent. */
  readonly reasons: readonly string[]
}

async function planRequests(input: DiagnosisInput, options: DiagnosisOptions): Promise<Plan> {
  const { request } = readRequest(input)
  const engine = singleEngine(options.engine)
  const requests: PlannedRequest[] = []
  const sender = {
    pageOrigin: request.pageOrigin,
    mode: request.mode ?? 'cors',
    userAgent: options.userAgent ?? USER_AGENT,
    cookie: request.credentials === 'include' ? options.cookie : undefined,
  }
  await simulateFetch(
    request,
    async (wire, { kind }) => {
      const { method, url, body } = wire
      requests.push({
        purpose: kind === 'preflight' ? 'preflight' : 'actual',
        method,
        url,
        headers: addBrowserHeaders(wire, sender),
        ...(body === undefined ? {} : { body: input.body }),
      })
      return allow(request, wire)
    },
    { engine },
  )
  return { requests, reasons: classify(request, engine).reasons }
}

/** The response that allows everything. */
function allow({ pageOrigin }: BrowserRequest, wire: WireRequest): HttpResponse {
  return {
    status: 200,
    headers: [
      ['Access-Control-Allow-Origin', pageOrigin],
      ['Access-Control-Allow-Credentials', 'true'],
      ['Access-Control-Allow-Methods', readHeader(wire, 'Access-Control-Request-Method') ?? ''],
      ['Access-Control-Allow-Headers', readHeader(wire, 'Access-Control-Request-Headers') ?? ''],
    ],
  }
}

const TITLES = { preflight: 'The preflight:', actual: 'The actual request:' } as const

function planLines({ requests, reasons }: Plan, layout: Layout): readonly string[] {
  const because = reasons.length === 0 ? '' : ` (${reasons.map(describeReason).join('; ')})`
  const number = requests.length === 1 ? 'one request' : 'two requests'
  const title =
    requests.length === 0
      ? `A browser would send nothing${because}.`
      : `A browser would send ${number}${because}. cors-doctor has sent nothing.`
  return [
    ...wrap(escapeText(title), columnsOf(layout).prose),
    ...requests.flatMap((request) => [
      '',
      layout.paint('strong', TITLES[request.purpose]),
      ...requestLines(request, layout),
      '',
      // A command is there to be copied: its words are not broken, whatever the width.
      ...curlWords(request).map((word, index, { length }) => {
        const indent = index === 0 ? '  ' : '    '
        return `${indent}${escapeText(word)}${index === length - 1 ? '' : ' \\'}`
      }),
    ]),
  ]
}
