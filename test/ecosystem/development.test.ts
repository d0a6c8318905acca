import { checkRows, PAGES, type Page, STRANGER } from './row.ts'

/** Vite's own CORS allows every origin on localhost. */
const strangers = [STRANGER, 'http://localhost:5173']

const BUNDLE: readonly Page[] = [{ request: 'GET /main.js', status: 200 }, ...PAGES.slice(1)]
const ROUTES: readonly Page[] = [
  { request: 'GET /', status: 200 },
  { request: 'GET /missing', status: 404 },
  { request: 'GET /api/found', status: 200 },
  { request: 'GET /api/failing', status: 500 },
]

checkRows('development', [
  { name: 'Vite middleware', strangers, warns: true },
  { name: 'Vite middleware, whose option cors is true', strangers, warns: true },
  { name: 'webpack-dev-server', pages: BUNDLE, needsLaterNode: true, warns: false },
  { name: 'Next with a custom server', pages: ROUTES, warns: false },
])
