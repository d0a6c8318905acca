import { type Declaration, type DeclarationFile, readDeclarationFile, type Source } from './declaration-file.ts'

/** The public API of a package. */
interface Surface {
  readonly exported: Map<string, Declaration>
  /** Names that exported declarations mention but that cannot be imported. */
  readonly mentioned: Map<string, Declaration>
  /** Names from other packages that are re-exported, and names that are also the default export. */
  readonly passedOn: Set<string>
  /** Names from other packages that declarations mention. */
  readonly imported: Set<string>
  readonly augmentations: Set<string>
}

/** Formats the declarations of a package's entry, in an order that does not depend on its files. Comments are left out. */
export function describePublicApi(entry: string): string {
  const files = new Map<string, DeclarationFile>()
  const surface: Surface = {
    exported: new Map(),
    mentioned: new Map(),
    passedOn: new Set(),
    imported: new Set(),
    augmentations: new Set(),
  }
  for (const [name, source] of open(entry).exports) visitExport(name, source ?? local(entry, name))
  const paragraphs = [
    [...surface.passedOn].sort().join('\n'),
    [...surface.imported].sort().join('\n'),
    ...sortedTexts(surface.exported),
    ...sortedTexts(surface.mentioned, '// Not exported.\n'),
    ...[...surface.augmentations].sort(),
  ]
  return paragraphs.filter((paragraph) => paragraph !== '').join('\n\n')

  function open(path: string): DeclarationFile {
    const file = files.get(path) ?? readDeclarationFile(path)
    if (!files.has(path)) for (const { text } of file.augmentations) surface.augmentations.add(text)
    files.set(path, file)
    return file
  }

  function visitExport(name: string, { from, isExternal, name: original, isType }: Source): void {
    if (isExternal) surface.passedOn.add(`export ${isType ? 'type ' : ''}{ ${rename(original, name)} } from '${from}'`)
    else if (name === 'default') surface.passedOn.add(`export { ${original} as default }`)
    else if (original !== name) throw new Error(`${from}: ${original} is renamed to ${name}`)
    else visit(from, name, surface.exported)
  }

  function visit(path: string, name: string, into: Map<string, Declaration>): void {
    const file = open(path)
    const passedOn = file.exports.get(name) ?? file.imports.get(name)
    if (passedOn !== undefined) visitSource(passedOn, into)
    else visitDeclaration(path, name, into)
  }

  function visitDeclaration(path: string, name: string, into: Map<string, Declaration>): void {
    const file = open(path)
    const found = file.declarations.filter((declaration) => declaration.name === name)
    if (found.length === 0) throw new Error(`${path}: ${name} is not declared`)
    const id = `${name} ${path}`
    if (surface.exported.has(id) || (into === surface.mentioned && into.has(id))) return
    surface.mentioned.delete(id)
    for (const [index, declaration] of found.entries()) into.set(index === 0 ? id : `${id} ${index}`, declaration)
    for (const mention of found.flatMap(({ mentions }) => [...mentions])) {
      const isLocal = file.declarations.some((declaration) => declaration.name === mention)
      const source = isLocal ? local(path, mention) : file.imports.get(mention)
      if (source !== undefined && mention !== name) visitSource(source, surface.mentioned)
    }
  }

  function visitSource({ from, isExternal, name }: Source, into: Map<string, Declaration>): void {
    if (isExternal) surface.imported.add(`import type { ${name} } from '${from}'`)
    else visit(from, name, into)
  }
}

function local(from: string, name: string): Source {
  return { from, isExternal: false, name, isType: false }
}

function rename(original: string, name: string): string {
  return original === name ? name : `${original} as ${name}`
}

function sortedTexts(declarations: ReadonlyMap<string, Declaration>, lead = ''): string[] {
  return [...declarations.values()]
    .sort((a, b) => (a.name < b.name ? -1 : a.name > b.name ? 1 : 0))
    .map(({ text }) => lead + text)
}
