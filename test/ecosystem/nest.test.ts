import { checkRows, PAGES } from './row.ts'

const pages = [...PAGES, { request: 'GET /forbidden', status: 403 }]

checkRows(
  'nest',
  ['11', '12'].flatMap((version) =>
    ['Express', 'Fastify'].flatMap((platform) => {
      const name = `Nest ${version} on ${platform}`
      const needsLaterNode = version === '12'
      // On Fastify, the hook of enableCors() comes before every plugin, whatever is called first.
      const hasPreflights = platform === 'Express'
      return [
        { name, pages, needsLaterNode, warns: false },
        { name: `${name}, enableCors after the policy`, pages, needsLaterNode, hasPreflights, warns: true },
      ]
    }),
  ),
)
