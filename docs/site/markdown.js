/**
 * Returns the anchor that a heading has on the pages of a repository.
 *
 * @param {string} heading
 */
export function createSlug(heading) {
  const text = heading.toLowerCase().replace(/[^\p{L}\p{N}\s_-]/gu, '')
  return text.trim().replace(/\s/g, '-')
}

/** A fence, inline code, or a link. Only the link has groups. */
const LINK = /^```.*?^```$|`[^`\n]*`|\[((?:`[^`\n]*`|[^\]`])*)\]\(([^)\s]+)\)/gms

/**
 * Reads the text and the target of all links.
 *
 * @param {string} markdown
 * @returns {{ text: string, target: string }[]}
 */
export function readMarkdownLinks(markdown) {
  return [...markdown.matchAll(LINK)].flatMap(([, text = '', target]) =>
    target === undefined ? [] : [{ text, target }],
  )
}

/**
 * Replaces the targets of all links.
 *
 * @param {string} markdown
 * @param {(target: string) => string} replace
 */
export function replaceTargets(markdown, replace) {
  return markdown.replace(LINK, (whole, text, target) =>
    target === undefined ? whole : `[${text}](${replace(target)})`,
  )
}
