import { InputError } from '../input-error.ts'

/** The first of the addresses that a pattern stands for. */
export interface FirstAddress {
  readonly url: string
  /** Whether there are others. */
  readonly hasOthers: boolean
}

/** An address of IPv6, `[1-3]`, `[a-c:2]`, `[]`, `{a,b}`, an escaped sign, and whatever else. */
const PARTS =
  /(\[[\da-f:.]*:[\da-f:.]*(?:%[\w.-]+)?\](?=[:/?#]|$))|\[(\d+)-(\d+)(?::(\d+))?\]|\[([a-z])-([a-z])(?::(\d+))?\]|(\[\])|\{((?:\\.|[^{}[\]\\])+)\}|\\([{}[\]])|([{}[\]])|[^{}[\]\\]+|\\/gis

/**
 * Reads an address as curl does, which takes brackets and braces for patterns unless --globoff is given.
 *
 * @throws `InputError` for a pattern that curl refuses.
 */
export function readFirstAddress(pattern: string): FirstAddress {
  let url = ''
  let hasOthers = false
  for (const match of pattern.matchAll(PARTS)) {
    const [all, ipv6, from, to, step, first, last, letterStep, empty, braces, escaped, stray] = match
    if (from !== undefined && to !== undefined) {
      if (Number(from) > Number(to) || step === '0') throw notPattern()
      hasOthers ||= Number(from) < Number(to)
      url += from
    } else if (first !== undefined && last !== undefined) {
      const isOneCase = /[a-z]/.test(first) === /[a-z]/.test(last)
      if (!isOneCase || first > last || letterStep === '0') throw notPattern()
      hasOthers ||= first < last
      url += first
    } else if (braces !== undefined) {
      const [one = '', ...others] = braces.split(/(?<!\\),/)
      hasOthers ||= others.length > 0
      url += one.replaceAll(/\\(.)/gs, '$1')
    } else if (stray !== undefined) throw notPattern()
    else url += ipv6 ?? empty ?? escaped ?? all
  }
  return { url, hasOthers }
}

function notPattern(): InputError {
  return new InputError(
    'curl/glob',
    'The address has brackets or braces in it that curl takes for a pattern, and this is not a valid one.',
    'Write --globoff before it, or %5B, %5D, %7B and %7D in their place',
  )
}
