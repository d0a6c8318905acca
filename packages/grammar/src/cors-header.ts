/** The names of all headers of the CORS protocol, as they are sent. */

/** @see https://fetch.spec.whatwg.org/#http-access-control-allow-origin */
export const ACCESS_CONTROL_ALLOW_ORIGIN = 'Access-Control-Allow-Origin'
/** @see https://fetch.spec.whatwg.org/#http-access-control-allow-credentials */
export const ACCESS_CONTROL_ALLOW_CREDENTIALS = 'Access-Control-Allow-Credentials'
/** @see https://fetch.spec.whatwg.org/#http-access-control-allow-methods */
export const ACCESS_CONTROL_ALLOW_METHODS = 'Access-Control-Allow-Methods'
/** @see https://fetch.spec.whatwg.org/#http-access-control-allow-headers */
export const ACCESS_CONTROL_ALLOW_HEADERS = 'Access-Control-Allow-Headers'
/** @see https://fetch.spec.whatwg.org/#http-access-control-max-age */
export const ACCESS_CONTROL_MAX_AGE = 'Access-Control-Max-Age'
/** @see https://fetch.spec.whatwg.org/#http-access-control-expose-headers */
export const ACCESS_CONTROL_EXPOSE_HEADERS = 'Access-Control-Expose-Headers'
/** @see https://fetch.spec.whatwg.org/#http-access-control-request-method */
export const ACCESS_CONTROL_REQUEST_METHOD = 'Access-Control-Request-Method'
/** @see https://fetch.spec.whatwg.org/#http-access-control-request-headers */
export const ACCESS_CONTROL_REQUEST_HEADERS = 'Access-Control-Request-Headers'
/** @see https://fetch.spec.whatwg.org/#origin-header */
export const ORIGIN = 'Origin'
/** @see https://w3c.github.io/webappsec-fetch-metadata/#sec-fetch-site-header */
export const SEC_FETCH_SITE = 'Sec-Fetch-Site'

/**
 * Response headers of the CORS protocol, in lower case. They have no meaning in requests.
 *
 * @see https://fetch.spec.whatwg.org/#http-responses
 */
export const CORS_RESPONSE_HEADER_NAMES: ReadonlySet<string> = new Set(
  [
    ACCESS_CONTROL_ALLOW_ORIGIN,
    ACCESS_CONTROL_ALLOW_CREDENTIALS,
    ACCESS_CONTROL_ALLOW_METHODS,
    ACCESS_CONTROL_ALLOW_HEADERS,
    ACCESS_CONTROL_MAX_AGE,
    ACCESS_CONTROL_EXPOSE_HEADERS,
  ].map((name) => name.toLowerCase()),
)

/**
 * Request headers of the CORS protocol, in lower case. They have no meaning in responses.
 *
 * @see https://fetch.spec.whatwg.org/#http-requests
 */
export const CORS_REQUEST_HEADER_NAMES: ReadonlySet<string> = new Set(
  [ORIGIN, ACCESS_CONTROL_REQUEST_METHOD, ACCESS_CONTROL_REQUEST_HEADERS].map((name) => name.toLowerCase()),
)
