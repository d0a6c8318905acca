import type { FixLine } from '../finding.ts'

/** Allows the page's origin. */
export const ALLOW_ORIGIN_LINES: readonly FixLine[] = [
  { product: '@crossorigin', line: "cors({ origin: ['{origin}'] })" },
  { product: 'cors', line: "app.use(cors({ origin: ['{origin}'] }))" },
  { product: '@fastify/cors', line: "await app.register(cors, { origin: ['{origin}'] })" },
  { product: 'nginx', line: "map $http_origin $cors_origin { '{origin}' $http_origin; }" },
  {
    product: 'nginx',
    line: 'add_header Access-Control-Allow-Origin $cors_origin always; add_header Vary Origin always;',
  },
]

/** Allows the page's origin, cookies included. */
export const ALLOW_CREDENTIALS_LINES: readonly FixLine[] = [
  { product: '@crossorigin', line: "cors({ origin: ['{origin}'], credentials: true })" },
  { product: 'cors', line: "app.use(cors({ origin: ['{origin}'], credentials: true }))" },
  { product: '@fastify/cors', line: "await app.register(cors, { origin: ['{origin}'], credentials: true })" },
  { product: 'nginx', line: 'add_header Access-Control-Allow-Credentials true always;' },
]

/** Allows the methods in `{allMethods}`; `{quotedMethods}` is the same as the members of an array. */
export const ALLOW_METHOD_LINES: readonly FixLine[] = [
  { product: '@crossorigin', line: "cors({ origin: ['{origin}'], methods: [{quotedMethods}] })" },
  {
    product: 'cors',
    line: "app.use(cors({ origin: ['{origin}'], methods: ['GET', 'HEAD', 'POST', {quotedMethods}] }))",
  },
  {
    product: '@fastify/cors',
    line: "await app.register(cors, { origin: ['{origin}'], methods: ['GET', 'HEAD', 'POST', {quotedMethods}] })",
  },
  { product: 'nginx', line: "add_header Access-Control-Allow-Methods '{allMethods}' always;" },
]

/** Allows the request headers in `{allNames}`; `{quotedNames}` is the same as the members of an array. */
export const ALLOW_HEADERS_LINES: readonly FixLine[] = [
  { product: '@crossorigin', line: "cors({ origin: ['{origin}'], allowedHeaders: [{quotedNames}] })" },
  { product: 'cors', line: "app.use(cors({ origin: ['{origin}'], allowedHeaders: [{quotedNames}] }))" },
  {
    product: '@fastify/cors',
    line: "await app.register(cors, { origin: ['{origin}'], allowedHeaders: [{quotedNames}] })",
  },
  { product: 'nginx', line: "add_header Access-Control-Allow-Headers '{allNames}' always;" },
]

/** Answers the preflight before anything else does. */
export const ANSWER_PREFLIGHT_LINES: readonly FixLine[] = [
  { product: '@crossorigin', line: 'app.use(cors(config)) // before authentication and before the routes' },
  { product: 'cors', line: 'app.use(cors(options)) // before authentication and before the routes' },
  {
    product: '@fastify/cors',
    line: 'await app.register(cors, options) // before authentication and before the routes',
  },
  { product: 'nginx', line: 'if ($request_method = OPTIONS) { return 204; }' },
]
