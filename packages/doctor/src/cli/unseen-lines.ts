import type { DiagnosisInput } from '../diagnosis.ts'
import type { Layout } from './layout.ts'
import { columnsOf } from './layout.ts'
import { hang, wrap } from './wrapping.ts'

interface Unseen {
  readonly what: string
  readonly check: string
  /** Whether it has been looked at after all. */
  readonly isSeen?: (input: DiagnosisInput) => boolean
}

/** What decides in the visitor's browser and not on the wire, in the order in which it is worth looking at. */
const UNSEEN: readonly Unseen[] = [
  {
    what: 'the policies of the page: Content-Security-Policy, sandbox',
    check: 'give its address with --page',
    isSeen: ({ page }) => page !== undefined,
  },
  {
    what: 'service workers and extensions',
    check: 'try a private window, and unregister the worker in the developer tools',
  },
  {
    what: "the visitor's cookies, caches and permissions for the local network",
    check: 'try with "Disable cache"; look at the cookies and the site settings',
  },
  {
    what: "the visitor's name system and proxy, and the edge server that they reach",
    check: 'compare the address and the headers in the network panel with --verbose',
  },
  {
    what: "headers that the page's libraries add",
    check: 'save the network panel as an archive, and give it with --har',
  },
]

/** Says what the doctor cannot see, and how to look at it. It closes a diagnosis in which all is well. */
export function unseenLines(input: DiagnosisInput, layout: Layout): readonly string[] {
  const { prose } = columnsOf(layout)
  const items = UNSEEN.filter(({ isSeen }) => isSeen?.(input) !== true)
  return [
    ...wrap('If it fails in a browser all the same, it is something that cannot be seen from here:', prose),
    ...items.flatMap(({ what, check }) => hang('- ', `${what}: ${check}`, { indent: 2, width: prose })),
  ]
}
