import { expect } from 'vitest'
import { ALLOWED, GRANT, get, PREFLIGHT_GRANT, preflight } from '../adapters/scenarios/list-policy.ts'
import type { RunningServer } from '../support/adapter.ts'
import { readAnswer } from '../support/cors-headers.ts'

/** Expects that a server still responds normally to both kinds of request. */
export async function expectAnswers(server: RunningServer): Promise<void> {
  expect(readAnswer(await server.send(get(ALLOWED)))).toEqual([200, GRANT])
  expect(readAnswer(await server.send(preflight(ALLOWED)))).toEqual([204, PREFLIGHT_GRANT])
}
