/** What an option of curl means to a request; `ignored` where it means nothing. */
export type CurlMeaning =
  | 'ignored'
  | 'method'
  | 'header'
  | 'data'
  | 'data-raw'
  | 'data-urlencode'
  | 'json'
  | 'form'
  | 'url'
  | 'url-query'
  | 'user'
  | 'bearer'
  | 'cookie'
  | 'referer'
  | 'range'
  | 'head'
  | 'get'
  | 'globoff'
  | 'insecure'
  | 'resolve'
  | 'next'
  | 'file'
  | 'detour'

/** An option of curl. */
export interface CurlOption {
  readonly meaning: CurlMeaning
  readonly hasValue: boolean
}

const withValue = (meaning: CurlMeaning): CurlOption => ({ meaning, hasValue: true })
const flag = (meaning: CurlMeaning): CurlOption => ({ meaning, hasValue: false })

/** Those that make a difference, by their long names. */
const MEANINGFUL: ReadonlyMap<string, CurlOption> = new Map([
  ['request', withValue('method')],
  ['header', withValue('header')],
  ['data', withValue('data')],
  ['data-ascii', withValue('data')],
  ['data-binary', withValue('data')],
  ['data-raw', withValue('data-raw')],
  ['data-urlencode', withValue('data-urlencode')],
  ['json', withValue('json')],
  ['form', withValue('form')],
  ['form-string', withValue('form')],
  ['url', withValue('url')],
  ['url-query', withValue('url-query')],
  ['user', withValue('user')],
  ['oauth2-bearer', withValue('bearer')],
  ['cookie', withValue('cookie')],
  ['referer', withValue('referer')],
  ['range', withValue('range')],
  ['head', flag('head')],
  ['get', flag('get')],
  ['globoff', flag('globoff')],
  ['insecure', flag('insecure')],
  ['resolve', withValue('resolve')],
  ['next', flag('next')],
  ['config', withValue('file')],
  ['upload-file', withValue('file')],
  ['proxy', withValue('detour')],
  ['preproxy', withValue('detour')],
  ['connect-to', withValue('detour')],
  ['unix-socket', withValue('detour')],
  ['abstract-unix-socket', withValue('detour')],
  ['cert', withValue('detour')],
])

/** Those that make none to a browser, but take a value. */
const IGNORED_WITH_VALUE =
  'alt-svc aws-sigv4 cacert capath cert-type ciphers connect-timeout continue-at cookie-jar create-file-mode crlfile curves ' +
  'delegation dns-interface dns-ipv4-addr dns-ipv6-addr dns-servers doh-url dump-header engine etag-compare etag-save ' +
  'expect100-timeout happy-eyeballs-timeout-ms help hsts interface keepalive-time key key-type limit-rate local-port ' +
  'login-options max-filesize max-redirs max-time netrc-file noproxy output output-dir parallel-max pass pinnedpubkey proto ' +
  'proto-default proto-redir proxy-cacert proxy-capath proxy-cert proxy-header proxy-key proxy-user proxy1.0 random-file rate ' +
  'request-target retry retry-delay retry-max-time service-name socks4 socks4a socks5 socks5-hostname speed-limit speed-time ' +
  'stderr time-cond tls-max tls13-ciphers trace trace-ascii user-agent write-out'

const IGNORED_FLAGS =
  'anyauth append basic cert-status compressed create-dirs crlf digest disable doh-insecure fail fail-early fail-with-body ' +
  'false-start haproxy-protocol http0.9 http1.0 http1.1 http2 http2-prior-knowledge http3 http3-only ' +
  'ignore-content-length include ipv4 ipv6 junk-session-cookies list-only location location-trusted manual negotiate netrc ' +
  'netrc-optional no-alpn no-buffer no-clobber no-keepalive no-npn no-progress-meter no-sessionid ntlm parallel ' +
  'parallel-immediate path-as-is post301 post302 post303 progress-bar proxy-insecure proxytunnel raw remote-header-name ' +
  'remote-name remote-name-all remote-time remove-on-error retry-all-errors retry-connrefused show-error silent ssl ' +
  'ssl-allow-beast ssl-no-revoke ssl-reqd styled-output suppress-connect-headers tcp-fastopen tcp-nodelay tlsv1 tlsv1.0 ' +
  'tlsv1.1 tlsv1.2 tlsv1.3 tr-encoding trace-time use-ascii verbose version xattr'

/** All options that are known, by their long names. */
export const CURL_OPTIONS: ReadonlyMap<string, CurlOption> = new Map([
  ...IGNORED_WITH_VALUE.split(' ').map((name) => [name, withValue('ignored')] as const),
  ...IGNORED_FLAGS.split(' ').map((name) => [name, flag('ignored')] as const),
  ...MEANINGFUL,
])

/** Long names of the options of one letter. */
export const CURL_LETTERS: ReadonlyMap<string, string> = new Map(
  (
    'A user-agent,a append,B use-ascii,b cookie,C continue-at,c cookie-jar,D dump-header,d data,E cert,e referer,F form,' +
    'f fail,G get,g globoff,H header,h help,I head,i include,J remote-header-name,j junk-session-cookies,K config,k insecure,' +
    'L location,l list-only,M manual,m max-time,N no-buffer,n netrc,O remote-name,o output,p proxytunnel,q disable,R remote-time,' +
    'r range,S show-error,s silent,T upload-file,U proxy-user,u user,V version,v verbose,w write-out,X request,x proxy,' +
    'Y speed-limit,y speed-time,Z parallel,z time-cond,0 http1.0,1 tlsv1,4 ipv4,6 ipv6,# progress-bar,: next'
  )
    .split(',')
    .map((pair) => [pair.charAt(0), pair.slice(2)]),
)
