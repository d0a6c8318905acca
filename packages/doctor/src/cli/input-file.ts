import { open, stat } from 'node:fs/promises'
import { UsageError } from './option.ts'

/** What is read, and what to say if it cannot be read. */
export interface InputFile {
  /** As the user knows it: `HAR file`, `file`. */
  readonly kind: string
  readonly mostMegabytes: number
  /** What to type instead. */
  readonly advice: string
  /** What to do about one that is too large. */
  readonly remedy: string
}

/**
 * Reads a file, or what comes through a pipe.
 *
 * @throws `UsageError` for anything else, and for what is too large.
 */
export async function readInputFile(file: string, { kind, mostMegabytes, advice, remedy }: InputFile): Promise<string> {
  const name = `The ${kind} ${JSON.stringify(file)}`
  const most = mostMegabytes * 1024 * 1024
  const tooLarge = `${name} has more than ${mostMegabytes} megabytes; ${remedy}.`
  try {
    // Before it is opened: a device may be without an end.
    const found = await stat(file)
    if (!found.isFile() && !found.isFIFO()) throw new UsageError(`${name} is not a file; ${advice}.`)
    if (found.size > most) throw new UsageError(tooLarge)
    return await readBounded(file, most, tooLarge)
  } catch (error) {
    if (error instanceof UsageError) throw error
    const { code = 'unknown' } = error as NodeJS.ErrnoException
    throw new UsageError(`${name} cannot be read (${code}); ${advice}.`)
  }
}

/** The size of a pipe is not known beforehand, and a file may grow. */
async function readBounded(file: string, most: number, tooLarge: string): Promise<string> {
  const handle = await open(file)
  try {
    const chunks: Buffer[] = []
    let size = 0
    for await (const chunk of handle.createReadStream({ autoClose: false }) as AsyncIterable<Buffer>) {
      size += chunk.length
      if (size > most) throw new UsageError(tooLarge)
      chunks.push(chunk)
    }
    return Buffer.concat(chunks).toString('utf8')
  } finally {
    await handle.close()
  }
}
