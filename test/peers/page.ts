import { findMistake, MISTAKES, selectForPeers, TOPICS } from './comparison.ts'
import { PEERS, readVersion } from './peer.ts'

type Count = Record<string, number>

/** Tries every peer on every scenario, and writes docs/fetch-peers.md. */
export async function writePage(): Promise<string> {
  const right: Record<string, Count> = {}
  const wrong: Count[] = PEERS.map(() => ({}))
  for (const [topic, scenarios] of Object.entries(TOPICS)) {
    const rows = await selectForPeers(scenarios)
    right[topic] = { rows: rows.length }
    for (const [index, peer] of PEERS.entries()) {
      const found = await Promise.all(rows.map((scenario) => findMistake(peer, scenario)))
      right[topic][peer.name] = found.filter((mistake) => mistake === undefined).length
      for (const mistake of found) {
        if (mistake === undefined) continue
        const counts = wrong[index] as Count
        counts[mistake] = (counts[mistake] ?? 0) + 1
      }
    }
  }
  return `${INTRODUCTION}\n${tableOf(right)}\n${MISTAKEN}\n${tableOfMistakes(wrong)}`
}

const COLUMNS = PEERS.map(
  ({ name, versionOf }) => `\`${name}\`${versionOf === undefined ? '' : ` ${readVersion(versionOf)}`}`,
)

function tableOf(right: Readonly<Record<string, Count>>): string {
  const totals: Count = {}
  for (const counts of Object.values(right)) {
    for (const [name, count] of Object.entries(counts)) totals[name] = (totals[name] ?? 0) + count
  }
  const line = (topic: string, counts: Count) => [topic, counts['rows'], ...PEERS.map(({ name }) => counts[name])]
  const lines = [...Object.entries(right), ['all', totals] as const].map(([topic, counts]) => line(topic, counts))
  return format(['scenarios about', 'number', ...COLUMNS], lines)
}

function tableOfMistakes(wrong: readonly Count[]): string {
  const lines = [...MISTAKES, 'inexpressible'].map((mistake) => [
    mistake === 'inexpressible' ? 'has no options for the policy' : mistake,
    ...wrong.map((counts) => counts[mistake] ?? 0),
  ])
  return format(['', ...COLUMNS], lines)
}

function format(head: readonly string[], lines: readonly (readonly unknown[])[]): string {
  const rows = [head, head.map((_cell, index) => (index === 0 ? '---' : '---:')), ...lines]
  return rows.map((cells) => `| ${cells.join(' | ')} |\n`).join('')
}

const INTRODUCTION = `# Compared with other packages for fetch handlers

\`npx pnpm@12 docs:peers\` writes this page: it runs the project's scenario table against each package, on the \`Request\` and \`Response\` of Node. Each
policy is translated to the options of the package, and only origins that browsers can send are asked about. The numbers say in how many scenarios the
package is right.
`

const MISTAKEN = `A package is right if, for each request of a scenario, a browser lets it through exactly when the policy allows it; if \`Vary\` keeps a shared
cache from mixing up origins; and if the status of the application's responses is unchanged. What browsers do is decided by the project's
[model of browsers](how-it-is-tested.md), which knows nothing of policies. Spelling, additional headers and the status of preflights do not count. A
scenario with several mistakes counts once, for the first of these:
`
