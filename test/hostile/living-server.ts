import { expect } from 'vitest'
import { ALLOWED, GRANT, get, PREFLIGHT_GRANT, preflight } from '../adapters/scenarios/list-policy.ts'
import type { RunningServer } from '../support/adapter.ts'
import { readAnswer } from '../support/cors-headers.ts'

/** Expects that a server answers both kinds of request as if nothing had happened. */
export async function expectAnswers(server: RunningServer): Promise<void> {
  expect(readAnswer(await server.send(get(ALLOWED)))).toEqual([200, GRANT])
  expect(readAnswer(await server.send(preflight(ALLOWED)))).toEqual([204, PREFLIGHT_GRANT])
}
