import type { Adapter } from '../../support/adapter.ts'

/** A value of `Origin`, and the expected decision. */
export interface OriginVector {
  readonly name: string
  /** One string for each line of `Origin`: one character is one byte. */
  readonly lines: readonly string[]
  /** Whether the list has it. */
  readonly isListed?: boolean
  /** Whether `https://*.example.com` covers it. */
  readonly isCovered?: boolean
  /** Whether it is a serialized origin, so that an origin function sees it. */
  readonly isWellFormed?: boolean
  /** What is sent back when it is allowed, if not the line itself. */
  readonly echoed?: string
  readonly appliesTo?: (adapter: Adapter) => boolean
}

const BUNDLE = 'abcdefghijklmnopabcdefghijklmnop'
const ADD_ON = '1c4f6b5e-9d2a-4c3b-8e7f-0a1b2c3d4e5f'

/** The list that {@link OriginVector.isListed} speaks of. */
export const LISTED_ORIGINS: readonly string[] = [
  'https://example.com',
  'https://app.example.com',
  'https://xn--exmple-cua.com',
  'https://[2001:db8::1]:8443',
  'http://localhost:3000',
  `chrome-extension://${BUNDLE}`,
  `moz-extension://${ADD_ON}`,
  'connector://localhost',
  'capacitor://localhost',
  'app://.',
  'app://-',
]

// HTTP/2 has no white space around a value, and Node's client does not send such a field.
const overHttp1 = ({ protocol }: Adapter): boolean => protocol === 'http/1.1'

function listed(name: string, line: string): OriginVector {
  return { name, lines: [line], isListed: true, isWellFormed: true }
}

function covered(name: string, line: string): OriginVector {
  return { name, lines: [line], isCovered: true, isWellFormed: true }
}

function wellFormed(name: string, line: string): OriginVector {
  return { name, lines: [line], isWellFormed: true }
}

function refused(name: string, ...lines: string[]): OriginVector {
  return { name, lines }
}

/** A label of a length. */
function label(length: number): string {
  return 'a'.repeat(length)
}

const LONGEST_NAME = `${label(63)}.${label(63)}.${label(63)}.${label(49)}.example.com`
const LONGEST_ORIGIN = `https://${'a.'.repeat(152)}aa.example.com`

