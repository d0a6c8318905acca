export {
  ACCESS_CONTROL_ALLOW_CREDENTIALS,
  ACCESS_CONTROL_ALLOW_HEADERS,
  ACCESS_CONTROL_ALLOW_METHODS,
  ACCESS_CONTROL_ALLOW_ORIGIN,
  ACCESS_CONTROL_EXPOSE_HEADERS,
  ACCESS_CONTROL_MAX_AGE,
  ACCESS_CONTROL_REQUEST_HEADERS,
  ACCESS_CONTROL_REQUEST_METHOD,
  CORS_REQUEST_HEADER_NAMES,
  CORS_RESPONSE_HEADER_NAMES,
  ORIGIN,
  SEC_FETCH_SITE,
} from './cors-header.ts'
export { isTokenList, parseTokenList } from './header-list.ts'
export {
  FORBIDDEN_METHODS,
  isForbiddenMethod,
  isSafelistedMethod,
  normalizeMethod,
  SAFELISTED_METHODS,
} from './method.ts'
export { diagnoseOrigin, type OriginProblem, type OriginProblemCode } from './origin-problem.ts'
export {
  FORBIDDEN_REQUEST_HEADER_NAMES,
  isForbiddenRequestHeaderName,
  isNonWildcardRequestHeaderName,
  METHOD_OVERRIDE_HEADER_NAMES,
  SAFELISTED_REQUEST_HEADER_NAMES,
} from './request-header.ts'
export {
  FORBIDDEN_RESPONSE_HEADER_NAMES,
  isForbiddenResponseHeaderName,
  isSafelistedResponseHeaderName,
  SAFELISTED_RESPONSE_HEADER_NAMES,
} from './response-header.ts'
export { isLoopbackHost, MAX_ORIGIN_LENGTH, type Origin, parseOrigin } from './serialized-origin.ts'
export { isToken } from './token.ts'
