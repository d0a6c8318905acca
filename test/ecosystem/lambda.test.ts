import { checkRows } from './row.ts'

checkRows('lambda', [
  { name: 'serverless-http' },
  { name: 'serverless-http, Express without x-powered-by' },
  { name: 'serverless-http, Express 4 without x-powered-by' },
  { name: '@vendia/serverless-express' },
  { name: '@codegenie/serverless-express', needsLaterNode: true },
  { name: '@fastify/aws-lambda' },
])
