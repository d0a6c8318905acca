import { readFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { parseSync } from 'oxc-parser'

/** The source of a name. */
export interface Source {
  /** The path of a declaration file, or the name of a module that is not part of the package. */
  readonly from: string
  readonly isExternal: boolean
  readonly name: string
  readonly isType: boolean
}

/** One statement that declares something. */
export interface Declaration {
  readonly name: string
  /** Without comments. */
  readonly text: string
  /** Every name in it, including its own. */
  readonly mentions: ReadonlySet<string>
}

/** The content of a declaration file. */
export interface DeclarationFile {
  readonly declarations: readonly Declaration[]
  /** Names that are imported. */
  readonly imports: ReadonlyMap<string, Source>
  /** Exported names with their source, or `undefined` if they are declared here. */
  readonly exports: ReadonlyMap<string, Source | undefined>
  /** Additions to the types of other modules. */
  readonly augmentations: readonly Declaration[]
}

/** The parts of a syntax tree that are read. */
interface Node {
  readonly type: string
  readonly start: number
  readonly end: number
  // biome-ignore lint/suspicious/noExplicitAny: a syntax tree has a shape for each type of node.
  readonly [property: string]: any
}

/** Reads a declaration file. Syntax that the compiler does not write into ours is an error. */
export function readDeclarationFile(path: string): DeclarationFile {
  const code = readFileSync(path, 'utf8')
  const { program, comments, errors } = parseSync(path, code)
  if (errors.length > 0) throw new Error(`${path}: ${errors[0]?.message}`)
  const declarations: Declaration[] = []
  const augmentations: Declaration[] = []
  const imports = new Map<string, Source>()
  const exports = new Map<string, Source | undefined>()

  const locate = (source: Node, name: string, kinds: readonly unknown[]): Source => {
    const isExternal = !source['value'].startsWith('.')
    const from = isExternal ? source['value'] : join(dirname(path), source['value'].replace(/\.ts$/, '.d.ts'))
    return { from, isExternal, name, isType: kinds.includes('type') }
  }
  const declare = (node: Node, statement: Node, into: Declaration[]): void => {
    const text = withoutComments(code, comments, statement)
    for (const name of namesOf(node)) into.push({ name, text, mentions: collectNames(node) })
  }
  const read = (statement: Node): void => {
    const { type, declaration, source, specifiers = [] } = statement
    const understood = ['ImportDeclaration', 'ExportNamedDeclaration']
    if (type === 'TSModuleDeclaration') declare(statement, statement, augmentations)
    else if (declaration) {
      declare(declaration, statement, declarations)
      for (const name of namesOf(declaration)) exports.set(name, undefined)
    } else if (/Declaration$|^TSDeclareFunction$/.test(type) && !understood.includes(type)) {
      declare(statement, statement, declarations)
    } else if (type === 'ImportDeclaration') {
      for (const each of specifiers) {
        const name = each.type === 'ImportSpecifier' ? each.imported.name : each.type
        imports.set(each.local.name, locate(source, name, [statement['importKind'], each.importKind]))
      }
    } else if (type === 'ExportNamedDeclaration') {
      for (const { local, exported, exportKind } of specifiers) {
        if (!source && local.name !== exported.name) throw new Error(`${path}: ${local.name} is renamed`)
        const kinds = [statement['exportKind'], exportKind]
        exports.set(exported.name, source ? locate(source, local.name, kinds) : imports.get(local.name))
      }
    } else throw new Error(`${path}: ${code.slice(statement.start, statement.end)}`)
  }
  for (const statement of program.body as unknown as Node[]) read(statement)
  return { declarations, imports, exports, augmentations }
}

function namesOf({ id, declarations = [] }: Node): string[] {
  return id ? [id.name ?? id.value] : declarations.map((each: Node) => each['id'].name)
}

function collectNames(node: unknown, names = new Set<string>()): Set<string> {
  if (Array.isArray(node)) for (const each of node) collectNames(each, names)
  else if (typeof node === 'object' && node !== null) {
    if ('type' in node && node.type === 'Identifier') names.add((node as unknown as { name: string }).name)
    for (const value of Object.values(node)) collectNames(value, names)
  }
  return names
}

function withoutComments(code: string, comments: readonly Omit<Node, 'type'>[], { start, end }: Node): string {
  const within = comments.filter((comment) => comment.start >= start && comment.end <= end)
  const edges = [start, ...within.flatMap((comment) => [comment.start, comment.end]), end]
  const pieces = edges.flatMap((edge, index) => (index % 2 === 0 ? [code.slice(edge, edges[index + 1])] : []))
  return pieces
    .join('')
    .split('\n')
    .filter((line) => line.trim() !== '')
    .join('\n')
}
