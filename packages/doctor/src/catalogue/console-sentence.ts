/**
 * The frames that the engines put around what they have to say. Where Firefox prints typographic quotation marks, these have
 * plain ones.
 *
 * Read in Chromium's `third_party/blink/renderer/platform/loader/cors/cors_error_string.cc`, Firefox's
 * `dom/locales/en-US/chrome/security/security.properties`, and WebKit's `Source/WebCore/loader/CrossOriginAccessControl.cpp`,
 * `CrossOriginPreflightResultCache.cpp` and `SubresourceLoader.cpp`.
 */

const CHROME_FRAME = "Access to fetch at '{url}' from origin '{origin}' has been blocked by CORS policy: "
const FIREFOX_FRAME =
  'Cross-Origin Request Blocked: The Same Origin Policy disallows reading the remote resource at {url}. (Reason: '

/** What Chrome appends for `fetch` where a value is wrong. */
export const CHROME_ADVICE = ' Have the server send the header with a valid value.'

/** What Chrome prints. */
export function chromeSays(reason: string): string {
  return CHROME_FRAME + reason
}

/** What Chrome prints about a preflight. */
export function chromeSaysOfPreflight(reason: string): string {
  return chromeSays(`Response to preflight request doesn't pass access control check: ${reason}`)
}

/** What Firefox prints, with the status in those that have it. */
export function firefoxSays(reason: string, ending = ''): string {
  return `${FIREFOX_FRAME}${reason}).${ending}`
}
