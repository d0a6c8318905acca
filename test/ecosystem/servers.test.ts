import { checkRows, PAGES } from './row.ts'

checkRows('servers', [
  { name: 'Express 4' },
  { name: 'Express 5' },
  { name: 'connect' },
  { name: 'polka' },
  { name: 'restify', needsLaterNode: true },
  ...['Koa', 'Koa in a listener of node:http'].map((name) => ({
    name,
    pages: [
      ...PAGES,
      { request: 'GET /thrown-status', status: 404 },
      { request: 'GET /failing-with-text', status: 500 },
      { request: 'GET /failing-with-headers', status: 500 },
    ],
  })),
])
