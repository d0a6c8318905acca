import { CorsConfigError, originList } from '@crossorigin/policy'
import { describe, expect, it } from 'vitest'

describe('originList', () => {
  it.each([
    ['https://a.example', ['https://a.example']],
    [' https://a.example ,https://b.example\n', ['https://a.example', 'https://b.example']],
  ])('reads %j', (text, origins) => {
    expect(originList(text)).toEqual(origins)
  })

  it.each([
    [undefined, 'origin/empty-list'],
    ['', 'origin/empty-list'],
    [' , ', 'origin/empty-list'],
    [3 as never, 'origin/empty-list'],
    ['https://a.example,', 'origin/empty'],
    ['https://a.example,,https://b.example', 'origin/empty'],
  ])('refuses %j', (text, code) => {
    let thrown: unknown
    try {
      originList(text)
    } catch (error) {
      thrown = error
    }
    expect(thrown).toBeInstanceOf(CorsConfigError)
    expect((thrown as CorsConfigError).issues.map((issue) => issue.code)).toEqual([code])
  })
})
