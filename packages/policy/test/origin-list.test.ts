import { CorsConfigError, originList } from '@crossorigin/policy'
import { describe, expect, it } from 'vitest'

describe('originList', () => {
  it.each([
    ['https://a.example', ['https://a.example']],
    [' https://a.example ,https://b.example\n', ['https://a.example', 'https://b.example']],
  ])('reads %j', (text, origins) => {
    expect(originList(text)).toEqual(origins)
  })

  const NONE = 'names no origin. Set the variable that it is read from: "https://a.example, https://b.example".'
  const GAP = 'has an empty entry between commas. Remove the comma too many.'

  it.each([
    [undefined, 'origin/empty-list', `origin: undefined ${NONE}`],
    ['', 'origin/empty-list', `origin: "" ${NONE}`],
    [' , ', 'origin/empty-list', `origin: " , " ${NONE}`],
    [3 as never, 'origin/empty-list', `origin: 3 ${NONE}`],
    ['https://a.example,', 'origin/empty', `origin: "https://a.example," ${GAP}`],
    ['https://a.example,,https://b.example', 'origin/empty', `origin: "https://a.example,,https://b.example" ${GAP}`],
  ])('refuses %j', (text, code, words) => {
    let thrown: unknown
    try {
      originList(text)
    } catch (error) {
      thrown = error
    }
    expect(thrown).toBeInstanceOf(CorsConfigError)
    expect((thrown as CorsConfigError).issues.map((issue) => issue.code)).toEqual([code])
    expect((thrown as CorsConfigError).message).toBe(`The CORS configuration has 1 problem.\n  - ${words}`)
  })
})
