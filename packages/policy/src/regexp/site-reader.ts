import { type Automaton, type Budget, type Edge, type Openness, spend } from './automaton.ts'
import { type BackwardReader, type BackwardStep, pickCharacter, readBackward, stepBack } from './backward-reader.ts'
import type { NameLookup, NameStatus } from './name-status.ts'
import { RegExpRefusal } from './refusal.ts'

/** A site that an expression covers. */
export interface RegExpSite {
  readonly kind: 'name' | 'address' | 'network' | 'opaque'
  /** A registrable domain, a host, a private network, or an origin of another scheme than the web's. */
  readonly name: string
  itself: boolean
  subdomains: boolean
  /** The ports: an empty text for none, `*` for any. */
  readonly ports: Set<string>
}

/** A text that is not spelled, though it decides whose origin it is. */
export interface OpenText {
  /**
   * What it is part of: `shared` is the name directly under a public suffix of the list's private section, `ancestor` a name that
   * has public suffixes below it.
   */
  readonly kind: 'scheme' | 'name' | 'ancestor' | 'shared' | 'address' | 'opaque'
  readonly open: Openness
  /** What is spelled behind it, from the next dot on. */
  readonly suffix: string
  /** A stranger's origin that is accepted. */
  readonly stranger: string
}

/** What an automaton of origins covers. */
export interface SiteReading {
  readonly sites: ReadonlyMap<string, RegExpSite>
  /** At most one for each kind: the one with the shortest text behind it. */
  readonly openTexts: readonly OpenText[]
}

/** A point inside of a host, from which the rest of the origin has been read. */
interface Place {
  readonly part: string
  readonly states: ReadonlySet<number>
  /** What has been read of the host. */
  readonly text: string
  /** The shortest text that completes the origin: a dot, a port, or nothing. */
  readonly tail: string
  readonly ports: readonly string[]
}

/** Parts whose text decides whose they are. The others are the private networks. */
const READ_PARTS: ReadonlySet<string> = new Set(['name', 'address', 'opaque'])

interface Walk {
  readonly reader: BackwardReader
  readonly lookUp: NameLookup
  readonly budget: Budget
  readonly queue: Place[]
  readonly sites: Map<string, RegExpSite>
  readonly openTexts: Map<OpenText['kind'], OpenText>
}

/** Parts of an origin that are not its host. */
const OTHER_PARTS: ReadonlySet<string | undefined> = new Set(['scheme', 'other-scheme', 'separator', 'port'])

/**
 * Reads the sites off an automaton of origins. Hosts are read from right to left, one spelled text after the other, until it is
 * clear whose they are. Where the next character is open before that, the text goes to strangers too.
 *
 * Security: a way through the automaton is what counts, and not a text: `(?:[a-z]+|app)\.com` spells `app.com` and is open.
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

/** An open scheme is shown as one that is not the web's, where it can be. */
function findOpenScheme({ reader, openTexts }: Walk, automaton: Automaton): void {
  const steps = reader.steps.flat().filter((step) => step.part?.endsWith('scheme') && isOpen(step))
  const [first] = steps
  if (first === undefined) return
  const others = steps.filter(({ part }) => part === 'other-scheme')
  const step = reader.findNearest(others.length > 0 ? others : steps)
  const stranger = writeThrough(reader, step) + findCompletion(automaton, step.to)
  openTexts.set('scheme', { kind: 'scheme', open: first.open as Openness, suffix: '', stranger })
}

/** Gathers the states in which hosts end, by the parts that end in them and the ports that may follow. */
function findHostEnds(automaton: Automaton, { reader, budget }: Walk): Place[] {
  const places = new Map<string, Place & { readonly states: Set<number> }>()
  for (const [state, own] of reader.steps.entries()) {
    const parts = new Set(own.map(({ part }) => part as string).filter((part) => !OTHER_PARTS.has(part)))
    const ports = parts.size === 0 ? [] : readPorts(automaton, state, budget)
    for (const part of ports.length === 0 ? [] : parts) {
      const key = `${part} ${ports}`
      const known = places.get(key)
      const tail = findCompletion(automaton, state, 'port')
      if (known === undefined) places.set(key, { part, states: new Set([state]), text: '', tail, ports })
      else known.states.add(state)
    }
  }
  return [...places.values()]
}

