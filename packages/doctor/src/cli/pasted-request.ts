import { findOriginMistake } from '../check/origin-mistake.ts'
import { isAddress, nameTyped } from '../check/url-mistake.ts'
import { quoteForAdvice } from '../report/escape.ts'
import { readCurl } from '../request-source/curl.ts'
import { readFetch } from '../request-source/fetch.ts'
import { readHar } from '../request-source/har.ts'
import type { RequestSource, SourceContext } from '../request-source/request-source.ts'
import { type InputFile, readInputFile } from './input-file.ts'
import { readNumber, readText, type Values } from './option-value.ts'
import { readOrigin, readPage } from './request-arguments.ts'
import { UsageError } from './usage-error.ts'

/** More than developer tools save, and as much as is parsed in a few seconds. */
const ARCHIVE: InputFile = {
  kind: 'archive',
  mostMegabytes: 256,
  advice: 'type the path of a file that was saved from developer tools',
  remedy: 'save it anew with the failed request alone, without contents',
}

const SOURCES = ['curl', 'fetch', 'har'] as const

/** Reads the request that was pasted; `undefined` where none was. */
export async function readPastedRequest(values: Values): Promise<RequestSource | undefined> {
  const given = SOURCES.filter((name) => values.has(name))
  if (given.length > 1) {
    throw new UsageError(`${given.map((name) => `--${name}`).join(' and ')} are two requests; leave one out.`)
  }
  if (values.has('entry') && !values.has('har')) {
    throw new UsageError('--entry is an entry of an archive; type --har <file> before it.')
  }
  const [name] = given
  if (name === undefined) return undefined
  const page = readPage(values)
  const source = await readSource(name, values, { origin: readOrigin(values, page), page })
  const mistake = findOriginMistake(source.input.origin)
  if (mistake === undefined) return source
  const { reason, corrected } = mistake
  const isShown = isAddress(source.input.origin) && corrected !== undefined
  const advice = (isShown ? quoteForAdvice(corrected) : undefined) ?? 'https://app.example.com'
  throw new UsageError(
    `No browser sends ${nameTyped('the origin in it', source.input.origin)}: ${reason}; type --origin ${advice}.`,
  )
}

async function readSource(
  name: (typeof SOURCES)[number],
  values: Values,
  context: SourceContext,
): Promise<RequestSource> {
  const text = readText(values, name) ?? ''
  if (name === 'curl') return readCurl(text, context)
  if (name === 'fetch') return readFetch(text, context)
  const entry = readNumber(values, 'entry', { least: 1, most: 1_000_000 })
  return readHar(await readInputFile(text, ARCHIVE), { ...context, entry })
}
