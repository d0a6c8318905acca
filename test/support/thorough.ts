/**
 * Whether tests try all that they can, as in CI: all adapters, and more random values. Without it, they try what is likely to find an
 * error within a few minutes.
 */
export const IS_THOROUGH = process.env['THOROUGH'] === 'true'
