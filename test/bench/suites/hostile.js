import { cors } from '@crossorigin/node'
import peerCors from 'cors'
import { contestant } from '../contestants/contestant.js'
import { createFloor } from '../contestants/floor.js'
import { sendHello } from '../contestants/node-http.js'
import { configOf, peerOptionsOf, THREE_ORIGINS } from '../policy.js'
import { quartiles } from '../quartiles.js'
import { actual, preflight } from '../request.js'
import { measureRounds, ratio, without } from '../rounds.js'
import { formatNanoseconds, formatRatio, formatTable } from '../table.js'

/** What Node accepts of one request's headers is 16 kB in all. */
const LONG = 15_000

const [ALLOWED = ''] = THREE_ORIGINS.allowed
const MANY_LABELS = `https://${'a.'.repeat(125)}a`
const NAMES = Array.from({ length: LONG / 8 }, (_, index) => `x-${String(index).padStart(5, '0')}`).join(',')

/** Policies that have something to do for what they are asked. */
const POLICIES = {
  list: configOf(THREE_ORIGINS),
  patterns: configOf({ ...THREE_ORIGINS, patterns: ['https://*.example.com', 'https://*.a'] }),
  echo: { ...configOf(THREE_ORIGINS), methods: /** @type {const} */ ('*'), allowedHeaders: ['*', 'Authorization'] },
}

/** What the same answers take at least. An echo is what was asked, unread: Node alone. */
const FLOORS = {
  list: createFloor(THREE_ORIGINS.origins),
  patterns: createFloor([...THREE_ORIGINS.origins, MANY_LABELS]),
  echo: createFloor(THREE_ORIGINS.origins, (req) => String(req.headers['access-control-request-headers'])),
}

/** @type {readonly { policy: keyof typeof POLICIES, request: import('../request.js').BenchRequest }[]} */
const REQUESTS = [
  { policy: 'list', request: preflight('normal preflight', [ALLOWED]) },
  { policy: 'list', request: actual('126 labels', [MANY_LABELS]) },
  { policy: 'patterns', request: actual('126 labels, patterns', [MANY_LABELS]) },
  { policy: 'patterns', request: preflight('126 labels, patterns, preflight', [MANY_LABELS]) },
  { policy: 'list', request: actual('Origin of 15 kB', [`https://${'a'.repeat(LONG)}`]) },
  {
    policy: 'patterns',
    request: preflight('Origin of 15 kB, patterns, preflight', [`https://${'a.'.repeat(LONG / 2)}a`]),
  },
  ...askAll('list'),
  ...askAll('echo'),
  { policy: 'echo', request: preflight('echo: 4,096 characters of names', [ALLOWED], asking(NAMES.slice(0, 4095))) },
  {
    policy: 'echo',
    request: preflight('echo: a method of 15 kB', [ALLOWED], { 'access-control-request-method': 'A'.repeat(LONG) }),
  },
]

/** @param {keyof typeof POLICIES} policy */
function askAll(policy) {
  const prefix = policy === 'list' ? '' : `${policy}: `
  return [
    { policy, request: preflight(`${prefix}15 kB of commas`, [ALLOWED], asking(','.repeat(LONG))) },
    { policy, request: preflight(`${prefix}15 kB of spaces`, [ALLOWED], asking(`a${' '.repeat(LONG)}b`)) },
    { policy, request: preflight(`${prefix}15 kB of names`, [ALLOWED], asking(NAMES)) },
  ]
}

/** @param {string} names */
function asking(names) {
  return { 'access-control-request-headers': names }
}

/**
 * What the worst requests add, as multiples of what a normal preflight adds, and of what they add under `cors`.
 *
 * @typedef {object} HostileRow
 * @property {string} scenario
 * @property {import('../quartiles.js').Quartiles} added
 * @property {import('../quartiles.js').Quartiles} toNormal
 * @property {import('../quartiles.js').Quartiles | undefined} floorToNormal The same of the least work for the same answer.
 * @property {import('../quartiles.js').Quartiles} toPeer
 */
export async function runHostileSuite() {
  /** @type {HostileRow[]} */
  const rows = []
  const [normal, ...hostile] = REQUESTS.map(prepare)
  if (normal === undefined) return rows
  for (const one of hostile) {
    const times = await measureRounds([...normal.exchanges, ...one.exchanges], { rounds: 16 })
    const [none, own, , , otherNone, other, otherPeer, otherFloor] =
      /** @type {[number[], number[], number[], number[], number[], number[], number[], number[]]} */ (times)
    const added = without(other, otherNone)
    const usual = without(own, none)
    rows.push({
      scenario: one.request.name,
      added: quartiles(added),
      toNormal: ratio(added, usual),
      floorToNormal: ratio(without(otherFloor, otherNone), usual),
      toPeer: ratio(added, without(otherPeer, otherNone)),
    })
  }
  rows.push(await measureVary())
  return rows
}

/** @param {typeof REQUESTS[number]} scenario */
function prepare({ policy, request }) {
  const peer = peerCors(
    policy === 'echo' ? { ...peerOptionsOf(THREE_ORIGINS), allowedHeaders: undefined } : peerOptionsOf(THREE_ORIGINS),
  )
  return {
    request,
    exchanges: [
      contestant('none', 'none', sendHello),
      contestant('own', '@crossorigin/node', cors(POLICIES[policy])(sendHello)),
      contestant('peer', 'cors', (req, res) => peer(req, res, () => sendHello(req, res))),
      contestant('floor', 'floor', (req, res) => FLOORS[policy](req, res) || sendHello(req, res)),
    ].map((one) => one.prepare(request)),
  }
}

/** The application's doing, not a client's: reported beside the others. */
async function measureVary() {
  const vary = Array.from({ length: 1_000 }, (_, index) => `X-Member-${index}`).join(', ')
  const own = cors(POLICIES.list)(sendHello)
  const peer = peerCors(peerOptionsOf(THREE_ORIGINS))
  /** @param {import('../exchange.js').Listener} listener */
  const after = (listener) =>
    contestant('own', 'vary', (req, res) => {
      res.setHeader('Vary', vary)
      return listener(req, res)
    }).prepare(actual('Vary', [ALLOWED]))
  const normal = preflight('normal', [ALLOWED])
  const times = await measureRounds(
    [
      contestant('none', 'none', sendHello).prepare(normal),
      contestant('own', 'own', own).prepare(normal),
      after(sendHello),
      after(own),
      after((req, res) => peer(req, res, () => sendHello(req, res))),
    ],
    { rounds: 16, batch: 32 },
  )
  const [none, usual, varyNone, varyOwn, varyPeer] = /** @type {[number[], number[], number[], number[], number[]]} */ (
    times
  )
  const added = without(varyOwn, varyNone)
  return {
    scenario: 'the application has set a Vary of 1,000 members',
    added: quartiles(added),
    toNormal: ratio(added, without(usual, none)),
    floorToNormal: undefined,
    toPeer: ratio(added, without(varyPeer, varyNone)),
  }
}

/** @param {readonly HostileRow[]} rows */
export function formatHostile(rows) {
  return formatTable(
    ['request', 'adds', 'to a normal preflight', 'the floor, to the same', 'to cors'],
    rows.map(({ scenario, added, toNormal, floorToNormal, toPeer }) => [
      scenario,
      formatNanoseconds(added),
      formatRatio(toNormal),
      formatRatio(floorToNormal),
      formatRatio(toPeer),
    ]),
  )
}
