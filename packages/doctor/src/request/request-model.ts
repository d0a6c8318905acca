import type { BrowserRequest, Engine } from '@crossorigin/browser-model'
import { diagnoseOrigin } from '@crossorigin/grammar'
import { nameTyped } from '../check/address-mistake.ts'
import type { DiagnosisInput } from '../diagnosis.ts'
import { InputError } from '../input-error.ts'
import { parseUrl } from './parse-url.ts'

/** All engines that are modelled, the most used first. */
export const ENGINES: readonly Engine[] = ['chromium', 'firefox', 'webkit']

/**
 * Reads what was typed as a request of a page.
 *
 * @throws `InputError` where there is no such request, and nothing to be examined.
 */
export function readRequest(input: DiagnosisInput): { readonly request: BrowserRequest; readonly url: URL } {
  const url = readUrl(input.url)
  checkOrigin(input.origin)
  checkPage(input.page)
  const { method, headers, credentials, redirect, api, uploadListener, streamBody } = input
  const isSocket = url.protocol === 'ws:' || url.protocol === 'wss:'
  const hasStream = streamBody === true
  return {
    url,
    request: {
      pageOrigin: input.origin,
      url: url.href,
      api: uploadListener === true ? 'xhr' : api,
      method,
      headers,
      credentials,
      redirect,
      mode: isSocket ? 'websocket' : input.mode,
      uploadListener,
      ...(hasStream && { duplex: 'half', body: { kind: 'stream' } }),
      ...(!hasStream && input.body !== undefined && { body: { kind: 'string' } }),
    },
  }
}

function readUrl(text: string): URL {
  if (/^[a-z][a-z0-9+.-]*:\/\//i.test(text) && parseUrl(text) !== undefined) return new URL(text)
  const withScheme = `https://${text.replace(/^\/+/, '')}`
  const hint = parseUrl(withScheme) !== undefined ? `Write ${withScheme}` : 'Write it as https://host/path'
  throw notAbsolute(text, 'input/missing-scheme', hint)
}

/** Makes the error for a text that is not an absolute URL. */
export function notAbsolute(text: string, code: string, hint = 'Write it as https://host/path'): InputError {
  return new InputError(code, `${nameTyped('The URL', text)} is not absolute.`, hint)
}

function checkOrigin(text: string): void {
  if (text === 'null' || isSerialized(text)) return
  const { corrected } = diagnoseOrigin(text) ?? {}
  const hint = corrected === undefined ? 'Write it as https://host or http://host:port' : `Write ${corrected}`
  const message = `No browser sends ${nameTyped('the origin', text)}.`
  throw new InputError('input/origin-not-serialized', message, hint)
}

function checkPage(text: string | undefined): void {
  if (text !== undefined && parseUrl(text) === undefined) throw notAbsolute(text, 'input/invalid-page')
}

/** Schemes that no policy would list are still pages'. */
function isSerialized(text: string): boolean {
  return diagnoseOrigin(text) === undefined
}

/**
 * Sees that a value can be sent in a header.
 *
 * Deviation: browsers send control characters, line breaks and zero bytes excepted. The client here sends none.
 *
 * @throws `InputError` where it cannot.
 */
export function checkSendable(what: string, value: string): void {
  if (/^[\t\x20-\x7e\x80-\xff]*$/.test(value)) return
  const message = `${what} has a line break, a control character or a character beyond ISO-8859-1 in it.`
  throw new InputError('input/unsendable-value', message, 'Take it out, or encode the value.')
}
