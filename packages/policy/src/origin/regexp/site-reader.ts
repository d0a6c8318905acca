import type { NameLookup, NameStatus } from '../public-suffix/name-status.ts'
import { type Automaton, type Budget, type Edge, type Openness, spend } from './automaton.ts'
import { type BackwardReader, type BackwardStep, pickCharacter, readBackward, stepBack } from './backward-reader.ts'
import { RegExpRefusal } from './refusal.ts'

/** A site that an expression covers. */
export interface RegExpSite {
  readonly isName: boolean
  /** A registrable domain, a host, a private network, or an origin with a scheme other than http(s). */
  readonly name: string
  itself: boolean
  subdomains: boolean
  /** The ports: an empty string for none, `*` for any. */
  readonly ports: Set<string>
}

/** An open text in a place that decides who owns the origin. */
export interface OpenText {
  /**
   * What it is part of: the name directly under a public suffix of the list's private section is `shared`, and a name under one that
   * has public suffixes below it is under an `ancestor`.
   */
  readonly kind: 'scheme' | 'name' | 'ancestor' | 'shared' | 'address' | 'opaque'
  readonly open: Openness
  /** The name after the next dot, which is spelled out; `undefined` for a scheme. */
  readonly suffix: string | undefined
  /** A stranger's origin that is accepted. */
  readonly stranger: string
}

/** What an automaton of origins covers. */
export interface SiteReading {
  readonly sites: ReadonlyMap<string, RegExpSite>
  /** At most one of each kind: the one that is nearest to the end of the host. */
  readonly openTexts: readonly OpenText[]
}

/** A position in a host, after which the rest of the origin has been read. */
interface HostPlace {
  readonly part: string
  readonly states: ReadonlySet<number>
  /** The part of the host that has been read. */
  readonly text: string
  /** The shortest text that completes the origin: a dot, a port, or nothing. */
  readonly tail: string
  readonly ports: readonly string[]
}

/** Hosts whose text decides who owns them. The others are in private networks. */
const READ_PARTS: ReadonlySet<string> = new Set(['name', 'address', 'opaque'])

interface Walk {
  readonly reader: BackwardReader
  readonly lookUp: NameLookup
  readonly budget: Budget
  readonly queue: HostPlace[]
  readonly sites: Map<string, RegExpSite>
  readonly openTexts: Map<OpenText['kind'], OpenText>
}

const SCHEMES: ReadonlySet<string | undefined> = new Set(['scheme', 'other-scheme'])

/**
 * Reads the sites that an automaton of origins covers. It reads hosts from right to left, along every spelled text, until the owner
 * is known. If the next character is open before that, the automaton accepts origins of strangers.
 *
 * Security: this looks at all ways through the automaton, not at texts: `(?:[a-z]+|app)\.com` spells `app.com`, but is open.
 */
export function readSites(automaton: Automaton, lookUp: NameLookup, budget: Budget): SiteReading {
  const reader = readBackward(automaton)
  const walk: Walk = { reader, lookUp, budget, queue: [], sites: new Map(), openTexts: new Map() }
  findOpenScheme(walk, automaton)
  if (walk.openTexts.size === 0) walk.queue.push(...findHostEnds(automaton, walk))
  for (const place of walk.queue) {
    if (['name', 'ancestor', 'address'].some((kind) => walk.openTexts.has(kind as OpenText['kind']))) break
    if (READ_PARTS.has(place.part)) readHost(walk, place)
    else cover(walk, place.part, place, 'itself')
  }
  return { sites: walk.sites, openTexts: [...walk.openTexts.values()] }
}

/**
 * Returns an origin that an automaton accepts although a stranger can own its host; `undefined` if every host is spelled out. Every
 * scheme counts as spelled out and, without the Public Suffix List, every name as a site.
 */
