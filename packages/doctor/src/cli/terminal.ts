import type { WriteStream } from 'node:tty'
import { styleText } from 'node:util'
import { breakLogCommands } from '../report/escape.ts'
import type { Paint, Style } from '../text/layout.ts'

/** Where the command writes. */
export interface Terminal {
  readonly stdout: NodeJS.WritableStream
  /** Of standard output, if it is a terminal. */
  readonly columns: number | undefined
  /** Prints lines of text on standard output: what was asked for. No build service takes one for a command. */
  print(...lines: readonly string[]): void
  /** Prints a document that is safe for its format on standard output. */
  printDocument(document: string): void
  /** Prints a line of text on standard error, for anything else. */
  say(line: string): void
  /** Shows what is being done on standard error, if that is a terminal. The next printed line replaces it. */
  progress(text: string): void
}

type Stream = Pick<WriteStream, 'write' | 'isTTY' | 'columns'> & NodeJS.WritableStream

const CLEAR_LINE = '\r\u001b[K'

/** Opens the terminal. If nobody reads the output anymore, it is dropped: the exit code still tells the verdict. */
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
    print(...lines) {
      clear()
      for (const line of lines) stdout.write(`${breakLogCommands(line)}\n`)
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
      // A line that the terminal wraps could not be cleared.
      if (text !== '') stderr.write(text.slice(0, Math.max(0, (stderr.columns || 80) - 1)))
      isProgressShown = text !== ''
    },
  }
}

function ignoreClosedPipe(error: NodeJS.ErrnoException): void {
  if (error.code !== 'EPIPE') throw error
}

/** When there is color: `auto` asks the stream and the environment. */
export type ColorMode = 'always' | 'never' | 'auto'

type Format = 'dim' | 'bold' | 'green' | 'blue' | 'cyan' | 'yellow' | 'red'

const FORMATS: Readonly<Record<Style, readonly Format[]>> = {
  ok: ['dim', 'green'],
  note: ['blue'],
  warning: ['yellow'],
  error: ['bold', 'red'],
  skip: ['dim'],
  strong: ['bold'],
  faint: ['dim'],
}

/** Most color-blind people cannot tell red from green. Blue replaces green, and notes give it up. */
const COLOR_BLIND_FORMATS: typeof FORMATS = { ...FORMATS, ok: ['blue'], note: ['cyan'] }

/** How to paint. */
export interface PaletteOptions {
  readonly mode: ColorMode
  readonly isColorBlind: boolean
  readonly stream: NodeJS.WritableStream
}

/** Creates what paints. The command line comes first, then `NO_COLOR`, `NODE_DISABLE_COLORS` and `FORCE_COLOR`. */
export function createPaint({ mode, isColorBlind, stream }: PaletteOptions): Paint {
  const formats = isColorBlind ? COLOR_BLIND_FORMATS : FORMATS
  if (mode === 'never') return (_style, text) => text
  const options = mode === 'always' ? { validateStream: false } : { validateStream: true, stream }
  // Compatibility: Node 20.20 paints for every stream if it gets a list of formats.
  return (style, text) => formats[style].reduce((painted, format) => styleText(format, painted, options), text)
}
