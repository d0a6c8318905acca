import { startDemo } from './demo.js'
import { PortError, readPorts } from './ports.js'

try {
  const starting = startDemo(readPorts(process.env))
  for (const signal of ['SIGINT', 'SIGTERM']) {
    process.once(signal, () => {
      // If starting fails, the error is reported below.
      starting.then((demo) => demo.close()).catch(() => {})
    })
  }
  process.stdout.write(describe(await starting))
} catch (error) {
  if (!(error instanceof PortError)) throw error
  process.stderr.write(`${error.message}\n`)
  process.exitCode = error.exitCode
}

/** @param {Awaited<ReturnType<typeof startDemo>>} demo */
function describe({ pageOrigin, otherPageOrigin, apis }) {
  return `One CORS policy on three servers. Open the page in a browser:

  ${pageOrigin}   a page that the policy allows
  ${otherPageOrigin}   the same page from an origin that it does not allow

Both send requests to:

${apis.map(({ name, origin }) => `  ${origin}   ${name}`).join('\n')}

Press Ctrl-C to end.
`
}