export function findStranger({ edges, accepting }: Automaton, lookUp: NameLookup, budget: Budget): string | undefined {
  const spelled = edges.map((own) => own.map((edge) => (SCHEMES.has(edge.part) ? { ...edge, open: undefined } : edge)))
  const { openTexts } = readSites({ edges: spelled, accepting }, (name) => lookUp(name) ?? 'site', budget)
  return openTexts[0]?.stranger
}

/** Returns the shortest text that an automaton accepts. */
export function findShortest(automaton: Automaton): string {
  return findCompletion(automaton, 0)
}

/** Shows an open scheme with a scheme other than http(s) if possible. */
function findOpenScheme({ reader, openTexts }: Walk, automaton: Automaton): void {
  const steps = reader.steps.flat().filter((step) => SCHEMES.has(step.part) && isOpen(step))
  const [first] = steps
  if (first === undefined) return
  const others = steps.filter(({ part }) => part === 'other-scheme')
  const step = reader.findNearest(others.length > 0 ? others : steps)
  const stranger = writeThrough(reader, step) + findCompletion(automaton, step.to)
  const text: OpenText = { kind: 'scheme', open: first.open as Openness, suffix: undefined, stranger }
  openTexts.set(text.kind, text)
}

/** Collects the states in which hosts end, grouped by part and by the ports that can follow. */
function findHostEnds(automaton: Automaton, { reader, budget }: Walk): HostPlace[] {
  const places = new Map<string, HostPlace & { readonly states: Set<number> }>()
  for (const [state, own] of reader.steps.entries()) {
    const parts = new Set(own.map(({ part }) => part as string).filter((part) => part !== 'port'))
    for (const part of parts) {
      const ports = readPorts(automaton, state, budget)
      if (ports.length === 0) continue
      const key = `${part} ${ports}`
      const known = places.get(key)
      const tail = findCompletion(automaton, state, 'port')
      if (known === undefined) places.set(key, { part, states: new Set([state]), text: '', tail, ports })
      else known.states.add(state)
    }
  }
  return [...places.values()]
}

/** Lists the ports that can follow a host: an empty string for none, `*` for ports that are not spelled out. */
function readPorts({ edges, accepting }: Automaton, end: number, budget: Budget): readonly string[] {
  const ports = new Set<string>()
  const queue = [{ state: end, text: '' }]
  for (const { state, text } of queue) {
    spend(budget, 1)
    if (accepting[state]) ports.add(text.slice(1))
    for (const { characters, to, open, part } of edges[state] as Edge[]) {
      if (part !== 'port') continue
      if (open === undefined) queue.push({ state: to, text: text + characters })
      else ports.add('*')
    }
  }
  return [...ports]
}

/** Returns the shortest text that leads from a state to acceptance. */
function findCompletion({ edges, accepting }: Automaton, start: number, onlyPart?: string): string {
  const texts = new Map([[start, '']])
  const queue = [start]
  let state = start
  for (let index = 0; !accepting[state]; state = queue[index] as number) {
    for (const { characters, to, part } of edges[state] as Edge[]) {
      if (texts.has(to) || (onlyPart ?? part) !== part) continue
      texts.set(to, texts.get(state) + pickCharacter(characters))
      queue.push(to)
    }
    index++
  }
  return texts.get(state) as string
}

/**
 * Reads the previous character in every possible way. A dot in a name never counts as open. If other characters are possible instead
 * of it, those count. If a repetition reads it, the characters of the label before it count.
 */
function readHost(walk: Walk, place: HostPlace): void {
  const { part, text, states } = place
  if (states.has(0)) cover(walk, text, place, 'itself')
  const openSteps: BackwardStep[] = []
  for (const [character, steps] of groupSteps(walk, place)) {
    if (character === '//') cover(walk, text, place, 'itself')
    else if (isBorder(walk, place, character)) cover(walk, text, place, 'subdomains')
    else if (!(part === 'name' && character === '.') && steps.some(isOpen)) openSteps.push(...steps)
    else walk.queue.push(readOn(place, character, steps))
  }
  if (openSteps.length > 0) addOpenText(walk, place, openSteps)
}

