import { checkRows, type Page } from './row.ts'

const JSON_TYPE = ['Content-Type', 'application/json'] as const
const TUS = ['Tus-Resumable', '1.0.0'] as const

const UPLOADS: readonly Page[] = [
  {
    request: 'POST /files',
    status: 201,
    headers: [TUS, ['Upload-Length', '1']],
    exposes: ['location', 'tus-resumable'],
  },
  { request: 'POST /files', status: 500, headers: [TUS, ['Upload-Length', '13']] },
  { request: 'POST /files', status: 412 },
  { request: 'GET /files/missing', status: 404 },
]

const SESSIONS: readonly Page[] = [
  { request: 'GET /api/auth/get-session', status: 200 },
  { request: 'GET /api/auth/missing', status: 404 },
  { request: 'GET /api/auth/ok', status: 500 },
  { request: 'POST /api/auth/sign-in/email', status: 400, headers: [JSON_TYPE], body: '{}' },
]

checkRows('libraries', [
  {
    name: 'json-server',
    pages: [
      { request: 'GET /', status: 200 },
      { request: 'GET /notes', status: 200 },
      { request: 'GET /notes/2', status: 404 },
      { request: 'POST /notes', status: 500, headers: [JSON_TYPE], body: '{"id":1}' },
    ],
    warns: true,
  },
  { name: 'tus on node:http', pages: UPLOADS, warns: true },
  { name: 'tus on Express', pages: UPLOADS, warns: true },
  { name: 'better-auth on node:http', pages: SESSIONS, warns: false },
  { name: 'better-auth on Express', pages: SESSIONS, warns: false },
])
