/** Why a text is no address that a request could go to, and what to write. */
export interface UrlMistake {
  readonly reason: string
  /** `undefined` where nothing can be guessed. */
  readonly corrected: string | undefined
}

/** Says why a text is no absolute URL; `undefined` where it is one. */
export function findUrlMistake(text: string): UrlMistake | undefined {
  if (text.trim() === '') return { reason: 'it is empty', corrected: undefined }
  if (text !== text.trim()) return { reason: 'it has white space around it', corrected: correct(text.trim()) }
  if (!/^[a-z][a-z0-9+.-]*:\/\//i.test(text))
    return { reason: 'it has no scheme', corrected: correct(withScheme(text)) }
  if (!URL.canParse(text)) return { reason: 'it cannot be parsed', corrected: undefined }
  return undefined
}

/** Servers on the machine itself seldom have certificates. */
function withScheme(text: string): string {
  if (/^https?:/i.test(text)) return text.replace(/:\/*/, '://')
  const rest = text.replace(/^:?\/+/, '')
  return `${/^(?:localhost|127\.|\[)/.test(rest) ? 'http' : 'https'}://${rest}`
}

/** A guess is only offered where it looks like the address of a server. */
function correct(guess: string): string | undefined {
  if (!URL.canParse(guess)) return undefined
  const { hostname } = new URL(guess)
  return hostname === 'localhost' || /[.:]/.test(hostname) ? guess : undefined
}
