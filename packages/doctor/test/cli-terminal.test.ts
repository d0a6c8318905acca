import { Writable } from 'node:stream'
import { describe, expect, test } from 'vitest'
import { openTerminal } from '../src/cli/terminal.ts'

const CLEAR = '\r\u001b[K'

function openStream({ isTTY = false, columns = 80 } = {}) {
  const written: string[] = []
  const stream = new Writable({
    decodeStrings: false,
    write(chunk, _encoding, done) {
      written.push(chunk)
      done()
    },
  })
  return { stream: Object.assign(stream, { isTTY, columns }), written }
}

function open({ stdout = openStream(), stderr = openStream(), environment = {} } = {}) {
  const terminal = openTerminal(stdout.stream, stderr.stream, environment)
  return { terminal, out: stdout.written, err: stderr.written }
}

describe('openTerminal', () => {
  test('prints the result on standard output, and messages on standard error', () => {
    const { terminal, out, err } = open()
    terminal.print('a')
    terminal.say('b')
    expect([out, err]).toEqual([['a\n'], ['b\n']])
  })

  test('shows progress on a terminal, and clears it before the next line', () => {
    const { terminal, out, err } = open({ stderr: openStream({ isTTY: true }) })
    terminal.progress('asking')
    terminal.progress('waiting')
    terminal.print('done')
    terminal.print('all')
    expect(err).toEqual(['asking', CLEAR, 'waiting', CLEAR])
    expect(out).toEqual(['done\n', 'all\n'])
  })

  test('cuts progress to one line', () => {
    const { terminal, err } = open({ stderr: openStream({ isTTY: true, columns: 10 }) })
    terminal.progress('GET https://api.example.com/')
    expect(err).toEqual(['GET https'])
  })

  test.each([
    ['into a pipe', { stderr: openStream() }],
    ['on a terminal that cannot', { stderr: openStream({ isTTY: true }), environment: { TERM: 'dumb' } }],
  ])('shows no progress %s', (_where, parts) => {
    const { terminal, err } = open(parts)
    terminal.progress('asking')
    terminal.progress('')
    expect(err).toEqual([])
  })

  test.each([
    ['of a terminal', { isTTY: true, columns: 123 }, 123],
    ['of a terminal that does not know its width', { isTTY: true, columns: 0 }, undefined],
    ['of a pipe', { isTTY: false, columns: 123 }, undefined],
  ])('knows the columns %s', (_what, options, columns) => {
    expect(open({ stdout: openStream(options) }).terminal.columns).toBe(columns)
  })

  test('keeps working when its output is no longer read', () => {
    const stdout = openStream()
    const { terminal } = open({ stdout })
    expect(() => stdout.stream.emit('error', Object.assign(new Error('closed'), { code: 'EPIPE' }))).not.toThrow()
    expect(() => terminal.print('x')).not.toThrow()
  })

  test('does not hide other stream errors', () => {
    const stdout = openStream()
    open({ stdout })
    expect(() => stdout.stream.emit('error', new Error('disk full'))).toThrow('disk full')
  })
})
