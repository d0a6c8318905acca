/** Builds one policy of 100,000 origins, and says what that took. */

import { createPolicy } from '@crossorigin/policy'

const COUNT = 100_000
const prefix = process.argv[2] === 'patterns' ? '*.' : ''
// Read from one text, as from a file: strings that are whole, and not yet hashed.
const text = Array.from({ length: COUNT }, (_, index) => `https://${prefix}tenant-${index}.example.com`)
/** @type {string[]} */
const origin = JSON.parse(JSON.stringify(text))

globalThis.gc?.()
const before = bytesInUse()
const processor = process.cpuUsage()
const start = performance.now()
const policy = createPolicy({ origin, credentials: true })
const milliseconds = performance.now() - start
const { user, system } = process.cpuUsage(processor)
globalThis.gc?.()
const bytes = (bytesInUse() - before) / COUNT

const last = `https://${prefix === '' ? '' : 'app.'}tenant-${COUNT - 1}.example.com`
const decision = policy.decide({ method: 'GET', origin: last })
if (!('allowed' in decision) || !decision.allowed || origin.length !== COUNT)
  throw new Error('The policy is not right.')
process.stdout.write(JSON.stringify({ milliseconds, processorMilliseconds: (user + system) / 1000, bytes }))

/** What lies in arrays of bytes is not part of the heap. */
function bytesInUse() {
  const { heapUsed, arrayBuffers } = process.memoryUsage()
  return heapUsed + arrayBuffers
}
