import { setTimeout as sleep } from 'node:timers/promises'
import type { BrowserRequest, Engine, HttpResponse } from '@crossorigin/browser-model'
import { describe, expect, it } from 'vitest'
import preflightVectors from '../vectors/preflight-response.json' with { type: 'json' }
import { sendRequest } from './send-request.ts'
import { type TestedEngine, useWorld } from './vector-suite.ts'
import { isPreflight, type VectorPage, type VectorWorld } from './vector-world.ts'
import { framePageUrlOf, pageUrlOf, type ReceivedRequest } from './world.ts'

type Sequence = (typeof preflightVectors.cacheSequences)[number]
type Step = Sequence['steps'][number]

/** Results without a valid lifetime are cached for 5 seconds. Before the first of these times they are still cached, even on a slow machine. */
const CERTAINLY_KEPT = 3
const CERTAINLY_GONE = 7

const DEFAULTS: BrowserRequest = { pageOrigin: 'https://app.example', url: 'https://api.example/data' }
const SERVER_ERROR: HttpResponse = { status: 500, headers: [] }

const IMMEDIATE = preflightVectors.cacheSequences.filter(({ steps }) => steps.every(({ at }) => at <= CERTAINLY_KEPT))

/** Sequences that wait, except the slowest ones. */
const PACED = preflightVectors.cacheSequences
  .map((sequence) => ({ ...sequence, steps: sequence.steps.filter(({ at }) => at <= CERTAINLY_GONE) }))
  .filter(({ steps }) => steps.some(({ at }) => at === CERTAINLY_GONE))
  .filter(({ steps }) => steps.every(({ at }) => at <= CERTAINLY_KEPT || at === CERTAINLY_GONE))

/** What a browser remembers of preflights. */
export function describeRemembered(tested: TestedEngine): void {
  describe(`${tested.name}, with several requests`, () => {
    const world = useWorld(tested, false)

    it.each(IMMEDIATE)('remembers $id as the model says', async (sequence) => {
      const host = createHost(world.current)
      const seen = await play(host, sequence as Sequence, 'api.example', async () => {})
      tested.agree(sequence.id, seen, expectedOf(sequence as Sequence, tested.engine))
    })

    it('caches results for as long as the model says', async () => {
      expect(PACED.length).toBeGreaterThan(0)
      const host = createHost(world.current)
      // Each has its own host, so that all can wait at the same time.
      const played = PACED.map(async (sequence) => {
        const seen = await play(host, sequence as Sequence, `${sequence.id}.example`, (ms) => sleep(ms))
        tested.agree(sequence.id, seen, expectedOf(sequence as Sequence, tested.engine))
      })
      for (const result of await Promise.allSettled(played)) if (result.status === 'rejected') throw result.reason
    })
  })
}

function expectedOf(sequence: Sequence, engine: Engine): readonly boolean[] {
  const departure = (sequence as Readonly<Partial<Record<Engine, { readonly preflights?: readonly boolean[] }>>>)[
    engine
  ]
  return sequence.steps.map(({ expectPreflight }, index) => departure?.preflights?.[index] ?? expectPreflight)
}

/** The servers of sequences: each under its own name, with its current step. */
interface Host {
  readonly world: VectorWorld
  readonly turns: Map<string, { readonly step: Step; isAsked: boolean }>
}

function createHost(world: VectorWorld): Host {
  const turns: Host['turns'] = new Map()
  world.answerWith((received: ReceivedRequest) => {
    const turn = turns.get(new URL(received.url).hostname)
    if (turn === undefined) return SERVER_ERROR
    if (received.method === 'OPTIONS') turn.isAsked = true
    const response = isPreflight(received) ? turn.step.preflightResponse : turn.step.response
    return (response ?? SERVER_ERROR) as HttpResponse
  })
  return { world, turns }
}

/** Sends the requests of a sequence to a server, and returns which of them caused a preflight. */
async function play(
  { world, turns }: Host,
  { steps }: Sequence,
  name: string,
  wait: (milliseconds: number) => Promise<void>,
): Promise<readonly boolean[]> {
  const { pageOrigin } = completeRequest(steps[0] as Step, name)
  const page = await world.openPage(pageOrigin)
  const asked: boolean[] = []
  let start = Number.POSITIVE_INFINITY
  try {
    for (const step of steps) {
      if (asked.length > 0) await wait(Math.max(0, start + step.at * 1000 - performance.now()))
      const turn = { step, isAsked: false }
      turns.set(name, turn)
      await sendRequest(await findPage(page, step, pageOrigin), completeRequest(step, name))
      asked.push(turn.isAsked)
      start = Math.min(start, performance.now())
    }
    return asked
  } finally {
    await page.close()
  }
}

function completeRequest({ request }: Step, name: string): BrowserRequest {
  const completed = { ...DEFAULTS, ...request } as BrowserRequest
  return { ...completed, url: completed.url.replace('api.example', name) }
}

/** Returns the page of a step: in the page, or in a frame of a page with another origin. */
async function findPage(page: VectorPage, step: Step, pageOrigin: string): Promise<Pick<VectorPage, 'evaluate'>> {
  const { topLevelOrigin } = step as { readonly topLevelOrigin?: string }
  if (topLevelOrigin === undefined) return page
  const top = await page.openAnother(pageUrlOf(topLevelOrigin))
  const url = framePageUrlOf(pageOrigin)
  return { evaluate: (run, argument) => top.evaluate(runInFrame, { url, run: String(run), argument }) as never }
}

/** Runs in the page, so it must not use anything outside the function. */
async function runInFrame({ url, ...message }: { url: string; run: string; argument: unknown }): Promise<unknown> {
  const frame = document.createElement('iframe')
  const isLoaded = new Promise((resolve) => frame.addEventListener('load', resolve))
  frame.src = url
  document.body.append(frame)
  await isLoaded
  const { port1, port2 } = new MessageChannel()
  const result = new Promise((resolve) => {
    port1.onmessage = ({ data }) => resolve(data)
  })
  frame.contentWindow?.postMessage(message, '*', [port2])
  return await result
}
