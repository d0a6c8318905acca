import { validateConfig } from '@crossorigin/policy'
import { describe, expect, it } from 'vitest'

/**
 * Regular expressions for origins as they are found in public code, of servers in JavaScript, Python, Ruby and PHP, each with the
 * verdict that it deserves.
 *
 * - `safe`: it covers sites of one owner, with credentials too.
 * - `safe without credentials`: the same, but over `http:` only.
 * - `shared`: names under a public suffix of the private section, a warning without credentials.
 * - `open-host`: any host of a scheme other than the web's, a warning without credentials.
 * - Anything else is the code of an error.
 */
const PUBLISHED: Readonly<Record<string, string>> = {
  safe: String.raw`
    /^https?:\/\/localhost(?::\d+)?$/
    /^https?:\/\/(?:(?:[^:]+\.)?localhost|127\.0\.0\.1|\[::1\])(?::\d+)?$/
    /^https?:\/\/localhost(:\d+)?$/
    /^https:\/\/.*\.premierenergies\.com$/
    /^https?:\/\/193\.28\.89\.151:5509$/
    /^https?:\/\/localhost:\d+$/
    /^https:\/\/.*\.xentro\.in$/
    /^http:\/\/localhost:\d+$/
    /^http:\/\/127\.0\.0\.1:\d+$/
    /^https:\/\/.*\.dealership-app\.online$/
    /^https?:\/\/(localhost|127\.0\.0\.1)(:\d+)?$/
    /^https?:\/\/(?:.+\.)?localhost(?::\d+)?$/
    /^https?:\/\/(.*\.)?escuelaenfermeria\.com\.uy(\/.*)?$/
    /^http:\/\/localhost:[0-9]+$/
    /^http:\/\/(localhost|127\.0\.0\.1):\d+$/
    /^http:\/\/localhost:(\d)+$/
    /^https:\/\/imagine-helpdesk\.lovable\.app$/
    /^https?:\/\/([a-zA-Z0-9-]+\.)*lmstream\.xyz(:\d+)?$/
    /^https?:\/\/(localhost|127\.0\.0\.1|192\.168\.\d+\.\d+|10\.\d+\.\d+\.\d+)(:\d+)?$/
    /^https?:\/\/dabblet\.com$/
    /^https:\/\/dabblet\.netlify\.app$/
    /^https:\/\/([a-zA-Z0-9-]+\.)*rambiotechplants\.com$/
    /^https:\/\/([a-z0-9-]+\.)*powermysport\.com$/i
    /^http:\/\/localhost:\d+$/i
    /^https?:\/\/127\.0\.0\.1:\d+$/i
    /^https:\/\/portal\.medicert\.com\.tr$/
    /^https:\/\/portal\.pages\.dev$/
    /^https:\/\/(.*\.)?lumiku\.com$/
    /^https:\/\/(.*\.)?worldmonitor\.app$/
    /^https:\/\/(.*\.)?ovalcontrol\.com$/
    /^https:\/\/([a-z0-9-]+\.)?gnk-asg\.hr$/i
    /^https:\/\/([a-z0-9-]+\.)?listen\.libbyapp\.com$/
    /^https:\/\/([a-z0-9-]+\.)?kuvend\.org$/
    /^https:\/\/([a-z0-9-]+\.)?vectorvroom\.pages\.dev$/
    /^https:\/\/([a-z0-9-]+\.)?calendly\.com$/
    /^https:\/\/([a-z0-9-]+\.)?khalam\.app$/
    /^https:\/\/([a-z0-9-]+\.)?xaiworkspace\.com$/i
    /^https:\/\/api-staging\.towncivic\.org$/
    /^https:\/\/[a-z0-9-]+\.hayfordacademy\.com$/
    /^http:\/\/(?:localhost|127\.0\.0\.1)(?::\d+)?$/i
    /^https:\/\/.*\.e-profit\.id$/
    /^http:\/\/localhost:(3000|5173|4173)$/
    /^https:\/\/[a-z0-9-]+\.badminton-platform\.pages\.dev$/
    /^(https?:\/\/)?([\w\.-]*?)\.nickflorin\.com:?[\d]*?$/
    /^(https?:\/\/)?localhost:?[\d]*?$/
    /^(https?:\/\/)?(\w+\.)?example\.com$/
    /^https?:\/\/(.*)\.(replaytv\.co|replaytv\.dev|replay\.localhost)(:\d+)?$/
    /^https?:\/\/(?:.*\.)?versacommerce\.(test(?::\d+)?|de|eu)$/
    /^https:\/\/(www|sub)\.khasegawa\.net$/
    /^https:\/\/.+\.zendesk\.com$/
    /^http:\/\/localhost:[0-9]*$/
    /^https:\/\/([a-z0-9-]+\.)*townruins\.com$/i
    /^https?:\/\/(.+\.)?getperkify\.com(:\d+)?$/
    /^http:\/\/localhost:(51\d{2}|5183|5184|\d+)$/
    /^http:\/\/[a-z0-9-]+\.localhost(:\d+)?$/
    /^https?:\/\/([a-z0-9-]+\.)?vortex\.localhost(?::\d+)?$/
    /^https?:\/\/(127\.0\.0\.1|localhost)(:\d+)?$|^capacitor:\/\/localhost$/
    /^https?:\/\/(localhost|127\.0\.0\.1|\[::1\])(:\d+)?$/i
    /^https:\/\/(www\.)?pb-handbook\.com$/i
    /^capacitor:\/\/localhost$/i
    /^https?:\/\/.*\.preview\.app\.github\.dev$/
    /^https?:\/\/(localhost|127\.0\.0\.1)(:[0-9]+)?\/?$/
    /^https:\/\/.*\.app\.github\.dev$/
    /^http:\/\/\[::1\]:\d+$/
    /^https:\/\/(?:[a-z0-9-]+\.)*platphormnews\.com$/i
    /^https?:\/\/(?:localhost|127\.0\.0\.1)(?::\d+)?$/i
    /^https:\/\/(?:[a-z0-9-]+\.)*lozoya\.org(?::\d+)?$/
    /^https:\/\/(?:[a-z0-9-]+\.)*(?:ref-landing-page|ref-volunteer-portal|referendum21)\.pages\.dev$/
    /^http:\/\/localhost:(4200|8080)$/
    /^https:\/\/(.*)\.(bunkerdb|eagle-latam)\.com$/
    /^https?:\/\/(.+\.)?[^.]+\.test$/
    /^https?:\/\/(.+\.)?dictionary4\.dev$/
    /^https?:\/\/(.+\.)?varity\.so$/
    /^https?:\/\/(.+\.)?lvh\.me(:\d+)?$/
    /^https:\/\/([^.]+\.)*crossangles\.(app|com)$/
    /^https?:\/\/([\w-]+\.)*6180\.app(\/.*)?$/
    /^https:\/\/[a-z]+\.trusted\.example$/
  `,
  'safe without credentials': String.raw`
    /^http:\/\/10\.\d+\.\d+\.\d+$/
    /^http:\/\/192\.168\.\d+\.\d+(:\d+)?$/
    /^http:\/\/10\.\d{1,3}\.\d{1,3}\.\d{1,3}(:\d+)?$/
    /^http:\/\/192\.168\.\d+\.\d+:808\d$/
    /^http:\/\/172\.(1[6-9]|2[0-9]|3[01])\.\d+\.\d+:\d+$/
  `,
  shared: String.raw`
    /^https:\/\/.*\.vercel\.app$/
    /^https:\/\/.*\.github\.io$/
    /^https:\/\/bon-gout-food-ordering-platform.*\.vercel\.app$/
    /^https:\/\/frontend-dql2-.*\.vercel\.app$/
    /^https:\/\/.*\.onrender\.com$/
    /^https:\/\/.*\.up\.railway\.app$/
    /^https:\/\/tx-hire-buddy-[a-zA-Z0-9_-]+\.vercel\.app$/
    /^https?:\/\/[\w\-]+\.replit\.dev(:\d+)?$/
    /^https?:\/\/[\w\-]+-[\w\-]+-[\w\-]+-[\w\-]+-[\w\-]+\.[\w\-]+\.replit\.dev(:\d+)?$/
    /^https:\/\/personal-website-client-\S+-jiyaskis-projects\.vercel\.app$/
    /^https:\/\/vhealpoints-.*-vulephuonganhs-projects\.vercel\.app$/
    /^(https:\/\/)(www\.)?(([\w-]+)-microapp\.vercel\.app|microapp\.ai)$/
    /^https:\/\/tasky-pingu-[a-z0-9]+-samar-ayadis-projects\.vercel\.app$/
    /^https?:\/\/([a-z0-9-]+)\.vercel\.app$/i
    /^https:\/\/([a-z0-9-]+\.)*vercel\.app$/i
    /^https:\/\/angelfive(-[a-z0-9-]+)?\.vercel\.app$/
    /^https:\/\/id-preview--[a-z0-9-]+\.lovable\.app$/
    /^https:\/\/[a-z0-9-]+\.lovableproject\.com$/
    /^https:\/\/.*--dabblet\.netlify\.app$/
    /^https:\/\/.*\.pages\.dev$/
    /^https:\/\/.*\.firebaseapp\.com$/i
    /^https:\/\/worldmonitor-[a-z0-9-]+-elie-[a-z0-9]+\.vercel\.app$/
    /^https:\/\/[a-z0-9-]+\.pages\.dev$/i
    /^https:\/\/[a-z0-9-]+\.github\.io$/i
    /^https:\/\/[a-z0-9-]+\.convex\.cloud$/
    /^https:\/\/[a-z0-9-]+-zuy6\.vercel\.app$/
    /^https:\/\/solar3-d[a-z0-9-]*\.vercel\.app$/
    /^https:\/\/([a-z0-9-]+--)?[a-z0-9-]+\.netlify\.app$/
    /^https:\/\/[\w-]+--birthbuild\.netlify\.app$/
    /^https:\/\/.+\.netlify\.app$/i
    /^https:\/\/deploy-preview-\d+--flight-list-client\.netlify\.app$/
    /^https:\/\/hsvdotbeer-nuxt-pr-\d+\.herokuapp\.com$/
    /^https:\/\/\w+\.netlify\.app$/
    /^https:\/\/x-[a-z0-9]+\.azurestaticapps\.net$/
    /^https?:\/\/video\-[a-z\-\d]+\.herokuapp\.com\/?$/
    /^https:\/\/gamut-cut.*\.vercel\.app$/
    /^https:\/\/[a-z0-9-]+\.ngrok-free\.app$/i
    /^https:\/\/[a-z0-9-]+\.[a-z0-9-]+\.amplifyapp\.com$/i
    /^https:\/\/[a-zA-Z0-9-.]+\.web\.app$/
    /^https:\/\/yah-homes--[a-z0-9-]+\.web\.app$/
    /^https:\/\/prontoai-playground.*\.web\.app$/
    /^https:\/\/[a-zA-Z0-9._-]+\.(ngrok\.io|ngrok-free\.app|ngrok\.app)$/
    /^https:\/\/.*\.trycloudflare\.com$/
    /^https:\/\/ai-saas-examens2-git-[a-z0-9-]+-[a-z0-9]+\.vercel\.app$/
    /^https:\/\/trustortrap(?:-[a-z0-9-]+)?-courseconnect\.vercel\.app$/i
    /^https:\/\/codestorm(-git-[a-z0-9-]+-gunjanmahajan1s-projects|(-[a-z0-9]+)*(-gunjanmahajan1s-projects)?)\.vercel\.app$/
    /^https:\/\/momentum(-[a-z0-9]+)*\.vercel\.app$|^http:\/\/(localhost|127\.0\.0\.1):(5173|4173|3000|8080)$/
    /^https?:\/\/(.+\.)?vercel\.app$/
    /^https?:\/\/[^/]+\.myshopify\.com$/i
  `,
  'open-host': String.raw`
    /^chrome-extension:\/\/[a-z]{32}$/
    /^chrome-extension:\/\/[a-p]{32}$/
    /^exp:\/\/.*$/
    /^http?:\/\/(.+\.)?localhost(:\d+)?$/
    /^(chrome-extension:\/\/[a-p]{32}|https?:\/\/(localhost|127\.0\.0\.1)(:\d+)?)$/
  `,
  unanchored: String.raw`
    /^https?:\/\/localhost/
    /tudominio\.com$/
    /^https:\/\/sample-(success|fail)/
    /http:\/\/(localhost|127\.0\.0\.1):\d+/
    /http:\/\/localhost:[0-9]+$/
    /https?:\/\/([A-Za-z0-9\-\.]+)?(\.ddev\.site)(?::\d+)?$/
    /http:\/\/localhost:\d+/
    /http:\/\/(127(\.\d){3}|localhost)/
    /\.vercel\.app$/
    /^https:\/\/(.*\.)?litlabs\.net/
    /^chrome-extension:\/\//
    /^http:\/\/192\.168\./
    /\.ericrawn\.media$/
    /\.?literasee\.(io|org|local)(:3000)?$/
    /\.phummylw\.com$/i
    /\.csb\.app$/
    /\.azurestaticapps\.net$/
    /localhost:\d+$/
    /\.d15umvvtx19run\.amplifyapp\.com$/
    /localhost/
    /^capacitor:\/\//
    /(^|\.)netlify\.app$/
    /^http:\/\/localhost/
    /https:\/\/.*\.vercel\.app/
    /https:\/\/.*\.onrender\.com/
    /https:\/\/.*/
    /https?:\/\/app.elasticvue.com/
    /^https:\/\/kaplantm.github.io/
    /https:\/\/([a-z0-9-]+\.)*(fork-fate\.com|emergentagent\.com)$/
  `,
  'never-matches': String.raw`
    /^localhost:\d+$/
    /^file:\/\//
  `,
  'too-wide': String.raw`
    /^.*\.localhost:\d+$/
    /.*\.forestadmin\.com.*/
    /^https?:\/\/.*$/
    /.+\.local$/
    /^(https?:\/\/)?127.0.0.1:?[\d]*?$/
    /^(.*)/
    /^http:\/\/172\.\d+\.\d+\.\d+:3000$/
  `,
  'unescaped-dot': String.raw`
    /^http:\/\/127.0.0.1:\d+$/
    /^https?:\/\/127.0.0.1(:\d+)?$/
  `,
}

