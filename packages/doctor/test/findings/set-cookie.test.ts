import { describe, expect, it } from 'vitest'
import { findScopeProblem, parseSetCookie, sameSiteOf } from '../../src/findings/cookies.ts'

const URL_OF_API = new URL('https://api.example/v1/data')

describe('parseSetCookie', () => {
  it.each([
    ['a=b; Path=/; SECURE', 'a', ['path', 'secure']],
    [' a = b=c ;;', 'a', ['']],
    ['nameless', '', []],
  ])('reads %s', (line, name, attributes) => {
    const cookie = parseSetCookie(line)
    expect(cookie.name).toBe(name)
    expect([...cookie.attributes.keys()]).toEqual(attributes)
  })

  it('uses the last of two attributes with one name', () => {
    expect(sameSiteOf(parseSetCookie('a=b; SameSite=Lax; SameSite=None'))).toBe('none')
  })
})

describe('findScopeProblem', () => {
  it.each([
    ['__Host-a=b; Secure; Path=/', undefined],
    ['__Host-a=b; Secure; Path=/v1', '__Host-'],
    ['__Host-a=b; Path=/', '__Host-'],
    ['__Host-a=b; Secure; Path=/; Domain=api.example', '__Host-'],
    ['__Secure-a=b', '__Secure-'],
    ['__Secure-a=b; Secure', undefined],
    ['a=b; Domain=example', undefined],
    ['a=b; Domain=pi.example', 'Its Domain is pi.example'],
    ['a=b; Path=/v1/', undefined],
    ['a=b; Path=relative', undefined],
    ['a=b; Path=/v', 'Its Path is /v,'],
  ])('judges %s', (line, problem) => {
    const found = findScopeProblem(parseSetCookie(line), URL_OF_API, true)
    if (problem === undefined) expect(found).toBeUndefined()
    else expect(found).toContain(problem)
  })
})
