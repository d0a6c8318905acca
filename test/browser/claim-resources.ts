import { ADMIN, ALLOWING, APP, CACHEABLE, type Claim, REFUSING } from './claim.ts'
import { fetchImage, loadFontFace, measure, onPageOf, readBack, send, show } from './claim-step.ts'

/** What elements and style sheets load, what caches keep, and what is often taken for CORS. */
export const RESOURCE_CLAIMS: readonly Claim[] = [
  {
    claim: 'a font of a style sheet loads where the origin is allowed',
    server: ALLOWING,
    does: [[loadFontFace(), 'loaded']],
    receives: ['GET'],
  },
  {
    claim: 'a font of a style sheet does not load where the origin is refused',
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
    claim: 'an image does not even load with the attribute where the origin is refused',
    server: REFUSING,
    does: [
      [readBack('canvas', 'with attribute'), 'not loaded'],
      [readBack('canvas', 'without attribute'), 'SecurityError'],
    ],
    receives: ['GET', 'GET without Origin'],
  },
  {
    claim: 'an image becomes a WebGL texture with the attribute, and is refused without',
    server: ALLOWING,
    does: [
      [readBack('texture', 'with attribute'), 'red'],
      [readBack('texture', 'without attribute'), 'SecurityError'],
    ],
    receives: ['GET', 'GET without Origin'],
  },
  {
    claim: 'a WebGL texture cannot be had where the origin is refused',
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
    claim: 'a video does not even load with the attribute where the origin is refused',
    server: REFUSING,
    does: [
      [readBack('video', 'with attribute'), 'not loaded'],
      [readBack('video', 'without attribute'), 'SecurityError'],
    ],
    receives: ['GET', 'GET without Origin'],
  },
  {
    claim: 'the same URL is right as an image and then fetched, and cached for each, because of Vary',
    server: ALLOWING,
    does: [
      [show(CACHEABLE), 'shown'],
      [fetchImage(CACHEABLE), 'readable'],
      [fetchImage(CACHEABLE), 'readable'],
    ],
    receives: ['GET without Origin', 'GET'],
  },
  {
    claim: 'the same URL is right from two origins of one site, and cached for each, because of Vary',
    server: { ...ALLOWING, origin: [APP, ADMIN] },
    does: [
      [send({}, CACHEABLE), 'readable'],
      [send({}, CACHEABLE), 'readable'],
      [onPageOf(ADMIN, send({}, CACHEABLE)), 'readable'],
    ],
    receives: ['GET', `GET from ${ADMIN}`],
  },
  {
    claim: 'mixed content is blocked before anything is sent, whatever CORS would allow',
    server: ALLOWING,
    scheme: 'http',
    does: [
      [send(), 'TypeError'],
      [send({ mode: 'no-cors' }), 'TypeError'],
    ],
    receives: [],
  },
  {
    claim: 'a page of http may fetch over http, where CORS allows it',
    server: { ...ALLOWING, origin: 'http://app.shop.test' },
    page: 'http://app.shop.test',
    scheme: 'http',
    does: [[send(), 'readable']],
    receives: ['GET'],
  },
  {
    claim: 'Cross-Origin-Resource-Policy blocks what does not use CORS, and nothing that does',
    server: ALLOWING,
    does: [
      [show({ 'Cross-Origin-Resource-Policy': 'same-origin' }), 'not shown'],
      [fetchImage({ 'Cross-Origin-Resource-Policy': 'same-origin' }), 'readable'],
    ],
    receives: ['GET without Origin', 'GET'],
  },
  {
    claim: 'Cross-Origin-Resource-Policy lets nobody read',
    server: REFUSING,
    does: [
      [show({ 'Cross-Origin-Resource-Policy': 'cross-origin' }), 'shown'],
      [fetchImage({ 'Cross-Origin-Resource-Policy': 'cross-origin' }), 'TypeError'],
    ],
    receives: ['GET without Origin', 'GET'],
  },
  {
    claim: 'Timing-Allow-Origin shows when a response came, and lets nobody read it',
    server: REFUSING,
    does: [
      [measure(), 'timing hidden'],
      [measure({ 'Timing-Allow-Origin': '*' }), 'timing visible'],
      [fetchImage({ 'Timing-Allow-Origin': '*' }), 'TypeError'],
    ],
    receives: ['GET without Origin', 'GET without Origin', 'GET'],
  },
]