/** Lists the ports that may follow a host: an empty text for none, `*` for what is not spelled. */
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
 * Reads one more character, in every way in which it can be read. A dot of a name is no open text by itself, whatever reads it: the
 * other characters that could be in its place are, and so is the label that a repetition reads before it.
 */
function readHost(walk: Walk, place: Place): void {
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

/** Groups the steps that lead to a place by their characters; those over the border of a web origin's host by `//`. */
function groupSteps({ reader, budget }: Walk, { part, states }: Place): Map<string, BackwardStep[]> {
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

/** Where the case is open because of the flag i, only one case is read. */
function foldCase(characters: string): Iterable<string> {
  return new Set(characters.length === 2 ? characters.toLowerCase() : characters)
}

/** Tells whether a dot ends the names of one owner: all before it are subdomains. */
function isBorder({ lookUp }: Walk, { part, text }: Place, character: string): boolean {
  return (
    part === 'name' &&
    character === '.' &&
    text !== '' &&
    !text.startsWith('.') &&
    requireStatus(lookUp, text) === 'site'
  )
}

function isOpen({ open }: Edge): boolean {
  return open !== undefined
}

function requireStatus(lookUp: NameLookup, name: string): NameStatus {
  const status = lookUp(name)
  if (status === undefined) throw new RegExpRefusal('public-suffix-list-unavailable', 'the Public Suffix List')
  return status
}

function readOn(place: Place, character: string, steps: readonly BackwardStep[]): Place {
  const states = new Set(steps.map(({ from }) => from))
  const isRootDot = place.part === 'name' && place.text === '' && character === '.'
  return isRootDot ? { ...place, states, tail: `.${place.tail}` } : { ...place, states, text: character + place.text }
}

function cover({ sites }: Walk, name: string, { part, ports }: Place, what: 'itself' | 'subdomains'): void {
  const kind = READ_PARTS.has(part) ? (part as RegExpSite['kind']) : 'network'
  const site = sites.get(name) ?? { kind, name, itself: false, subdomains: false, ports: new Set() }
  sites.set(name, site)
  site[what] = true
  for (const port of ports) site.ports.add(port)
}

function addOpenText({ reader, lookUp, openTexts }: Walk, place: Place, steps: readonly BackwardStep[]): void {
  const suffix = place.text.slice(place.text.indexOf('.') + 1)
  const kind = place.part === 'name' ? findKind(place.text, suffix, lookUp) : (place.part as OpenText['kind'])
  const open = steps.map((step) => step.open).find((openness) => openness !== undefined) as Openness
  if (!openTexts.has(kind))
    openTexts.set(kind, { kind, open, suffix, stranger: describeStranger(reader, place, steps) })
}

function findKind(text: string, suffix: string, lookUp: NameLookup): OpenText['kind'] {
  const status = text.includes('.') ? requireStatus(lookUp, suffix) : 'icann'
  if (status === 'private') return 'shared'
  return status === 'ancestor' ? 'ancestor' : 'name'
}

/** Spells `evil` where there is room for it, and else what is shortest. */
function describeStranger(
  reader: BackwardReader,
  { states, part, text, tail }: Place,
  steps: readonly BackwardStep[],
): string {
  for (const word of text === '' ? ['evil.example', 'evil'] : ['evil']) {
    const before = stepBack(reader, states, { text: word, part })
    if (before.size > 0) return `${reader.findPrefix(before)}${word}${text}${tail}`
  }
  return `${writeThrough(reader, reader.findNearest(steps))}${text}${tail}`
}

function writeThrough(reader: BackwardReader, { from, characters }: BackwardStep): string {
  return reader.findPrefix([from]) + pickCharacter(characters)
}
