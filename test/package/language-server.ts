import { spawn } from 'node:child_process'
import { pathToFileURL } from 'node:url'

/** A message of the protocol; its members depend on its kind. */
interface Message {
  readonly id?: number | string
  readonly method?: string
  readonly params?: { readonly items?: readonly unknown[] }
  readonly result?: unknown
  readonly error?: { readonly message: string }
}

/** The server that an editor talks to. */
export interface LanguageServer {
  /** Opens a file, which need not exist, and returns the completions at the `|`. */
  complete(file: string, text: string): Promise<string[]>
  close(): void
}

const HEADER = /^Content-Length: (\d+)\r\n(?:.+\r\n)*\r\n/

/**
 * Starts the language server of a compiler.
 *
 * @see https://microsoft.github.io/language-server-protocol/
 */
export async function startLanguageServer(compiler: string, folder: string): Promise<LanguageServer> {
  const child = spawn(process.execPath, [compiler, '--lsp', '--stdio'], { cwd: folder })
  const pending = new Map<Message['id'], (message: Message) => void>()
  child.once('close', () => {
    for (const settle of pending.values()) settle({ error: { message: 'the language server has ended' } })
  })
  let received = Buffer.from('')
  let asked = 0
  child.stdout.on('data', (chunk: Buffer) => {
    received = Buffer.concat([received, chunk])
    for (let frame = readFrame(received); frame !== undefined; frame = readFrame(received)) {
      received = frame.rest
      receive(JSON.parse(frame.text))
    }
  })

  function receive(message: Message): void {
    // Requests of the server, such as for settings, get no result.
    if (message.method === undefined) pending.get(message.id)?.(message)
    else if (message.id !== undefined) {
      send({ id: message.id, result: message.params?.items?.map(() => null) ?? null })
    }
  }

  function send(message: object): void {
    const text = JSON.stringify({ jsonrpc: '2.0', ...message })
    child.stdin.write(`Content-Length: ${Buffer.byteLength(text)}\r\n\r\n${text}`)
  }

  function ask(method: string, params: object): Promise<unknown> {
    const id = ++asked
    send({ id, method, params })
    return new Promise((resolve, reject) => {
      pending.set(id, ({ result, error }) => {
        pending.delete(id)
        if (error === undefined) resolve(result)
        else reject(new Error(error.message))
      })
    })
  }

  await ask('initialize', { processId: process.pid, rootUri: pathToFileURL(folder).href, capabilities: {} })
  send({ method: 'initialized', params: {} })
  return {
    async complete(file, text) {
      const uri = pathToFileURL(`${folder}/${file}`).href
      const before = text.slice(0, text.indexOf('|'))
      const lines = before.split('\n')
      const position = { line: lines.length - 1, character: lines.at(-1)?.length ?? 0 }
      const textDocument = { uri, languageId: 'typescript', version: 1, text: text.replace('|', '') }
      send({ method: 'textDocument/didOpen', params: { textDocument } })
      const result = await ask('textDocument/completion', { textDocument: { uri }, position })
      return ((result as { items?: { label: string }[] } | null)?.items ?? []).map(({ label }) => label)
    },
    close: () => child.kill(),
  }
}

function readFrame(buffer: Buffer): { readonly text: string; readonly rest: Buffer<ArrayBuffer> } | undefined {
  const header = HEADER.exec(buffer.toString('latin1'))
  if (header === null) return undefined
  const end = header[0].length + Number(header[1])
  if (buffer.length < end) return undefined
  return { text: buffer.toString('utf8', header[0].length, end), rest: Buffer.from(buffer.subarray(end)) }
}
