import type { Engine } from '@crossorigin/browser-model'
import type { ConsoleSentences } from '../finding.ts'
import type { FindingCode } from '../findings/findings.ts'
import { CHROMIUM_CORS_MESSAGES, CHROMIUM_OTHER_MESSAGES, RETIRED_CHROMIUM_MESSAGES } from './chromium.ts'
import { FIREFOX_CORS_MESSAGES, FIREFOX_OTHER_MESSAGES } from './firefox.ts'
import { type EngineMessage, fillTemplate, type Message, type Placeholders } from './message.ts'
import { EXCEPTIONS_FOR_ANY_CAUSE, REWORDED_MESSAGES } from './reworded.ts'
import { WEBKIT_CORS_MESSAGES, WEBKIT_OTHER_MESSAGES } from './webkit.ts'

/** All messages. The first that a text matches is taken: those that say more come before those that say less. */
export const MESSAGES: readonly Message[] = [
  ...of('firefox', FIREFOX_CORS_MESSAGES),
  ...of('chromium', CHROMIUM_CORS_MESSAGES),
  ...of('chromium', RETIRED_CHROMIUM_MESSAGES).map((message) => ({ ...message, isRetired: true })),
  ...of('webkit', WEBKIT_CORS_MESSAGES),
  ...of('chromium', CHROMIUM_OTHER_MESSAGES),
  ...of('firefox', FIREFOX_OTHER_MESSAGES),
  ...of('webkit', WEBKIT_OTHER_MESSAGES),
  ...REWORDED_MESSAGES,
  ...EXCEPTIONS_FOR_ANY_CAUSE,
]

function of(engine: Engine, messages: readonly EngineMessage[]): readonly Message[] {
  return messages.map((message) => ({ ...message, engine }))
}

const PRINTED: ReadonlyMap<FindingCode, readonly Message[]> = groupByCode()

function groupByCode(): ReadonlyMap<FindingCode, readonly Message[]> {
  const groups = new Map<FindingCode, Message[]>()
  for (const message of MESSAGES) {
    for (const code of message.codes ?? []) groups.set(code, [...(groups.get(code) ?? []), message])
  }
  return groups
}

/** Returns what an engine prints for a finding: one message, or none. */
export function messageFor(code: FindingCode, engine: Engine): Message | undefined {
  return PRINTED.get(code)?.find((message) => message.engine === engine || message.sharedBy?.includes(engine) === true)
}

/** Tells whether Chromium reports a finding as a CORS error, not as one of the network. */
export function isChromiumCorsError(code: FindingCode): boolean {
  return CHROMIUM_CORS_MESSAGES.some(({ codes = [] }) => codes.includes(code))
}

const CONSOLES = { chrome: 'chromium', firefox: 'firefox', safari: 'webkit' } as const

/** Returns what the consoles print for a finding. */
export function sentencesFor(code: FindingCode, values: Placeholders): ConsoleSentences {
  return Object.fromEntries(
    Object.entries(CONSOLES).flatMap(([console, engine]) => {
      const template = messageFor(code, engine)?.template
      return template === undefined ? [] : [[console, fillTemplate(template, values)]]
    }),
  )
}
