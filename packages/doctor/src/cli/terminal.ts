import type { WriteStream } from 'node:tty'
import { breakLogCommands } from '../report/escape.ts'

/** Where the command writes. */
export interface Terminal {
  readonly stdout: NodeJS.WritableStream
  /** Of standard output, where it is a terminal. */
  readonly columns: number | undefined
  /** Prints a line of text on standard output: what was asked for. No build service takes it for a command. */
  print(line: string): void
  /** Prints a document that is safe for its format on standard output. */
  printDocument(document: string): void
  /** Prints a line of text on standard error: what is said besides. */
  say(line: string): void
  /** Shows what is being done, on standard error and only where that is a terminal. The next line of print takes its place. */
  progress(text: string): void
}

type Stream = Pick<WriteStream, 'write' | 'isTTY' | 'columns'> & NodeJS.WritableStream

const CLEAR_LINE = '\r\u001b[K'

/** Opens the terminal. Once nobody reads any more, what is printed goes nowhere: the exit code still tells the verdict. */
export function openTerminal(stdout: Stream, stderr: Stream, environment: NodeJS.ProcessEnv): Terminal {
  const showsProgress = stderr.isTTY === true && environment['TERM'] !== 'dumb'
  let isProgressShown = false
  for (const stream of [stdout, stderr]) stream.on('error', ignoreClosedPipe)

  function clear(): void {
    if (isProgressShown) stderr.write(CLEAR_LINE)
    isProgressShown = false
  }
  return {
    stdout,
    columns: stdout.isTTY === true && stdout.columns > 0 ? stdout.columns : undefined,
    print(line) {
      clear()
      stdout.write(`${breakLogCommands(line)}\n`)
    },
    printDocument(document) {
      clear()
      stdout.write(`${document}\n`)
    },
    say(line) {
      clear()
      stderr.write(`${breakLogCommands(line)}\n`)
    },
    progress(text) {
      if (!showsProgress) return
      clear()
      // A line that is wrapped could not be cleared.
      if (text !== '') stderr.write(text.slice(0, Math.max(0, (stderr.columns || 80) - 1)))
      isProgressShown = text !== ''
    },
  }
}

function ignoreClosedPipe(error: NodeJS.ErrnoException): void {
  if (error.code !== 'EPIPE') throw error
}
