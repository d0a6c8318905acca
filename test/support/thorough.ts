/**
 * Whether to run everything, as CI does: all adapters and more random values. Otherwise, tests run a selection that takes a few
 * minutes.
 */
export const IS_THOROUGH = process.env['THOROUGH'] === 'true'