/** Values that have misled implementations. */
export const ORIGIN_VECTORS: readonly OriginVector[] = [
  listed('a listed origin', 'https://example.com'),
  listed('a listed port', 'http://localhost:3000'),
  listed('a listed name in Punycode', 'https://xn--exmple-cua.com'),
  listed('a listed address in brackets', 'https://[2001:db8::1]:8443'),
  listed('a listed extension of Chromium', `chrome-extension://${BUNDLE}`),
  listed('a listed extension of Firefox', `moz-extension://${ADD_ON}`),
  listed('a listed custom scheme', 'connector://localhost'),
  listed('a listed scheme of an app shell', 'capacitor://localhost'),
  listed('a listed host that is a dot', 'app://.'),
  listed('a listed host that is a hyphen', 'app://-'),
  {
    ...listed('white space around a value', ' \t https://example.com \t '),
    echoed: 'https://example.com',
    appliesTo: overHttp1,
  },
  { ...listed('a listed subdomain', 'https://app.example.com'), isCovered: true },

  covered('a subdomain', 'https://a.example.com'),
  covered('a subdomain of a subdomain', 'https://b.a.example.com'),
  covered('an underscore in a label', 'https://my_app.example.com'),
  covered('a label that ends with a hyphen', 'https://a-.example.com'),
  covered('a label that begins with a hyphen', 'https://-a.example.com'),
  covered('a Punycode label', 'https://xn--bcher-kva.example.com'),
  covered('a host of 253 characters', `https://${LONGEST_NAME}`),
  covered('121 labels of one letter before the domain', `https://${'a.'.repeat(121)}example.com`),
  covered('an origin of 326 characters', LONGEST_ORIGIN),

  wellFormed('an unknown origin', 'https://evil.test'),
  wellFormed('the listed name without encryption', 'http://example.com'),
  wellFormed('a listed name as a prefix', 'https://example.com.evil.test'),
  wellFormed('a listed name as a suffix', 'https://evilexample.com'),
  wellFormed('a trailing dot', 'https://example.com.'),
  wellFormed('a trailing dot after a subdomain', 'https://a.example.com.'),
  wellFormed('the default port', 'https://example.com:443'),
  wellFormed('the default port of a subdomain', 'https://a.example.com:443'),
  wellFormed('port 0', 'https://a.example.com:0'),
  wellFormed('port 65535', 'https://a.example.com:65535'),
  wellFormed('port 00080', 'https://a.example.com:00080'),
  wellFormed('another port of a listed origin', 'http://localhost:3001'),
  wellFormed('126 labels of one letter', `https://${Array.from({ length: 126 }, () => 'a').join('.')}`),
  wellFormed('another address', 'https://[2001:db8::2]:8443'),
  wellFormed('a listed name in upper case with a custom scheme', 'connector://LOCALHOST'),
  wellFormed('a host that is a hyphen in another scheme', 'apps://-'),
  wellFormed('another scheme', 'connectors://localhost'),
  wellFormed('the top of the pattern', 'https://com'),

  refused('an empty value', ''),
  refused('null', 'null'),
  refused('null in upper case', 'NULL'),
  refused('the wildcard', '*'),
  refused('two listed origins on one line', 'https://example.com, https://app.example.com'),
  refused('two listed origins without a space', 'https://example.com,https://app.example.com'),
  refused('two covered origins on one line', 'https://a.example.com, https://b.example.com'),
  refused('an evil origin and a covered one on one line', 'https://evil.test, https://a.example.com'),
  refused('a listed origin and a space in between', 'https://example.com https://app.example.com'),
  refused('two listed origins on two lines', 'https://example.com', 'https://app.example.com'),
  refused('one listed origin on two lines', 'https://example.com', 'https://example.com'),
  refused('a listed origin and an evil one on two lines', 'https://example.com', 'https://evil.test'),
  refused('an evil origin and a covered one on two lines', 'https://evil.test', 'https://a.example.com'),
  refused('a trailing slash', 'https://a.example.com/'),
  refused('a trailing slash after a listed origin', 'https://example.com/'),
  refused('two trailing dots', 'https://a.example.com..'),
  refused('a path', 'https://example.com/path'),
  refused('a host in upper case', 'https://A.example.com'),
  refused('a scheme in upper case', 'HTTPS://a.example.com'),
  refused('a user before an evil host', 'https://example.com@evil.test'),
  refused('a user before a covered host', 'https://user@a.example.com'),
  refused('a user and a password', 'https://user:password@a.example.com'),
  refused('a name in brackets', 'https://[example.com]'),
  refused('an empty label', 'https://.example.com'),
  refused('two empty labels', 'https://..example.com'),
  refused('a slash in a label', 'https://a/b.example.com'),
  refused('a backslash in a label', 'https://evil.test\\.example.com'),
  refused('a question mark in a label', 'https://evil.test?.example.com'),
  refused('a number sign in a label', 'https://evil.test#.example.com'),
  refused('an escaped character in a label', 'https://a%62.example.com'),
  refused('punctuation that browsers allow', "https://evil.test!$&'()*+,;=.example.com"),
  refused('a wildcard sent as an origin', 'https://*.example.com'),
  refused('a space within a host', 'https://evil.test .example.com'),
  refused('a tab within a host', 'https://evil.test\t.example.com'),
  refused('no scheme', 'a.example.com'),
  refused('an empty scheme', '://a.example.com'),
  refused('an empty host', 'https://'),
  refused('an empty port', 'https://a.example.com:'),
  refused('a port that is not a number', 'https://a.example.com:https'),
  refused('a negative port', 'https://a.example.com:-1'),
  refused('port 65536', 'https://a.example.com:65536'),
  refused('a dot after an address', 'http://127.0.0.1.'),
  refused('a local file in an older WebView', 'file://'),
  refused('a port of six digits', 'https://a.example.com:000443'),
  refused('an address without brackets', 'https://2001:db8::1:8443'),
  refused('an address that is not closed', 'https://[2001:db8::1'),
  refused('an address with a zone', 'https://[fe80::1%25eth0]'),
  refused('an address in another spelling', 'https://[2001:0db8::1]:8443'),
  refused('an origin of 327 characters', LONGEST_ORIGIN.replace('aa.', 'aaa.')),
  refused('15 KiB', `https://${label(15 * 1024)}.example.com`),
  refused('a listed origin and 15 KiB', `https://example.com${'/'.repeat(15 * 1024)}`),
  refused('a name in UTF-8 instead of Punycode', 'https://ex\xc3\xa4mple.com'),
  refused('a name in Latin-1 instead of Punycode', 'https://ex\xe4mple.com'),
  refused('bytes above 127 under a covered domain', 'https://\x80\xff.example.com'),
  refused('the name of a property of every object', 'constructor'),
  refused('the name of the prototype', '__proto__'),
]
