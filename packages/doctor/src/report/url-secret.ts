import type { Range } from './secret.ts'

/** Parameters that are secrets by their whole names, and what the names of others end in. */
const SECRET_NAMES: readonly RegExp[] = [
  /^(?:key|code|auth|sid|sig|pwd|session|samlresponse)$/i,
  /(?:token|jwt|secret|passw(?:or)?d|passphrase|signature|credential|assertion)$/i,
  /(?:(?:api|access|private|secret|subscription|auth)[-_.]?key|session[-_.]?id|code[-_.]verifier)$/i,
]

/** The name of a parameter in a query or a fragment, also of a URL that is itself the value of a parameter. */
const PARAMETER = /(?:[?&#]|%(?:3f|26|23))(?:amp;)?([\w.~-]{1,64})(=|%3d)/gi

/** Up to the next parameter, or the end of the URL: punctuation after it belongs to the sentence. */
const VALUE = /(?:[^&#\s"<>.,;:)']|[.,;:)'](?![.,;:)']{0,4}(?:\s|$)))+/y
const ENCODED_VALUE = /(?:(?!%(?:26|23))[^&#\s"<>.,;:)']|[.,;:)'](?![.,;:)']{0,4}(?:\s|$)))+/iy

/** Finds the values of parameters with keys and tokens in the URLs of a text. */
export function findParameterRanges(text: string): readonly Range[] {
  return [...text.matchAll(PARAMETER)].flatMap(({ index, 0: all, 1: name = '', 2: equals }): Range[] => {
    if (!SECRET_NAMES.some((pattern) => pattern.test(name))) return []
    const start = index + all.length
    const pattern = equals === '=' ? VALUE : ENCODED_VALUE
    pattern.lastIndex = start
    const value = pattern.exec(text)?.[0] ?? ''
    return value === '' ? [] : [[start, start + value.length]]
  })
}

/** Returns the secrets of a URL that may stand elsewhere too: a plain word stands in many a text by chance. */
export function secretsOfUrl(url: string): readonly string[] {
  return findParameterRanges(url)
    .map(([start, end]) => url.slice(start, end))
    .filter((value) => !/^[a-z]+$/i.test(value))
    .flatMap((value) => [value, decode(value)])
}

function decode(value: string): string {
  try {
    return decodeURIComponent(value)
  } catch {
    return value
  }
}
