import { FAILURES, findFailure, selectForPeers, TOPICS } from './comparison.ts'
import { PEERS, readVersion } from './peer.ts'

type Count = Record<string, number>

/** Runs every scenario against every peer, and returns the text of docs/fetch-peers.md. */
export async function writePage(): Promise<string> {
  const correct: Record<string, Count> = {}
  const wrong: Count[] = PEERS.map(() => ({}))
  for (const [topic, scenarios] of Object.entries(TOPICS)) {
    const rows = await selectForPeers(scenarios)
    correct[topic] = { rows: rows.length }
    for (const [index, peer] of PEERS.entries()) {
      const found = await Promise.all(rows.map((scenario) => findFailure(peer, scenario)))
      correct[topic][peer.name] = found.filter((failure) => failure === undefined).length
      for (const failure of found) {
        if (failure === undefined) continue
        const counts = wrong[index] as Count
        counts[failure] = (counts[failure] ?? 0) + 1
      }
    }
  }
  return `${INTRODUCTION}\n${tableOf(correct)}\n${DEFINITION}\n${tableOfFailures(wrong)}`
}

const COLUMNS = PEERS.map(
  ({ name, versionOf }) => `\`${name}\`${versionOf === undefined ? '' : ` ${readVersion(versionOf)}`}`,
)

function tableOf(correct: Readonly<Record<string, Count>>): string {
  const totals: Count = {}
  for (const counts of Object.values(correct)) {
    for (const [name, count] of Object.entries(counts)) totals[name] = (totals[name] ?? 0) + count
  }
  const line = (topic: string, counts: Count) => [topic, counts['rows'], ...PEERS.map(({ name }) => counts[name])]
  const lines = [...Object.entries(correct), ['all', totals] as const].map(([topic, counts]) => line(topic, counts))
  return format(['scenarios about', 'number', ...COLUMNS], lines)
}

function tableOfFailures(wrong: readonly Count[]): string {
  const lines = [...FAILURES, 'inexpressible'].map((failure) => [
    failure === 'inexpressible' ? 'has no options for the policy' : failure,
    ...wrong.map((counts) => counts[failure] ?? 0),
  ])
  return format(['', ...COLUMNS], lines)
}

function format(head: readonly string[], lines: readonly (readonly unknown[])[]): string {
  const rows = [head, head.map((_cell, index) => (index === 0 ? '---' : '---:')), ...lines]
  return rows.map((cells) => `| ${cells.join(' | ')} |\n`).join('')
}

const INTRODUCTION = `# Compared with other packages for fetch handlers

\`npx pnpm@12 docs:peers\` generates this page. It runs the project's scenarios against each package, with the \`Request\` and \`Response\` of Node. Each
policy is translated to the package's options, and only origins that browsers can send are used. The table shows how many scenarios each package
passes.
`

const DEFINITION = `A package passes a scenario if all of this is true for each request: a browser allows it if and only if the policy does, \`Vary\` keeps shared
caches from mixing up origins, and the status of the application's response is unchanged. The project's [browser model](how-it-is-tested.md), which
does not depend on policies, decides what a browser allows. Spelling, additional headers and the status of preflights do not count. A scenario that
fails in several ways is counted once, in the first row that applies:
`
