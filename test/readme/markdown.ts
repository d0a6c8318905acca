import { createSlug, readMarkdownLinks } from '../../docs/site/markdown.js'

/** A fenced block of a Markdown document. */
export interface Fence {
  readonly tag: string
  readonly code: string
  /** The line of the document on which the fence opens. */
  readonly line: number
  /** The block of output that follows, before any other fence; `undefined` if none does. */
  readonly output: string | undefined
  /** The first line of text after the fence; empty if another fence or the end follows. */
  readonly remark: string
}

const OUTPUT_TAG = 'text'

/** Reads all fenced blocks, in their order. */
export function readFences(markdown: string): Fence[] {
  const lines = markdown.split('\n')
  const fences: Omit<Fence, 'output'>[] = []
  let open: { tag: string; line: number } | undefined
  for (const [index, text] of lines.entries()) {
    const fence = /^```(.*)$/.exec(text)
    if (fence === null) continue
    if (open === undefined) {
      open = { tag: fence[1] ?? '', line: index + 1 }
    } else {
      const remark = lines.slice(index + 1).find((line) => line !== '') ?? ''
      fences.push({ ...open, code: `${lines.slice(open.line, index).join('\n')}\n`, remark })
      open = undefined
    }
  }
  if (open !== undefined) throw new Error(`The fence of line ${open.line} is never closed.`)
  return fences.map((fence, index) => {
    const next = fences[index + 1]
    return { ...fence, output: next?.tag === OUTPUT_TAG ? next.code : undefined }
  })
}

/** Reads the rows of the table whose head begins with the given cell. */
export function readTable(markdown: string, firstCell: string): string[][] {
  const [, ...rows] = readWholeTable(markdown, firstCell)
  return rows
}

/** Reads the head and the rows of the table whose head begins with the given cell. */
export function readWholeTable(markdown: string, firstCell: string): string[][] {
  const lines = withoutFences(markdown).split('\n')
  const head = lines.findIndex((line) => line.startsWith(`| ${firstCell === '' ? '' : `${firstCell} `}|`))
  if (head === -1) throw new Error(`There is no table whose head begins with "${firstCell}".`)
  const end = lines.findIndex((line, index) => index > head && !line.startsWith('|'))
  return [head, ...Array.from({ length: end - head - 2 }, (_, index) => head + 2 + index)].map((index) =>
    readRow(lines[index] as string),
  )
}

function readRow(line: string): string[] {
  return line
    .slice(1, line.trimEnd().length - 1)
    .split(/(?<!\\)\|/)
    .map((cell) => cell.trim())
}

/** Reads the targets of all links. */
export function readLinks(markdown: string): string[] {
  return readMarkdownLinks(markdown).map(({ target }) => target)
}

/** Returns the anchors that headings have on the pages of a repository, and of the site. A repeated one is numbered. */
export function readAnchors(markdown: string): Set<string> {
  const anchors = new Set<string>()
  for (const [, text = ''] of withoutFences(markdown).matchAll(/^#{1,6} (.+)$/gm)) {
    const anchor = createSlug(text.replace(/\[([^\]]*)\]\([^)]*\)/g, '$1'))
    let unique = anchor
    for (let number = 1; anchors.has(unique); number++) unique = `${anchor}-${number}`
    anchors.add(unique)
  }
  return anchors
}

function withoutFences(markdown: string): string {
  return markdown.replace(/^```.*?^```$/gms, '')
}
