import { styleText } from 'node:util'

/** What a piece of text is; a word beside it says the same. */
export type Style = 'ok' | 'note' | 'warning' | 'error' | 'skip' | 'strong' | 'faint'

/** Paints a text. */
export type Paint = (style: Style, text: string) => string

/** When there is colour: `auto` asks the stream and the environment. */
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

/** Red and green are what most colour-blind people cannot tell apart; blue is then taken, and notes give it up. */
const COLOR_BLIND_FORMATS: typeof FORMATS = { ...FORMATS, ok: ['blue'], note: ['cyan'] }

/** How to paint. */
export interface PaletteOptions {
  readonly mode: ColorMode
  readonly isColorBlind: boolean
  readonly stream: NodeJS.WritableStream
}

/** Creates what paints. `NO_COLOR`, `NODE_DISABLE_COLORS` and `FORCE_COLOR` are obeyed, unless the command line knows better. */
export function createPaint({ mode, isColorBlind, stream }: PaletteOptions): Paint {
  const formats = isColorBlind ? COLOR_BLIND_FORMATS : FORMATS
  if (mode === 'never') return (_style, text) => text
  const options = mode === 'always' ? { validateStream: false } : { validateStream: true, stream }
  // Compatibility: Node 20.20 paints for every stream where it is given a list of formats.
  return (style, text) => formats[style].reduce((painted, format) => styleText(format, painted, options), text)
}
