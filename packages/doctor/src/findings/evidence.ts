import type { Evidence } from '../finding.ts'
import { linesOf } from '../header-lines.ts'
import type { Exchange } from '../network/exchange.ts'
import type { Answered, ObservedHop } from '../observation.ts'

/** A part of a header's value. */
export interface Span {
  readonly at: number
  readonly length: number
}

/** Returns an exchange that got a response; `undefined` for one that did not, and for none. */
export function answered(exchange: Exchange | undefined): Answered | undefined {
  return exchange?.outcome.kind === 'answer' ? (exchange as Answered) : undefined
}

/** Returns the response to the request of a hop, or to the GET in its place. */
export function responseOf({ actual, substitute }: ObservedHop): Answered | undefined {
  return answered(actual) ?? answered(substitute)
}

/** Returns all responses of a hop, in the order in which they came. */
export function responsesOf({ preflight, actual, substitute }: ObservedHop): readonly Answered[] {
  return [preflight, actual, substitute].map(answered).filter((response) => response !== undefined)
}

/** Shows the status of a response. */
export function showStatus({ number, outcome }: Answered): Evidence {
  return { exchange: number, value: `${outcome.status} ${outcome.statusText}`.trim() }
}

/** Shows every line of a name, or the status where there is none. `find` says where in a value the fault is. */
export function showHeader(
  exchange: Answered,
  name: string,
  find: (value: string) => Span | undefined = () => undefined,
): readonly Evidence[] {
  const lines = linesOf(exchange.outcome.headers, name)
  if (lines.length === 0) return [showStatus(exchange)]
  return lines.map(([header, value]) => ({ exchange: exchange.number, header, value, ...find(value) }))
}

/** Shows every line of a name that was sent. */
export function showRequestHeader(
  { number, request }: Exchange,
  name: string,
  find: (value: string) => Span | undefined = () => undefined,
): readonly Evidence[] {
  return linesOf(request.headers, name).map(([header, value]) => ({
    exchange: number,
    side: 'request',
    header,
    value,
    ...find(value),
  }))
}

/** Shows what the system says of a failed request. */
export function showFailure({ number, outcome }: Exchange): readonly Evidence[] {
  return outcome.kind === 'failure' ? [{ exchange: number, value: outcome.message }] : []
}

/** Shows what was typed, pointing to a part of it. */
export function showTyped(value: string, part: string = value): readonly Evidence[] {
  const at = part === '' ? -1 : value.indexOf(part)
  return [at === -1 ? { value } : { value, at, length: part.length }]
}

/** Points to a whole value. */
export function wholeOf({ length }: string): Span {
  return { at: 0, length }
}
