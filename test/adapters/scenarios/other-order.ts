import type { Expected, Scenario, Setup } from '../../support/scenario.ts'
import { ALLOWED, get, LIST, preflight } from './list-policy.ts'

/** What CORS cannot reach, because something mounted before it has responded. */
const AUTHENTICATION_FIRST: Setup = { ...LIST, hasEarlyAuthentication: true }

const UNREACHED: Expected = { status: 401, reachesApplication: false, cors: {} }

/** The order of other people's middleware: documented, not ours to fix. */
export const OTHER_ORDER_SCENARIOS: readonly Scenario[] = [
  {
    title: 'authentication that is mounted before CORS responds to preflights, without CORS headers',
    setup: AUTHENTICATION_FIRST,
    exchanges: [[preflight(ALLOWED), UNREACHED]],
  },
  {
    title: 'a 401 of authentication that is mounted before CORS has no CORS headers',
    setup: AUTHENTICATION_FIRST,
    exchanges: [[get(ALLOWED), UNREACHED]],
  },
]
