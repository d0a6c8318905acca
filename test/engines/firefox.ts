import puppeteer, { type BrowserContext } from 'puppeteer-core'
import type { VectorPage } from '../browser/vector-world.ts'
import { startDisplay } from './display.ts'
import { findProgram, type LaunchOptions, type LiveBrowser } from './live-browser.ts'

/** The proxy is never bypassed, and no dialog waits for a person. */
const PREFERENCES = {
  'network.proxy.type': 1,
  'network.proxy.socks': '127.0.0.1',
  'network.proxy.socks_version': 5,
  'network.proxy.socks_remote_dns': true,
  'network.proxy.no_proxies_on': '',
  'network.proxy.allow_hijacking_localhost': true,
  'dom.security.https_first': false,
  'security.warn_submit_secure_to_insecure': false,
  'network.auth.subresource-http-auth-allow': 0,
  // Every host resolves to this machine, and requests to it would wait for a person's permission.
  'network.lna.enabled': false,
  'network.lna.blocking': false,
}

/** Starts Debian's Firefox on its own virtual display, driven by WebDriver BiDi. */
export async function launchFirefox({ proxyPort, isTrusting }: LaunchOptions): Promise<LiveBrowser> {
  const display = await startDisplay()
  const browser = await puppeteer.launch({
    browser: 'firefox',
    executablePath: findProgram('firefox-esr', 'firefox-esr libgl1-mesa-dri libegl1'),
    // Firefox has no WebGL without a display.
    headless: false,
    env: { ...process.env, DISPLAY: display.name },
    acceptInsecureCerts: isTrusting,
    extraPrefsFirefox: { ...PREFERENCES, 'network.proxy.socks_port': proxyPort },
  })
  const version = (await browser.version()).replace(/^firefox\//i, '')
  return {
    version,
    release: version.split('.')[0] as string,
    openPage: async (url) => openIn(await browser.createBrowserContext(), url),
    async close() {
      await browser.close()
      display.close()
    },
  }
}

async function openIn(context: BrowserContext, url: string): Promise<VectorPage> {
  const page = await context.newPage()
  await page.goto(url)
  return {
    evaluate: (run, argument) => page.evaluate(run as never, argument as never) as never,
    async navigate(next) {
      await page.goto(next)
    },
    openAnother: (other) => openIn(context, other),
    close: () => context.close(),
  }
}
