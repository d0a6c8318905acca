import type { Engine } from '@crossorigin/browser-model'
import { CATALOGUE, type FindingCode } from '../catalogue.ts'
import type { ConsoleFacts } from './console-facts.ts'
import type { Candidate } from './explanation.ts'
import { fillSentence, type Phrase } from './phrase.ts'
import { PHRASES } from './phrases.ts'

/** The sentences and names of a finding, with placeholders. */
type Templates = Pick<Candidate, 'says' | 'names'>

const TEMPLATES = new Map<FindingCode, Templates>()

/** What each engine prints for a finding today, and what it calls it: by the catalogue where it says so. */
export function translate(code: FindingCode, facts: ConsoleFacts): Pick<Candidate, 'says' | 'names'> {
  const { says, names } = TEMPLATES.get(code) ?? findTemplates(code)
  const fill = (sentence: string | undefined) =>
    sentence === undefined ? undefined : fillSentence(sentence, placeholdersOf(facts))
  return { says: { chrome: fill(says.chrome), firefox: fill(says.firefox), safari: fill(says.safari) }, names }
}

function findTemplates(code: FindingCode): Templates {
  const { says, names } = CATALOGUE[code]
  const chromium = findCurrent('chromium', code)
  const firefox = findCurrent('firefox', code)
  const templates = {
    says: {
      chrome: says?.chrome ?? chromium?.sentence,
      firefox: says?.firefox ?? firefox?.sentence,
      safari: says?.safari ?? findCurrent('webkit', code)?.sentence,
    },
    names: {
      chromium: names?.chromium ?? chromium?.names?.[0],
      firefox: names?.firefox ?? firefox?.names?.[0],
    },
  }
  TEMPLATES.set(code, templates)
  return templates
}

/** The sentence of which the finding is the plainest meaning, else one that has it among others. */
function findCurrent(engine: Engine, code: FindingCode): Phrase | undefined {
  const current = PHRASES.filter((phrase) => phrase.engine === engine && phrase.isRetired !== true)
  const rankOf = ({ suspects }: Phrase) => {
    const plain = suspects.filter(({ when }) => when === undefined)
    const index = plain.findIndex((suspect) => suspect.code === code)
    return index === -1 ? Number.POSITIVE_INFINITY : index
  }
  const ranked = current.map((phrase) => ({ phrase, rank: rankOf(phrase) })).sort((one, other) => one.rank - other.rank)
  const [best] = ranked
  return best === undefined || best.rank === Number.POSITIVE_INFINITY ? undefined : best.phrase
}

function placeholdersOf(facts: ConsoleFacts) {
  return {
    url: facts.url,
    from: facts.redirectedFrom ?? facts.url,
    origin: facts.origin,
    page: facts.page,
    method: facts.method,
    header: facts.header,
    value: facts.value,
    status: facts.status?.toString(),
    space: facts.addressSpace,
  }
}
