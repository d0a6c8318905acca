// A WebKit browser that is controlled by lines of JSON: commands on standard input, results on file descriptor 3. Run by `gjs -m` on
// a display.
import Gio from 'gi://Gio'
import GLib from 'gi://GLib'
import Gtk from 'gi://Gtk?version=3.0'
import WebKit2 from 'gi://WebKit2?version=4.1'

Gtk.init(null)
const results = Gio.UnixOutputStream.new(3, false)
const pages = new Map()

/** @param profile - A folder for stored data; `null` keeps the data in memory, without an HTTP cache. */
function createContext({ proxy, isTrusting, profile }) {
  const manager =
    profile === null
      ? WebKit2.WebsiteDataManager.new_ephemeral()
      : new WebKit2.WebsiteDataManager({ base_data_directory: profile, base_cache_directory: profile })
  manager.set_network_proxy_settings(
    WebKit2.NetworkProxyMode.CUSTOM,
    new WebKit2.NetworkProxySettings(proxy, null),
  )
  manager.set_tls_errors_policy(isTrusting ? WebKit2.TLSErrorsPolicy.IGNORE : WebKit2.TLSErrorsPolicy.FAIL)
  const context = WebKit2.WebContext.new_with_website_data_manager(manager)
  context.get_cookie_manager().set_accept_policy(WebKit2.CookieAcceptPolicy.ALWAYS)
  return context
}

/** Loads a URL, and returns a promise that settles when loading ends. */
function load(view, url) {
  return new Promise((resolve, reject) => {
    let failure = null
    const handlers = [
      view.connect('load-failed', (_view, _event, uri, error) => {
        failure = `${error.message} (${uri})`
        return true
      }),
      view.connect('load-changed', (_view, event) => {
        if (event !== WebKit2.LoadEvent.FINISHED) return
        for (const handler of handlers) view.disconnect(handler)
        if (failure === null) resolve(null)
        else reject(new Error(failure))
      }),
    ]
    view.load_uri(url)
  })
}

const COMMANDS = {
  version: () =>
    [WebKit2.get_major_version(), WebKit2.get_minor_version(), WebKit2.get_micro_version()].join('.'),

  open({ page, url, sharedWith, ...options }) {
    const context = sharedWith === undefined ? createContext(options) : pages.get(sharedWith).view.get_context()
    const view = WebKit2.WebView.new_with_context(context)
    const window = new Gtk.Window()
    window.set_default_size(640, 480)
    window.add(view)
    window.show_all()
    pages.set(page, { view, window, sharedWith })
    return load(view, url)
  },

  navigate: ({ page, url }) => load(pages.get(page).view, url),

  evaluate({ page, run, argument }) {
    const { view } = pages.get(page)
    const body = `return JSON.stringify((await (${run})(${JSON.stringify(argument)})) ?? null)`
    return new Promise((resolve, reject) => {
      view.call_async_javascript_function(body, -1, null, null, null, null, (_view, result) => {
        try {
          resolve(JSON.parse(view.call_async_javascript_function_finish(result).to_string()))
        } catch (error) {
          reject(error)
        }
      })
    })
  },

  close({ page }) {
    for (const [id, { window, sharedWith }] of pages) {
      if (id !== page && sharedWith !== page) continue
      window.destroy()
      pages.delete(id)
    }
    return null
  },
}

function respond(result) {
  results.write_all(new TextEncoder().encode(`${JSON.stringify(result)}\n`), null)
}

async function execute({ id, command, ...options }) {
  try {
    respond({ id, value: await COMMANDS[command](options) })
  } catch (error) {
    respond({ id, error: String(error.message ?? error) })
  }
}

const loop = new GLib.MainLoop(null, false)
const input = new Gio.DataInputStream({ base_stream: new Gio.UnixInputStream({ fd: 0, close_fd: false }) })

function readNext() {
  input.read_line_async(GLib.PRIORITY_DEFAULT, null, (_stream, result) => {
    const [line] = input.read_line_finish_utf8(result)
    if (line === null) return loop.quit()
    execute(JSON.parse(line))
    readNext()
  })
}

readNext()
loop.run()