const ROWS = Object.entries(PUBLISHED).flatMap(([verdict, lines]) =>
  lines
    .trim()
    .split('\n')
    .map((line) => ({ verdict, line: line.trim() })),
)

function readLine(line: string): RegExp {
  const end = line.lastIndexOf('/')
  return new RegExp(line.slice(1, end), line.slice(end + 1))
}

/** What a policy says, in the words of the table. */
function judge(line: string, verdict: string): string {
  const [open, closed] = [false, true].map((credentials) => {
    const issues = validateConfig({ origin: readLine(line), credentials })
    return issues.map(({ code, severity }) => `${severity} ${code.replace(/^origin\/(?:regexp-)?/, '')}`)
  }) as [string[], string[]]
  if (closed.length === 0) return 'safe'
  if (open.length === 0) return closed[0] === 'error insecure-with-credentials' ? 'safe without credentials' : 'refused'
  if (`${open} ${closed}` === 'warning public-suffix error public-suffix') return 'shared'
  if (`${open} ${closed}` === 'warning open-host error open-host') return 'open-host'
  return open.includes(`error ${verdict}`) && closed.includes(`error ${verdict}`) ? verdict : 'refused'
}

describe('expressions in public code', () => {
  const safe = ROWS.filter(({ verdict }) => verdict.startsWith('safe'))
  const others = ROWS.filter(({ verdict }) => !verdict.startsWith('safe'))

  it('are many', () => {
    expect(new Set(ROWS.map(({ line }) => line)).size).toBe(ROWS.length)
    expect(ROWS.length).toBeGreaterThanOrEqual(150)
  })

  it('are accepted if they are safe, except for at most 5 of 100', () => {
    const refused = safe.filter(({ line, verdict }) => judge(line, verdict) !== verdict).map(({ line }) => line)
    // Both allow digits directly behind the host, such as https://localhost1, where a port was meant.
    expect(refused).toEqual([
      String.raw`/^(https?:\/\/)?([\w\.-]*?)\.nickflorin\.com:?[\d]*?$/`,
      String.raw`/^(https?:\/\/)?localhost:?[\d]*?$/`,
    ])
    expect(refused.length).toBeLessThanOrEqual(safe.length * 0.05)
  })

  it.each(others)('are errors or warnings if they are not safe: $line: $verdict', ({ line, verdict }) => {
    expect(judge(line, verdict)).toBe(verdict)
  })
})
