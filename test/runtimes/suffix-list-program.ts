/** Imports the entry that registers the Public Suffix List. */
const ENTRY = "import '@crossorigin/policy/public-suffix-list'\n"

const CODES = `import { validateConfig } from '@crossorigin/policy'
const codesOf = (origin) => validateConfig({ origin, credentials: true }).map(({ code }) => code)
const codes = () => ['https://*.example.com', 'https://*.co.uk', /^https:\\/\\/[a-z]+\\.example\\.com$/].map(codesOf)
`

/** The output of the programs with and without the Public Suffix List, as JSON. */
export const CHECKED: unknown = [[], ['origin/public-suffix'], []]
const UNAVAILABLE = ['origin/public-suffix-list-unavailable']
export const UNCHECKED: unknown = [UNAVAILABLE, UNAVAILABLE, UNAVAILABLE]

/** A program that ends with `last`, in which `codes()` returns the errors of policies with patterns or a regular expression. */
export function writeProgram(last: string): string {
  return `${ENTRY}${CODES}${last}\n`
}

/** The same without the entry. */
export function writeProgramWithoutEntry(last: string): string {
  return `${CODES}${last}\n`
}
