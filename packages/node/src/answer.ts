import { mergeVary, type PreflightDecision, type RejectDecision } from '@crossorigin/policy'
import type { NodeResponse } from './node-exchange.ts'
import { takeBackHeaders } from './response-headers.ts'
import { takesList } from './response-state.ts'

/**
 * Answers a request that the application is not to see.
 *
 * @param vary - Names that the answer depends on beside those of the decision.
 */
export function sendAnswer(
  res: NodeResponse,
  decision: PreflightDecision | RejectDecision,
  vary: string | undefined,
): void {
  takeBackHeaders(res)
  const names = joinVary(decision.vary, vary)
  const present = res.getHeader('vary') as string | string[] | undefined
  const value = names === undefined || present === undefined ? names : mergeVary(present, names)
  writeHeaders(res, decision.status, listHeaders(decision, value))
  res.end()
}

/** Performance: an array of the final length costs half of one that grows. */
function listHeaders({ headers, status }: PreflightDecision | RejectDecision, vary: string | undefined): string[] {
  const hasLength = status !== 204
  const list = new Array<string>(headers.length + (vary === undefined ? 0 : 2) + (hasLength ? 2 : 0))
  let size = 0
  for (; size < headers.length; size++) list[size] = headers[size] as string
  if (vary !== undefined) {
    list[size++] = 'Vary'
    list[size++] = vary
  }
  if (hasLength) {
    list[size++] = 'Content-Length'
    list[size++] = '0'
  }
  return list
}

/** Joins what a decision depends on with what the choice of its policy depended on. */
export function joinVary(left: string | undefined, right: string | undefined): string | undefined {
  if (left === undefined || right === undefined) return left ?? right
  return mergeVary(left, right)
}

/**
 * Performance: names and values in one flat array are the cheapest way out that Node has, about a third of as many calls
 * of `setHeader` cost; as soon as another header is set, they are the dearest.
 *
 * Compatibility: `on-headers` before 1.1, in `compression`, `morgan` and `express-session`, replaces `writeHead` and takes
 * a flat array for pairs. So the array goes only where nobody has replaced it.
 */
function writeHeaders(res: NodeResponse, status: number, headers: string[]): void {
  if (takesList(res) && res.getHeaderNames().length === 0) {
    res.writeHead(status, headers)
    return
  }
  for (let index = 0; index < headers.length; index += 2) {
    res.setHeader(headers[index] as string, headers[index + 1] as string)
  }
  res.statusCode = status
}
