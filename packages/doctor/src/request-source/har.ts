import { InputError } from '../input-error.ts'
import { chooseEntry, type HarContext } from './har-choice.ts'
import { type HarEntry, readEntries } from './har-entry.ts'
import { finishRequest, type RequestSource } from './request-source.ts'

/**
 * Reads a request out of an archive that developer tools saved (HAR 1.2).
 *
 * @param text The contents of the file.
 * @throws `InputError` where it is no such archive, and where it has no such entry.
 * @see http://www.softwareishard.com/blog/har-12-spec/
 */
export function readHar(text: string, context: HarContext = {}): RequestSource {
  const entries = readEntries(parseArchive(text))
  const { entry, note } = chooseEntry(entries, context)
  return finishRequest(
    {
      url: entry.url,
      method: entry.method,
      headers: entry.headers,
      body: entry.body,
      cookie: entry.cookie,
      api: entry.api,
      referrer: entry.page,
      notes: [note, ...describeAnswer(entry)],
    },
    context,
  )
}

function describeAnswer(entry: HarEntry): readonly string[] {
  if (entry.error !== undefined) return [`The browser noted: ${entry.error}.`]
  return entry.status === 0 ? ['The browser noted no response.'] : [`The response had the status ${entry.status}.`]
}

function parseArchive(text: string): unknown {
  try {
    // Some tools begin the file with a byte order mark.
    return JSON.parse(text.startsWith('\ufeff') ? text.slice(1) : text)
  } catch (error) {
    // The parser quotes the file, which may have a secret in it: only the position is shown.
    const place = error instanceof Error ? / at position \d+(?: \(line \d+ column \d+\))?/.exec(error.message) : null
    throw new InputError(
      'har/not-json',
      `The file is no JSON${place === null ? '' : `: it is wrong${place[0]}`}.`,
      'In the Network panel choose "Save all as HAR" and give that file',
    )
  }
}
