import { formatComparison } from './comparison.js'
import { formatConstruction, runConstructionSuite } from './suites/construction.js'
import { runFetchSuite } from './suites/fetch.js'
import { formatHostile, runHostileSuite } from './suites/hostile.js'
import { formatImports, runImportsSuite } from './suites/imports.js'
import { formatLists, runListsSuite } from './suites/lists.js'
import { formatMemory, runMemorySuite } from './suites/memory.js'
import { formatOrigins, runOriginsSuite } from './suites/origins.js'
import { runRequestSuite } from './suites/request.js'
import { formatServers, runServersSuite } from './suites/servers.js'

/**
 * @typedef {object} Suite
 * @property {string} title
 * @property {(options: { processes?: number | undefined }) => Promise<any>} run `processes`: how many each contestant has, one after
 * the other, in the suites `request`, `fetch` and `memory`.
 * @property {(rows: any) => string} format
 */

/** @type {Readonly<Record<string, Suite>>} */
export const SUITES = {
  request: { title: 'What CORS adds to a request', run: runRequestSuite, format: formatComparison },
  fetch: { title: 'What CORS adds to a request of a fetch handler', run: runFetchSuite, format: formatComparison },
  origins: { title: 'What a longer list of origins adds', run: runOriginsSuite, format: formatOrigins },
  lists: { title: 'Looking up an origin', run: runListsSuite, format: formatLists },
  hostile: { title: 'What the worst requests add', run: runHostileSuite, format: formatHostile },
  memory: { title: 'What a request leaves in memory', run: runMemorySuite, format: formatMemory },
  construction: { title: 'Building a policy', run: runConstructionSuite, format: formatConstruction },
  imports: { title: 'Importing an adapter', run: runImportsSuite, format: formatImports },
  servers: { title: 'Whole servers', run: runServersSuite, format: formatServers },
}
