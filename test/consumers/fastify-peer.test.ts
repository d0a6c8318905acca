import { execFile } from 'node:child_process'
import { mkdtempSync, readdirSync, readFileSync, realpathSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { expect, inject, it, onTestFinished } from 'vitest'

const run = promisify(execFile)

/** Nest depends on one exact version of Fastify, which may not be the latest. */
const NEST = ['@nestjs/common', '@nestjs/core', '@nestjs/platform-fastify']

const PROGRAM = `
import { cors } from '@crossorigin/fastify'
import { NestFactory } from '@nestjs/core'
import { FastifyAdapter, type NestFastifyApplication } from '@nestjs/platform-fastify'

class AppModule {}

export async function start(): Promise<void> {
  const app = await NestFactory.create<NestFastifyApplication>(AppModule, new FastifyAdapter())
  await app.register(cors, { origin: 'https://app.example.com', credentials: true })
}
`

it('an application that npm installs together with Nest has one Fastify, and compiles', async () => {
  const folder = realpathSync(mkdtempSync(join(tmpdir(), 'crossorigin-nest-')))
  onTestFinished(() => rmSync(folder, { recursive: true }))
  const nest = inject('applications')['nest-11'] as string
  const { dependencies } = JSON.parse(readFileSync(join(nest, 'package.json'), 'utf8'))
  writeFileSync(join(folder, 'package.json'), '{ "private": true }')
  const versions = NEST.map((name) => `${name}@${dependencies[name]}`)
  const quiet = ['--ignore-scripts', '--no-audit', '--no-fund', '--prefer-offline', '--loglevel=error']
  await run('npm', ['install', ...quiet, ...versions, ...inject('tarballs')], { cwd: folder })

  const files = readdirSync(folder, { recursive: true, encoding: 'utf8' })
  expect(files.filter((path) => path.endsWith('node_modules/fastify/package.json'))).toEqual([
    'node_modules/fastify/package.json',
  ])
  const compilerOptions = { module: 'nodenext', strict: true, noEmit: true, skipLibCheck: true, types: [] }
  writeFileSync(join(folder, 'tsconfig.json'), JSON.stringify({ compilerOptions, files: ['main.ts'] }))
  writeFileSync(join(folder, 'main.ts'), PROGRAM)
  const tsc = join(nest, 'node_modules/typescript/bin/tsc')
  const { stdout } = await run(process.execPath, [tsc, '--project', '.'], { cwd: folder }).catch((error) => error)
  expect(stdout).toBe('')
})
