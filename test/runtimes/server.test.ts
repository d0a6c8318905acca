import { join } from 'node:path'
import { expect, it } from 'vitest'
import { runProgram, waitForPort } from '../support/program.ts'
import { createApplication } from './application.ts'
import { CHECKED, writeProgram } from './suffix-list-program.ts'

/** Replaces the port of a program with a free one, and prints it. */
const FREE_PORT = new URL('../readme/free-port.js', import.meta.url).href

async function ask(file: string, folder: string, paths: readonly string[]): Promise<unknown[]> {
  const port = await waitForPort(runProgram(['--import', FREE_PORT, file], folder))
  return await Promise.all(paths.map(async (path) => (await fetch(`http://localhost:${port}${path}`)).json()))
}

it('Next.js, standalone and moved to another folder, has the list in a route and in an edge route', async () => {
  const route = 'export const GET = () => Response.json(codes())'
  const application = await createApplication(['next@16.4.6', 'react@19.3.1', 'react-dom@19.3.1'], {
    'app/layout.js': 'export default ({ children }) => <html lang="en"><body>{children}</body></html>',
    'app/node/route.js': writeProgram(`export const dynamic = 'force-dynamic'\n${route}`),
    'app/edge/route.js': writeProgram(`export const runtime = 'edge'\n${route}`),
    'next.config.js': `
      const root = import.meta.dirname
      export default { output: 'standalone', outputFileTracingRoot: root, turbopack: { root } }`,
  })
  await application.run(process.execPath, ['node_modules/next/dist/bin/next', 'build'])
  const folder = join(application.move('.next/standalone'), '.next/standalone')
  expect(await ask('server.js', folder, ['/node', '/edge'])).toEqual([CHECKED, CHECKED])
})

it('Nitro, its output moved to another folder, has the list in a route', async () => {
  const application = await createApplication(['nitro@3.0.0'], {
    'routes/index.js': writeProgram('export default () => codes()'),
    'nitro.config.js': "export default { serverDir: '.', preset: 'node-server' }",
  })
  await application.run(process.execPath, ['node_modules/nitro/dist/cli/index.mjs', 'build'])
  const folder = application.move('.output')
  expect(await ask('.output/server/index.mjs', folder, ['/'])).toEqual([CHECKED])
})
