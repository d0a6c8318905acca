import { appendFileSync } from 'node:fs'

/**
 * Awaits an installation, and adds the seconds that it took as a line to the file `INSTALLATION_TIMES`, if that
 * variable is set: budgets do not count them.
 *
 * @template Result
 * @param {() => Promise<Result>} install
 * @returns {Promise<Result>}
 */
export async function timeInstallation(install) {
  const began = Date.now()
  try {
    return await install()
  } finally {
    const file = process.env['INSTALLATION_TIMES']
    if (file) appendFileSync(file, `${Math.round((Date.now() - began) / 1000)}\n`)
  }
}
