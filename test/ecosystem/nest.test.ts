import { checkRows, PAGES, type Row } from './row.ts'

const pages = [...PAGES, { request: 'GET /forbidden', status: 403 }]

function createRows(version: string, needsLaterNode: boolean): Row[] {
  const common = { pages, needsLaterNode }
  return [
    { ...common, name: `Nest ${version} on Express`, warns: false },
    { ...common, name: `Nest ${version} on Express, then enableCors`, warns: true },
    { ...common, name: `Nest ${version} on Express, then cors and enableCors`, warns: true },
    { ...common, name: `Nest ${version} on Fastify`, warns: false },
    // On Fastify, the hook of enableCors() runs before those of all plugins, in any order of the calls.
    { ...common, name: `Nest ${version} on Fastify, then enableCors`, hasPreflights: false, warns: true },
  ]
}

checkRows('nest', [...createRows('11', false), ...createRows('12', true)])
