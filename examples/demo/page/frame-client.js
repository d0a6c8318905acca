/** @import { Exchange } from './exchange.js' */

const PATIENCE_MILLISECONDS = 15_000

/**
 * Lets the page in a frame, which has another origin, send its requests, and waits for the results.
 *
 * @param {HTMLIFrameElement} frame
 * @param {string} frameOrigin
 * @returns {Promise<Exchange[]>}
 */
export function askFrame(frame, frameOrigin) {
  return new Promise((resolve, reject) => {
    const timer = setTimeout(() => reject(new Error('The other page did not respond.')), PATIENCE_MILLISECONDS)
    addEventListener('message', (event) => {
      // Security: any window can send a message here.
      if (event.origin !== frameOrigin || event.source !== frame.contentWindow) return
      clearTimeout(timer)
      resolve(event.data.results)
    })
    frame.src = `${frameOrigin}/frame.html`
  })
}
