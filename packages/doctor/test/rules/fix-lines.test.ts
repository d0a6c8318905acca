import { describe, expect, it } from 'vitest'
import { findingsOf } from '../support/finding.ts'
import { observe } from '../support/observation.ts'

const ORIGIN = 'Access-Control-Allow-Origin: https://app.example'

/** The lines for a product that the findings of a preflight's answer give. */
async function linesFor(product: string, headers: readonly string[]): Promise<readonly string[]> {
  const seen = await observe({
    input: { method: 'PUT', headers: [['X-A', '1']] },
    answer: () => ({ status: 204, headers: [ORIGIN, ...headers] }),
  })
  return findingsOf(seen).flatMap(({ lines }) => lines.flatMap((each) => (each.product === product ? [each.line] : [])))
}

describe('a line that replaces a list', () => {
  it.each([
    [
      'keeps the methods that were on it',
      ['Access-Control-Allow-Methods: GET, DELETE', 'Access-Control-Allow-Headers: x-a'],
      "app.use(cors({ origin: ['https://app.example'], methods: ['GET', 'HEAD', 'POST', 'DELETE', 'PUT'] }))",
    ],
    [
      'keeps the headers that were on it',
      ['Access-Control-Allow-Methods: PUT', 'Access-Control-Allow-Headers: content-type, X-B'],
      "app.use(cors({ origin: ['https://app.example'], allowedHeaders: ['content-type', 'X-B', 'x-a'] }))",
    ],
    [
      'takes a broken list apart',
      ['Access-Control-Allow-Methods: PUT', 'Access-Control-Allow-Headers: x-b; x-c'],
      "app.use(cors({ origin: ['https://app.example'], allowedHeaders: ['x-b', 'x-c', 'x-a'] }))",
    ],
    [
      'takes nothing over that would break the line',
      ['Access-Control-Allow-Methods: PUT', "Access-Control-Allow-Headers: a'b"],
      "app.use(cors({ origin: ['https://app.example'], allowedHeaders: ['x-a'] }))",
    ],
  ])('%s', async (_, headers, line) => {
    expect(await linesFor('cors', headers)).toContain(line)
  })
})
