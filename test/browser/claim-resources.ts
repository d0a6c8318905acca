import { ADMIN, ALLOWING, APP, CACHEABLE, type Claim, REFUSING } from './claim.ts'
import { fetchImage, loadFontFace, measure, onPageOf, readBack, send, show } from './claim-step.ts'

/** Elements and style sheets, caches, and features that are often confused with CORS. */
export const RESOURCE_CLAIMS: readonly Claim[] = [
  {
    claim: 'a font of a style sheet loads if the origin is allowed',
    server: ALLOWING,
    does: [[loadFontFace(), 'loaded']],
    receives: ['GET'],
  },
  {
    claim: 'a font of a style sheet does not load if the origin is denied',
    server: REFUSING,
    does: [[loadFontFace(), 'not loaded']],
    receives: ['GET'],
  },
  {
    claim: 'an image on a canvas is readable with the attribute crossorigin, and taints the canvas without',
    server: ALLOWING,
    does: [
      [readBack('canvas', 'with attribute'), 'red'],
      [readBack('canvas', 'without attribute'), 'SecurityError'],
    ],
    receives: ['GET', 'GET without Origin'],
  },
  {
    claim: 'an image does not even load with the attribute if the origin is denied',
    server: REFUSING,
    does: [
      [readBack('canvas', 'with attribute'), 'not loaded'],
      [readBack('canvas', 'without attribute'), 'SecurityError'],
    ],
    receives: ['GET', 'GET without Origin'],
  },
  {
    claim: 'an image becomes a WebGL texture with the attribute, and throws without',
    server: ALLOWING,
    does: [
      [readBack('texture', 'with attribute'), 'red'],
      [readBack('texture', 'without attribute'), 'SecurityError'],
    ],
    receives: ['GET', 'GET without Origin'],
  },
  {
    claim: 'a WebGL texture cannot be made if the origin is denied',
    server: REFUSING,
    does: [
      [readBack('texture', 'with attribute'), 'not loaded'],
      [readBack('texture', 'without attribute'), 'SecurityError'],
    ],
    receives: ['GET', 'GET without Origin'],
  },
  {
    claim: 'a video frame on a canvas is readable with the attribute, and taints the canvas without',
    server: ALLOWING,
    does: [
      [readBack('video', 'with attribute'), 'red'],
      [readBack('video', 'without attribute'), 'SecurityError'],
    ],
    receives: ['GET', 'GET without Origin'],
  },
  {
    claim: 'a video does not even load with the attribute if the origin is denied',
    server: REFUSING,
    does: [
      [readBack('video', 'with attribute'), 'not loaded'],
      [readBack('video', 'without attribute'), 'SecurityError'],
    ],
    receives: ['GET', 'GET without Origin'],
  },
  {
    claim: 'the same URL works as an image and then in a fetch, and is cached for each, because of Vary',
    server: ALLOWING,
    does: [
      [show(CACHEABLE), 'shown'],
      [fetchImage(CACHEABLE), 'readable'],
      [fetchImage(CACHEABLE), 'readable'],
    ],
    receives: ['GET without Origin', 'GET'],
  },
  {
    claim: 'the same URL works from two origins of one site, and is cached for each, because of Vary',
    server: { ...ALLOWING, origin: [APP, ADMIN] },
    does: [
      [send({}, CACHEABLE), 'readable'],
      [send({}, CACHEABLE), 'readable'],
      [onPageOf(ADMIN, send({}, CACHEABLE)), 'readable'],
    ],
    receives: ['GET', `GET from ${ADMIN}`],
  },
  {
    claim: 'mixed content is blocked before anything is sent, even if CORS would allow it',
    server: ALLOWING,
    scheme: 'http',
    does: [
      [send(), 'TypeError'],
      [send({ mode: 'no-cors' }), 'TypeError'],
    ],
    receives: [],
  },
  {
    claim: 'an http page can fetch over http if CORS allows it',
    server: { ...ALLOWING, origin: 'http://app.shop.test' },
    page: 'http://app.shop.test',
    scheme: 'http',
    does: [[send(), 'readable']],
    receives: ['GET'],
  },
  {
    claim: 'Cross-Origin-Resource-Policy blocks requests without CORS, and no requests with CORS',
    server: ALLOWING,
    does: [
      [show({ 'Cross-Origin-Resource-Policy': 'same-origin' }), 'not shown'],
      [fetchImage({ 'Cross-Origin-Resource-Policy': 'same-origin' }), 'readable'],
    ],
    receives: ['GET without Origin', 'GET'],
  },
  {
    claim: 'Cross-Origin-Resource-Policy makes no response readable',
    server: REFUSING,
    does: [
      [show({ 'Cross-Origin-Resource-Policy': 'cross-origin' }), 'shown'],
      [fetchImage({ 'Cross-Origin-Resource-Policy': 'cross-origin' }), 'TypeError'],
    ],
    receives: ['GET without Origin', 'GET'],
  },
  {
    claim: 'Timing-Allow-Origin shows when a response arrived, and does not make it readable',
    server: REFUSING,
    does: [
      [measure(), 'timing hidden'],
      [measure({ 'Timing-Allow-Origin': '*' }), 'timing visible'],
      [fetchImage({ 'Timing-Allow-Origin': '*' }), 'TypeError'],
    ],
    receives: ['GET without Origin', 'GET without Origin', 'GET'],
  },
]
