import { readFileSync } from 'node:fs'
import { posix } from 'node:path'
import { createSlug, readMarkdownLinks } from './markdown.js'

const contents = readFileSync(new URL('../pages/docs/index.md', import.meta.url), 'utf8')

/**
 * Creates the sidebar from the lists in docs/README.md, so that a page only needs to be added there.
 *
 * @param {string} markdown
 */
function readSidebar(markdown) {
  return markdown
    .split(/^## /m)
    .slice(1)
    .map((section) => ({
      text: section.split('\n')[0],
      items: readMarkdownLinks(section).map(({ text, target }) => ({ text, link: posix.join('/docs', target) })),
    }))
}

/** Lets code in tables and the output of programs wrap, so that most tables fit on a phone. */
const STYLE = `
.vp-doc td code { white-space: normal; overflow-wrap: break-word; }
.vp-doc .language-text code { white-space: pre-wrap; overflow-wrap: anywhere; }
@media (max-width: 640px) { .vp-doc th, .vp-doc td { padding: 6px 8px; font-size: 13px; } }
`

/** The configuration of VitePress. @see https://vitepress.dev/reference/site-config */
// biome-ignore lint/style/noDefaultExport: VitePress reads the default export.
export default {
  title: '@crossorigin',
  description: 'CORS for Node.js servers',
  lang: 'en-US',
  base: process.env.DOCS_BASE ?? '/',
  srcDir: 'pages',
  head: [['style', {}, STYLE]],
  ignoreDeadLinks: 'localhostLinks',
  markdown: {
    languageAlias: { cjs: 'js' },
    // The same anchors as on the pages of a repository.
    anchor: { slugify: createSlug },
  },
  themeConfig: {
    nav: [
      { text: 'Start', link: '/' },
      { text: 'Options', link: '/docs/options.md' },
      { text: 'Troubleshooting', link: '/docs/troubleshooting.md' },
      { text: 'All pages', link: '/docs/' },
    ],
    sidebar: [{ text: 'Start', link: '/' }, ...readSidebar(contents)],
    outline: [2, 3],
    search: { provider: 'local' },
  },
}
