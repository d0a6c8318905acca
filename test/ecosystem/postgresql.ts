import { execFile } from 'node:child_process'
import { existsSync, readdirSync } from 'node:fs'
import { chown, mkdtemp, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { delimiter, join } from 'node:path'
import { promisify } from 'node:util'

const run = promisify(execFile)

/** A separate database, which can only be reached through a socket in a folder. */
export interface Database {
  /** The variables that clients read: `PGHOST` and others. */
  readonly env: Readonly<Record<string, string>>
  /** Reads the log, which includes every statement. Each line begins with the client's `PGAPPNAME`. */
  readLog(): Promise<string>
  start(): Promise<void>
  stop(): Promise<void>
  /** Stops it and removes its files. */
  remove(): Promise<void>
}

/**
 * Creates a database and starts it.
 *
 * @throws `Error` if PostgreSQL is not installed.
 */
export async function createDatabase(): Promise<Database> {
  const programs = findPrograms()
  const folder = await mkdtemp(join(tmpdir(), 'crossorigin-postgresql-'))
  const data = join(folder, 'data')
  const log = join(folder, 'log')
  const owner = await findOwner()
  if (owner !== undefined) await chown(folder, owner.uid, owner.gid)
  const execute = async (program: string, ...parameters: string[]): Promise<void> => {
    // pg_ctl leaves a running server, which would keep the pipes open.
    await run(join(programs, program), parameters, { cwd: folder, ...owner, timeout: 60_000 })
  }
  await execute('initdb', '--auth=trust', '--username=app', '--no-sync', '--encoding=UTF8', data)
  const logging = "-c log_statement=all -c log_line_prefix='%a: '"
  const settings = `-c listen_addresses='' -c unix_socket_directories='${folder}' -c fsync=off ${logging}`
  const start = () => execute('pg_ctl', '-D', data, '-w', '-l', log, '-o', settings, 'start')
  const stop = () => execute('pg_ctl', '-D', data, '-w', '-m', 'fast', 'stop')
  await start()
  return {
    env: { PGHOST: folder, PGUSER: 'app', PGDATABASE: 'postgres' },
    readLog: () => readFile(log, 'utf8'),
    start,
    stop,
    async remove() {
      await stop().catch(() => {})
      await rm(folder, { recursive: true, force: true })
    },
  }
}

/** Debian installs the programs of each version in a folder that is not in the path. */
function findPrograms(): string {
  const root = '/usr/lib/postgresql'
  const versions = existsSync(root) ? readdirSync(root) : []
  const folders = [
    ...versions.map((version) => join(root, version, 'bin')),
    ...(process.env['PATH'] ?? '').split(delimiter),
  ]
  const found = folders.find((folder) => existsSync(join(folder, 'initdb')) && existsSync(join(folder, 'pg_ctl')))
  if (found === undefined) {
    throw new Error('PostgreSQL is missing: sudo apt-get install --no-install-recommends postgresql')
  }
  return found
}

/** PostgreSQL does not run as root. Its packages create a user. */
async function findOwner(): Promise<{ uid: number; gid: number } | undefined> {
  if (process.getuid?.() !== 0) return undefined
  const [uid, gid] = await Promise.all(
    ['-u', '-g'].map(async (which) => Number((await run('id', [which, 'postgres'])).stdout)),
  )
  return { uid: uid as number, gid: gid as number }
}
