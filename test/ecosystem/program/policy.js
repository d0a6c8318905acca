/** The origin that every application allows. */
export const ALLOWED = 'https://app.example.com'

/** The policy of every application. */
export const config = {
  origin: [ALLOWED],
  credentials: true,
  methods: ['PUT'],
  allowedHeaders: ['Content-Type', 'If-Match', 'Tus-Resumable', 'Upload-Length', 'MCP-Protocol-Version'],
  exposedHeaders: ['X-Request-Id'],
}
