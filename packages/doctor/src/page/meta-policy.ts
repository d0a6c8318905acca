import { type DefaultTreeAdapterTypes, parse } from 'parse5'

/** Directives that are ignored where a page carries its policy in a `<meta>` element. */
export const IGNORED_IN_META: ReadonlySet<string> = new Set(['frame-ancestors', 'report-uri', 'sandbox'])

/**
 * Returns the policies that a page carries in `<meta http-equiv>` elements of its head. Elsewhere they have no effect.
 *
 * @see https://html.spec.whatwg.org/multipage/semantics.html#attr-meta-http-equiv-content-security-policy
 */
export function findMetaPolicies(html: string): readonly string[] {
  const head = childNamed(childNamed(parse(html), 'html'), 'head')
  return (head?.childNodes ?? []).flatMap((node) => {
    if (node.nodeName !== 'meta') return []
    const { attrs } = node as DefaultTreeAdapterTypes.Element
    const attribute = (name: string) => attrs.find((each) => each.name === name)?.value
    const content = attribute('content') ?? ''
    return attribute('http-equiv')?.toLowerCase() === 'content-security-policy' && content !== '' ? [content] : []
  })
}

type Parent = DefaultTreeAdapterTypes.ParentNode

function childNamed(parent: Parent | undefined, name: string): Parent | undefined {
  return parent?.childNodes.find((node) => node.nodeName === name) as Parent | undefined
}
