/** An application that is built from the file in the documentation, and from the other files that its framework needs. */
export interface BuiltApplication {
  readonly name: string
  /** The path of the file in the documentation. */
  readonly recipe: string
  readonly files: Readonly<Record<string, string>>
  /** The build tool's program and its parameters, in `node_modules`. */
  readonly build: readonly string[]
  /** The server's program and its parameters. */
  readonly start: readonly string[]
  /** The names in `Vary` for a missing page. */
  readonly missingVary: unknown
}

const FOUND = "new Response('found')"
const FAIL = "{ throw new Error('on purpose') }"

/** Turbopack's root is the folder with the packages of the project. */
const NEXT_CONFIG = `import { createRequire } from 'node:module'
const root = createRequire(import.meta.url).resolve('@crossorigin/fetch/package.json').replace(/packages.fetch.package.json$/, '')
export default { turbopack: { root } }`

// JSX is not compiled in node_modules, which contains the application.
const NEXT_LAYOUT = `import { createElement } from 'react'
const Layout = ({ children }) => createElement('html', { lang: 'en' }, createElement('body', null, children))
export default Layout`

export const BUILT_APPLICATIONS: readonly BuiltApplication[] = [
  {
    name: 'Next',
    recipe: 'proxy.js',
    files: {
      'next.config.js': NEXT_CONFIG,
      'app/layout.js': NEXT_LAYOUT,
      'app/route.js': `export const dynamic = 'force-static'\nexport const GET = () => ${FOUND}`,
      'app/failing/route.js': `export const dynamic = 'force-dynamic'\nexport const GET = () => ${FAIL}`,
    },
    build: ['next/dist/bin/next', 'build'],
    start: ['../node_modules/next/dist/bin/next', 'start'],
    // Next's own page has no names from the proxy.
    missingVary: 'rsc',
  },
  {
    name: 'SvelteKit',
    recipe: 'src/hooks.server.js',
    files: {
      'vite.config.js': `import adapter from '@sveltejs/adapter-node'
import { sveltekit } from '@sveltejs/kit/vite'
export default { plugins: [sveltekit({ adapter: adapter() })] }`,
      'src/app.html': '<!doctype html><html><head>%sveltekit.head%</head><body>%sveltekit.body%</body></html>',
      'src/routes/+server.js': `export const GET = () => ${FOUND}`,
      'src/routes/failing/+server.js': `export const GET = () => ${FAIL}`,
    },
    build: ['vite/bin/vite.js', 'build'],
    start: ['build/index.js'],
    missingVary: 'Origin',
  },
  {
    name: 'Astro',
    recipe: 'src/middleware.js',
    files: {
      // The installation has more than one version of a package that the build would leave out.
      'astro.config.js': `import node from '@astrojs/node'
export default { output: 'server', adapter: node({ mode: 'standalone' }), vite: { ssr: { noExternal: true } } }`,
      'src/pages/index.js': `export const GET = () => ${FOUND}`,
      'src/pages/failing.js': `export const GET = () => ${FAIL}`,
      'src/pages/500.astro': '<p>failed</p>',
    },
    build: ['astro/bin/astro.mjs', 'build'],
    start: ['dist/server/entry.mjs'],
    missingVary: 'Origin',
  },
  {
    name: 'React Router',
    recipe: 'server.js',
    files: {
      'vite.config.js': `import { reactRouter } from '@react-router/dev/vite'
export default { plugins: [reactRouter()] }`,
      'app/root.jsx': `import { Outlet } from 'react-router'
export default () => <html lang="en"><body><Outlet /></body></html>`,
      'app/routes.js': "export default [{ index: true, file: 'found.js' }, { path: 'failing', file: 'failing.js' }]",
      'app/found.js': `export const loader = () => ${FOUND}`,
      'app/failing.js': `export const loader = () => ${FAIL}`,
    },
    build: ['@react-router/dev/dist/cli/index.js', 'build'],
    start: ['server.js'],
    missingVary: 'Origin',
  },
  {
    name: 'Nitro',
    recipe: 'plugins/cors.js',
    files: {
      'nitro.config.js': "export default { serverDir: '.', preset: 'node-server' }",
      'routes/index.js': "export default () => 'found'",
      'routes/failing.js': `export default () => ${FAIL}`,
    },
    build: ['nitro/dist/cli/index.mjs', 'build'],
    start: ['.output/server/index.mjs'],
    missingVary: 'Origin',
  },
]