/** Groups the steps that lead to a place by character. Steps that leave the host of a web origin are grouped under `//`. */
function groupSteps({ reader, budget }: Walk, { part, states }: HostPlace): Map<string, BackwardStep[]> {
  const groups = new Map<string, BackwardStep[]>()
  for (const step of [...states].flatMap((state) => reader.steps[state] as BackwardStep[])) {
    const isBegin = part !== 'opaque' && step.part === 'separator'
    if (!isBegin && part !== 'opaque' && step.part !== part) continue
    spend(budget, step.characters.length)
    for (const character of isBegin ? ['//'] : foldCase(step.characters)) {
      const group = groups.get(character)
      if (group === undefined) groups.set(character, [step])
      else group.push(step)
    }
  }
  return groups
}

/** If both cases of a letter match, because of the flag i, one of them is enough. */
function foldCase(characters: string): Iterable<string> {
  return new Set(characters.length === 2 ? characters.toLowerCase() : characters)
}

/** Tells whether a character is the dot between a site and its subdomains. */
function isBorder({ lookUp }: Walk, { part, text }: HostPlace, character: string): boolean {
  return part === 'name' && character === '.' && text !== '' && requireStatus(lookUp, text) === 'site'
}

function isOpen({ open }: Edge): boolean {
  return open !== undefined
}

function requireStatus(lookUp: NameLookup, name: string): NameStatus {
  const status = lookUp(name)
  if (status === undefined) throw new RegExpRefusal('public-suffix-list-unavailable')
  return status
}

function readOn(place: HostPlace, character: string, steps: readonly BackwardStep[]): HostPlace {
  const states = new Set(steps.map(({ from }) => from))
  const isRootDot = place.part === 'name' && place.text === '' && character === '.'
  return isRootDot ? { ...place, states, tail: `.${place.tail}` } : { ...place, states, text: character + place.text }
}

function cover({ sites }: Walk, name: string, { part, ports }: HostPlace, what: 'itself' | 'subdomains'): void {
  const isName = part === 'name'
  const site = sites.get(name) ?? { isName, name, itself: false, subdomains: false, ports: new Set() }
  sites.set(name, site)
  site[what] = true
  for (const port of ports) site.ports.add(port)
}

function addOpenText({ reader, lookUp, openTexts }: Walk, place: HostPlace, steps: readonly BackwardStep[]): void {
  const suffix = place.text.slice(place.text.indexOf('.') + 1)
  const kind = place.part === 'name' ? findKind(place.text, suffix, lookUp) : (place.part as OpenText['kind'])
  const open = steps.map((step) => step.open).find((openness) => openness !== undefined) as Openness
  if (!openTexts.has(kind))
    openTexts.set(kind, { kind, open, suffix, stranger: describeStranger(reader, place, steps) })
}

function findKind(text: string, suffix: string, lookUp: NameLookup): OpenText['kind'] {
  const status = text.includes('.') ? requireStatus(lookUp, suffix) : undefined
  if (status === 'private') return 'shared'
  return status === 'ancestor' ? 'ancestor' : 'name'
}

/** Uses the name `evil` if it fits, and otherwise the shortest text. */
function describeStranger(
  reader: BackwardReader,
  { states, text, tail }: HostPlace,
  steps: readonly BackwardStep[],
): string {
  for (const word of text === '' ? ['evil.example', 'evil'] : ['evil']) {
    const before = stepBack(reader, states, word)
    if (before.size > 0) return `${reader.findPrefix(before)}${word}${text}${tail}`
  }
  return `${writeThrough(reader, reader.findNearest(steps))}${text}${tail}`
}

function writeThrough(reader: BackwardReader, { from, characters }: BackwardStep): string {
  return reader.findPrefix([from]) + pickCharacter(characters)
}
