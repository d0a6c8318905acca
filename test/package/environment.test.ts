import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { createConsumer } from './consumer.ts'
import { ROOT } from './pack.js'

/** Classes as a runtime may define them, without the types of an environment. */
const PROGRAM = `
import { cors, createPolicy } from '@crossorigin/fetch'
import { cors as honoCors } from '@crossorigin/fetch/hono'

declare class OwnRequest {
  readonly method: string
  readonly url: string
  readonly headers: OwnHeaders
}
declare class OwnHeaders {
  get(name: string): string | null
  set(name: string, value: string): void
  append(name: string, value: string): void
  delete(name: string): void
}
declare class OwnResponse {
  constructor(body: string)
  readonly status: number
  readonly headers: OwnHeaders
}
interface Context {
  readonly req: { readonly raw: OwnRequest }
  get res(): OwnResponse
  set res(response: OwnResponse | undefined)
  body(data: null, status?: 204 | 403): OwnResponse
  header(name: string, value?: string, options?: { append?: boolean }): void
}

const policy = createPolicy({ origin: 'https://a.example' })
export const handler: (request: OwnRequest) => OwnResponse | Promise<OwnResponse> = cors(policy)(
  (request: OwnRequest) => new OwnResponse(request.url),
)
export const middleware: (c: Context, next: () => Promise<void>) => Promise<OwnResponse | void> = honoCors(policy)
// @ts-expect-error: the types of Node are not loaded.
process.exit()
// @ts-expect-error: the types of browsers are not loaded.
new Response('hello')
`

describe('the types of @crossorigin/fetch', () => {
  it('compile without those of Node, of browsers and of Hono', async () => {
    const compilerOptions = {
      target: 'es2023',
      lib: ['ES2023'],
      types: [],
      module: 'nodenext',
      strict: true,
      exactOptionalPropertyTypes: true,
      skipLibCheck: false,
      noEmit: true,
    }
    const consumer = createConsumer('module', {
      'main.ts': PROGRAM,
      'tsconfig.json': JSON.stringify({ compilerOptions, files: ['main.ts'] }),
    })
    const compilation = await consumer.node(join(ROOT, 'node_modules/typescript/bin/tsc'), '--project', '.')
    expect(compilation).toEqual({ code: 0, stdout: '', stderr: '' })
  })
})
