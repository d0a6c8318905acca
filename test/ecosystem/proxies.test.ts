import { checkRows, PAGES } from './row.ts'

const PROXY = { pages: PAGES.map((page) => ({ ...page, exposes: ['etag'] })), warns: true }

checkRows('proxies', [
  { name: 'http-proxy-middleware 3, whose upstream reflects any origin', ...PROXY },
  { name: 'http-proxy-middleware 3, whose upstream sends *', ...PROXY },
  { name: 'http-proxy-middleware 4, whose upstream reflects any origin', ...PROXY, needsLaterNode: true },
  { name: 'http-proxy-middleware 4, whose upstream sends *', ...PROXY, needsLaterNode: true },
  { name: '@fastify/http-proxy, whose upstream reflects any origin', ...PROXY },
  { name: '@fastify/http-proxy, whose upstream sends *', ...PROXY },
])
