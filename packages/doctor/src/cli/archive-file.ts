import { open, stat } from 'node:fs/promises'
import { UsageError } from './usage-error.ts'

/** More than developer tools save, and as much as is parsed in a few seconds. */
const MOST_BYTES = 256 * 1024 * 1024

const ADVICE = 'type the path of a file that was saved from developer tools'

/**
 * Reads an archive: a file, or what comes through a pipe.
 *
 * @throws `UsageError` for anything else, and for what is too large.
 */
export async function readArchive(file: string): Promise<string> {
  const name = `The archive ${JSON.stringify(file)}`
  try {
    // Before it is opened: a device may be without an end.
    const found = await stat(file)
    if (!found.isFile() && !found.isFIFO()) throw new UsageError(`${name} is no file; ${ADVICE}.`)
    if (found.size > MOST_BYTES) throw new UsageError(tellSize(name))
    return await readBounded(file, name)
  } catch (error) {
    if (error instanceof UsageError) throw error
    const { code = 'unknown' } = error as NodeJS.ErrnoException
    throw new UsageError(`${name} cannot be read (${code}); ${ADVICE}.`)
  }
}

/** The size of a pipe is not known beforehand, and a file may grow. */
async function readBounded(file: string, name: string): Promise<string> {
  const handle = await open(file)
  try {
    const chunks: Buffer[] = []
    let size = 0
    for await (const chunk of handle.createReadStream({ autoClose: false }) as AsyncIterable<Buffer>) {
      size += chunk.length
      if (size > MOST_BYTES) throw new UsageError(tellSize(name))
      chunks.push(chunk)
    }
    return Buffer.concat(chunks).toString('utf8')
  } finally {
    await handle.close()
  }
}

function tellSize(name: string): string {
  const most = MOST_BYTES / (1024 * 1024)
  return `${name} has more than ${most} megabytes; save it anew with the failed request alone, without contents.`
}
