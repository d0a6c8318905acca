import type { Phrase } from './phrase.ts'
import { CHROMIUM_PHRASES } from './phrases/chromium.ts'
import { RETIRED_CHROMIUM_PHRASES } from './phrases/chromium-retired.ts'
import { EXCEPTION_PHRASES } from './phrases/exceptions.ts'
import { FIREFOX_PHRASES } from './phrases/firefox.ts'
import { LOOK_ALIKE_PHRASES } from './phrases/look-alikes.ts'
import { NETWORK_PHRASES, SCRIPT_PHRASES } from './phrases/network.ts'
import { REWORDED_PHRASES } from './phrases/reworded.ts'
import { WEBKIT_PHRASES } from './phrases/webkit.ts'

/** All sentences. The first that a text matches is taken: those that say more come before those that say less. */
export const PHRASES: readonly Phrase[] = [
  ...FIREFOX_PHRASES,
  ...CHROMIUM_PHRASES,
  ...RETIRED_CHROMIUM_PHRASES,
  ...WEBKIT_PHRASES,
  ...LOOK_ALIKE_PHRASES,
  ...EXCEPTION_PHRASES,
  ...NETWORK_PHRASES,
  ...REWORDED_PHRASES,
  ...SCRIPT_PHRASES,
]
