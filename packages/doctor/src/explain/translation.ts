import type { FindingCode } from '../findings/findings.ts'
import { fillTemplate, type Message } from '../messages/message.ts'
import { MESSAGES, messageFor } from '../messages/messages.ts'
import type { ConsoleFacts } from './console-facts.ts'
import type { Candidate } from './explanation.ts'

/** Returns what each engine prints for a finding, or most plainly about it, and what it calls it. */
export function translate(code: FindingCode, facts: ConsoleFacts): Pick<Candidate, 'says' | 'names'> {
  const values = placeholdersOf(facts)
  const [chromium, firefox, webkit] = (['chromium', 'firefox', 'webkit'] as const).map((engine) => {
    const plainest = findPlainest(code).filter((message) => message.engine === engine)
    const messages = [messageFor(code, engine), ...plainest].filter((message) => message !== undefined)
    const template = messages.find((message) => message.template !== undefined)?.template
    return {
      sentence: template === undefined ? undefined : fillTemplate(template, values),
      name: messages.flatMap(({ names = [] }) => names)[0],
    }
  })
  return {
    says: { chrome: chromium?.sentence, firefox: firefox?.sentence, safari: webkit?.sentence },
    names: { chromium: chromium?.name, firefox: firefox?.name },
  }
}

/** The messages that may be about a finding, first those of which it is the plainest meaning. */
function findPlainest(code: FindingCode): readonly Message[] {
  return MESSAGES.map((message) => ({ message, rank: rankOf(message, code) }))
    .filter(({ message, rank }) => rank !== -1 && message.isRetired !== true)
    .sort((left, right) => left.rank - right.rank)
    .map(({ message }) => message)
}

function rankOf({ suspects }: Message, code: FindingCode): number {
  return suspects.filter(({ when }) => when === undefined).findIndex((suspect) => suspect.code === code)
}

function placeholdersOf(facts: ConsoleFacts): Readonly<Record<string, string | undefined>> {
  const { url, redirectedFrom, origin, page, method, header, value, status, addressSpace } = facts
  return {
    url,
    from: redirectedFrom ?? url,
    origin,
    page,
    method,
    name: header,
    names: header,
    value,
    token: value,
    location: value,
    directive: value,
    port: value,
    status: status?.toString(),
    space: addressSpace,
  }
}
