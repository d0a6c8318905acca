/** How long the soak takes in all, about; `SOAK_SECONDS` says otherwise. */
const SECONDS = Number(process.env['SOAK_SECONDS'] ?? 300)

/** Returns a share of that time in milliseconds. */
export function shareOfTime(share: number): number {
  if (!(SECONDS > 0)) throw new RangeError('SOAK_SECONDS must be a number of seconds.')
  return SECONDS * 1000 * share
}
