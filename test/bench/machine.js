import { readFileSync } from 'node:fs'
import { cpus } from 'node:os'

/** Says what the figures were taken on. */
export function describeMachine() {
  const all = cpus()
  return {
    runtime: describeRuntime(),
    v8: process.versions.v8,
    machine: `${all.length} x ${all[0]?.model ?? 'unknown'}`,
    system: `${process.platform} ${process.arch}`,
    peers: describePeers(),
  }
}

/** Bun and Deno also have a version of Node that they are compatible with. */
function describeRuntime() {
  const { bun, deno, node } = /** @type {Record<string, string | undefined>} */ (process.versions)
  if (bun !== undefined) return `Bun ${bun}`
  return deno === undefined ? `Node ${node}` : `Deno ${deno}`
}

function describePeers() {
  const { dependencies } = JSON.parse(readFileSync(new URL('package.json', import.meta.url), 'utf8'))
  return Object.entries(dependencies)
    .filter(([, version]) => version !== 'workspace:*')
    .map(([name, version]) => `${name} ${version}`)
    .join(', ')
}
