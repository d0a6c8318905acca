import { checkRows, type Page } from './row.ts'

const FILES: readonly Page[] = [
  { request: 'GET /policy.js', status: 200 },
  { request: 'GET /policy.js', status: 206, headers: [['Range', 'bytes=0-1']] },
  { request: 'GET /policy.js', status: 416, headers: [['Range', 'bytes=100000-']] },
  { request: 'GET /policy.js', status: 412, headers: [['If-Match', '"other"']] },
  { request: 'GET /missing', status: 404 },
  { request: 'GET /.hidden', status: 403 },
]

checkRows('files', [
  { name: 'send on node:http', pages: FILES },
  { name: 'send on Express', pages: FILES },
  { name: 'res.sendFile', pages: FILES },
  { name: 'express.static', pages: FILES },
])
