import type { CatalogueEntry } from './entry.ts'

/** Why a browser sends a preflight. */
export type ClassificationCode =
  | 'classify/none'
  | 'classify/method'
  | 'classify/method-case'
  | 'classify/header'
  | 'classify/content-type'
  | 'classify/authorization'
  | 'classify/value-bytes'
  | 'classify/value-too-long'
  | 'classify/values-too-long-together'
  | 'classify/range-form'
  | 'classify/upload-listener'
  | 'classify/stream-body'
  | 'classify/added-by-tooling'
  | 'classify/engine-difference'
  | 'classify/cached'

const FETCH = 'https://fetch.spec.whatwg.org/'

/** What all of them have in common. */
const NOTE = { level: 'note', certainty: 'certain', cause: 'request' } as const

export const classificationEntries: Readonly<Record<ClassificationCode, CatalogueEntry>> = {
  'classify/none': {
    ...NOTE,
    title: 'No preflight: the request goes out at once',
    explanation:
      'A form could send this {method} too, so the browser does not ask first. The server acts on it even where the page is ' +
      'then not allowed to read the answer: CORS keeps no such request out.',
    fix: 'Protect what it does by other means: SameSite cookies, a token, or a check of Sec-Fetch-Site and Origin.',
    spec: `${FETCH}#cors-safelisted-method`,
  },
  'classify/method': {
    ...NOTE,
    title: 'The method needs a preflight',
    explanation: 'Only GET, HEAD and POST go out without one. The server has to answer OPTIONS, and to list {method}.',
    fix: 'Nothing, if the preflight passes. A higher Access-Control-Max-Age makes preflights rarer.',
    spec: `${FETCH}#cors-safelisted-method`,
  },
  'classify/method-case': {
    ...NOTE,
    level: 'warning',
    cause: 'method',
    title: 'The method is sent in lower case',
    explanation:
      'fetch upper-cases only DELETE, GET, HEAD, OPTIONS, POST and PUT. {method} goes over the wire as it is written, and ' +
      'methods are case-sensitive: to a server it is another method than {upper}, and many refuse it.',
    fix: "Write method: '{upper}' in the call.",
    spec: `${FETCH}#concept-method-normalize`,
  },
  'classify/header': {
    ...NOTE,
    title: 'A request header needs a preflight',
    explanation: '{names} is none of the few headers that a form could cause, so the browser asks before it sends it.',
    fix: 'Nothing, if the preflight passes: the server has to list {names}. Or leave it out, where nobody reads it.',
    spec: `${FETCH}#cors-unsafe-request-header-names`,
  },
  'classify/content-type': {
    ...NOTE,
    title: 'The type of the body needs a preflight',
    explanation:
      'A form can send application/x-www-form-urlencoded, multipart/form-data and text/plain. {value} is none of them, so the ' +
      'browser asks first, and the server has to list Content-Type.',
    fix: 'Let it be so. JSON sent as text/plain would avoid the preflight, and with it the only question that protects the server.',
    spec: `${FETCH}#cors-safelisted-request-header`,
  },
  'classify/authorization': {
    ...NOTE,
    title: 'Authorization needs a preflight',
    explanation:
      'A header Authorization that script sets is never sent unasked. The server has to list it by name. The preflight itself ' +
      'carries no token: whatever checks tokens has to come after CORS.',
    fix: 'Nothing, if the preflight passes.',
    spec: `${FETCH}#cors-non-wildcard-request-header-name`,
  },
  'classify/value-bytes': {
    ...NOTE,
    title: 'A byte in a header value needs a preflight',
    explanation:
      'The name {names} alone would not, but the value has a byte that no form could cause: a quote, a bracket, a colon, an @ ' +
      'or a control character, or in a language header anything but letters, digits and a few signs.',
    fix: 'Leave the byte out, where it is not needed: charset=utf-8 works without quotes.',
    spec: `${FETCH}#cors-unsafe-request-header-byte`,
  },
  'classify/value-too-long': {
    ...NOTE,
    title: 'A header value over 128 bytes needs a preflight',
    explanation: 'The value of {names} is longer than 128 bytes. Up to that length it would go out unasked.',
    fix: 'Shorten the value, or accept the preflight: the server then has to list {names}.',
    spec: `${FETCH}#cors-safelisted-request-header`,
  },
  'classify/values-too-long-together': {
    ...NOTE,
    title: 'Header values over 1,024 bytes together need a preflight',
    explanation:
      'Together the values of the headers that need no preflight are longer than 1,024 bytes. Each of them then needs one: ' +
      'the server has to list even Accept and Accept-Language.',
    fix: 'Shorten the values.',
    spec: `${FETCH}#cors-unsafe-request-header-names`,
  },
  'classify/range-form': {
    ...NOTE,
    title: 'This form of Range needs a preflight',
    explanation:
      'Only one range with a first position goes out unasked: bytes=0-499 or bytes=500-. The last bytes, several ranges and ' +
      'spaces need a preflight.',
    fix: 'Ask for one range by its first position, or let the server list Range.',
    spec: `${FETCH}#simple-range-header-value`,
  },
  'classify/upload-listener': {
    ...NOTE,
    title: 'A listener for the upload needs a preflight',
    explanation:
      'A listener on the upload object of an XMLHttpRequest would tell a page how far a server has read, which no form could. ' +
      'The browser asks first, even for POST.',
    fix: 'Leave the listener out, or let the server answer OPTIONS.',
    spec: 'https://xhr.spec.whatwg.org/#event-listeners-and-preflight',
  },
  'classify/stream-body': {
    ...NOTE,
    title: 'A stream as the body needs a preflight',
    explanation:
      'A body that is a ReadableStream is sent bit by bit, which no form could do. The browser asks first, even for POST.',
    fix: 'Send text, a Blob or a buffer, or let the server answer OPTIONS.',
    spec: `${FETCH}#use-cors-preflight-flag`,
  },
  'classify/added-by-tooling': {
    ...NOTE,
    certainty: 'likely',
    title: 'A header that libraries add needs a preflight',
    explanation:
      '{names} is mostly not written by hand: HTTP clients, tracing and monitoring add it, to requests for other origins too. ' +
      'The server has to list it, or the request fails as soon as the library is switched on.',
    fix: 'Let the server list {names}, or restrict the library to your own hosts (tracePropagationTargets and the like).',
    spec: `${FETCH}#cors-unsafe-request-header-names`,
  },
  'classify/engine-difference': {
    ...NOTE,
    title: 'Engines disagree whether this header needs a preflight',
    explanation:
      'By the standard {names} needs a preflight. Chromium sends it without one; other engines ask first. A server that does ' +
      'not list it works in Chrome and fails elsewhere.',
    fix: 'Let the server list {names}, or leave the header to the browser.',
    spec: `${FETCH}#cors-unsafe-request-header-names`,
  },
  'classify/cached': {
    ...NOTE,
    certainty: 'possible',
    title: 'The browser may remember the preflight',
    explanation:
      'For as long as Access-Control-Max-Age says, five seconds without it, a browser asks for the same URL, method and ' +
      'headers only once. No OPTIONS in the network panel then means that the answer was remembered.',
    fix: 'Switch off the cache in the developer tools to see every preflight.',
    spec: `${FETCH}#cors-preflight-cache`,
  },
}
