import { ADMIN, CACHEABLE, type Claim } from './claim.ts'
import type { HandMadeHeaders } from './claim-server.ts'
import { fetchImage, onPageOf, send, show } from './claim-step.ts'

/** What many write. */
const echo: HandMadeHeaders = (origin) => (origin === undefined ? {} : { 'Access-Control-Allow-Origin': origin })

/** What goes wrong without our packages. Where it did not, the claims that hold with them would prove nothing. */
export const CONTROLS: readonly Claim<HandMadeHeaders>[] = [
  {
    claim: 'without CORS headers nothing is readable, and nothing that needs a preflight is sent',
    server: () => ({}),
    does: [
      [send(), 'TypeError'],
      [send({ method: 'PUT' }), 'TypeError'],
    ],
    receives: ['GET', 'preflight PUT executed'],
  },
  {
    claim: 'the browser refuses "*" where script asks for credentials',
    server: () => ({ 'Access-Control-Allow-Origin': '*', 'Access-Control-Allow-Credentials': 'true' }),
    does: [
      [send(), 'readable'],
      [send({ credentials: 'include' }), 'TypeError'],
    ],
    receives: ['GET', 'GET'],
  },
  {
    claim: 'without Vary, an image that was shown spoils the fetch of the same URL, which is not even sent',
    server: echo,
    does: [
      [show(CACHEABLE), 'shown'],
      [fetchImage(CACHEABLE), 'TypeError'],
    ],
    receives: ['GET without Origin'],
  },
  {
    claim: 'without Vary, one origin of a site spoils the fetch of the other, which is not even sent',
    server: echo,
    does: [
      [send({}, CACHEABLE), 'readable'],
      [onPageOf(ADMIN, send({}, CACHEABLE)), 'TypeError'],
    ],
    receives: ['GET'],
  },
]
