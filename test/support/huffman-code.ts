/**
 * The characters that have a code of each length in bits, in the order of their codes: this determines the codes, because
 * each is the previous one plus one, with zeros appended when the length grows.
 *
 * @see https://www.rfc-editor.org/rfc/rfc7541#appendix-B
 */
const CHARACTERS: Readonly<Record<number, string>> = {
  5: '012aceiost',
  6: ' %-./3456789=A_bdfghlmnpru',
  7: ':BCDEFGHIJKLMNOPQRSTUVWYjkqvwxyz',
  8: '&*,;XZ',
  10: '!"()?',
  11: "'+|",
  12: '#>',
  13: '\0$@[]~',
  14: '^}',
  15: '<`{',
  19: '\\\xc3\xd0',
  20: '\x80\x82\x83\xa2\xb8\xc2\xe0\xe2',
  21: '\x99\xa1\xa7\xac\xb0\xb1\xb3\xd1\xd8\xd9\xe3\xe5\xe6',
  22: '\x81\x84\x85\x86\x88\x92\x9a\x9c\xa0\xa3\xa4\xa9\xaa\xad\xb2\xb5\xb9\xba\xbb\xbd\xbe\xc4\xc6\xe4\xe8\xe9',
  23: '\x01\x87\x89\x8a\x8b\x8c\x8d\x8f\x93\x95\x96\x97\x98\x9b\x9d\x9e\xa5\xa6\xa8\xae\xaf\xb4\xb6\xb7\xbc\xbf\xc5\xe7\xef',
  24: '\x09\x8e\x90\x91\x94\x9f\xab\xce\xd7\xe1\xec\xed',
  25: '\xc7\xcf\xea\xeb',
  26: '\xc0\xc1\xc8\xc9\xca\xcd\xd2\xd5\xda\xdb\xee\xf0\xf2\xf3\xff',
  27: '\xcb\xcc\xd3\xd4\xd6\xdd\xde\xdf\xf1\xf4\xf5\xf6\xf7\xf8\xfa\xfb\xfc\xfd\xfe',
  28: '\x02\x03\x04\x05\x06\x07\x08\x0b\x0c\x0e\x0f\x10\x11\x12\x13\x14\x15\x17\x18\x19\x1a\x1b\x1c\x1d\x1e\x1f\x7f\xdc\xf9',
  30: '\x0a\x0d\x16',
}

const CODES = buildCodes()

function buildCodes(): ReadonlyMap<string, string> {
  const codes = new Map<string, string>()
  let next = 0
  let width = 0
  for (const [length, characters] of Object.entries(CHARACTERS)) {
    next *= 2 ** (Number(length) - width)
    width = Number(length)
    for (const character of characters) codes.set((next++).toString(2).padStart(width, '0'), character)
  }
  return codes
}

/** Decodes a string; `undefined` if it violates the standard. */
export function decodeHuffman(bytes: string): string | undefined {
  let text = ''
  let code = ''
  for (const byte of bytes) {
    for (const bit of byte.charCodeAt(0).toString(2).padStart(8, '0')) {
      code += bit
      const character = CODES.get(code)
      if (character === undefined) continue
      text += character
      code = ''
    }
  }
  // The rest of the last byte is filled with ones.
  return code.length < 8 && !code.includes('0') ? text : undefined
}
