import { ADMIN, CACHEABLE, type Claim } from './claim.ts'
import type { HandMadeHeaders } from './claim-server.ts'
import { fetchImage, onPageOf, send, show } from './claim-step.ts'

/** What many people write. */
const echo: HandMadeHeaders = (origin) => (origin === undefined ? {} : { 'Access-Control-Allow-Origin': origin })

/** Failures without our packages. If they did not occur, the claims about our packages would prove nothing. */
export const CONTROLS: readonly Claim<HandMadeHeaders>[] = [
  {
    claim: 'without CORS headers no response is readable, and nothing that needs a preflight is sent',
    server: () => ({}),
    does: [
      [send(), 'TypeError'],
      [send({ method: 'PUT' }), 'TypeError'],
    ],
    receives: ['GET', 'preflight PUT executed'],
  },
  {
    claim: 'the browser blocks "*" when the page asks for credentials',
    server: () => ({ 'Access-Control-Allow-Origin': '*', 'Access-Control-Allow-Credentials': 'true' }),
    does: [
      [send(), 'readable'],
      [send({ credentials: 'include' }), 'TypeError'],
    ],
    receives: ['GET', 'GET'],
  },
  {
    claim: 'without Vary, an image that was shown breaks the fetch of the same URL, which is not even sent',
    server: echo,
    does: [
      [show(CACHEABLE), 'shown'],
      [fetchImage(CACHEABLE), 'TypeError'],
    ],
    receives: ['GET without Origin'],
  },
  {
    claim: 'without Vary, one origin of a site breaks the fetch of the other, which is not even sent',
    server: echo,
    does: [
      [send({}, CACHEABLE), 'readable'],
      [onPageOf(ADMIN, send({}, CACHEABLE)), 'TypeError'],
    ],
    receives: ['GET'],
  },
]
