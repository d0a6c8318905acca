import { createServer } from 'node:http'
import { diagnose } from '@crossorigin/doctor'
import { describe, expect, it } from 'vitest'
import { listen } from '../../../../test/support/listen.ts'

const APP = 'https://app.example.com'

async function examine(page: (origin: string) => string) {
  const asked: string[] = []
  const server = createServer((req, res) => {
    if (req.headers.origin === undefined) asked.push(req.url ?? '')
    if (req.url === '/moved') res.writeHead(302, { Location: '/page' })
    else if (req.url === '/round') res.writeHead(302, { Location: '/round' })
    else if (req.url === '/page') res.setHeader('Content-Security-Policy', "connect-src 'none'")
    else res.setHeader('Access-Control-Allow-Origin', '*')
    res.end()
  })
  const origin = `http://localhost:${await listen(server)}`
  const { verdict, findings } = await diagnose({ url: `${origin}/`, origin: APP, page: page(origin) })
  const pages = asked.filter((path) => path !== '/')
  return { verdict, codes: findings.map(({ code }) => code), pages }
}

describe('the page', () => {
  it('is the one that its redirects lead to', async () => {
    const { verdict, codes, pages } = await examine((origin) => `${origin}/moved`)
    expect(verdict).toBe('blocked')
    expect(codes).toContain('lookalike/csp-connect-src')
    expect(pages).toEqual(['/moved', '/page'])
  })

  it('is not searched for endlessly', async () => {
    const { verdict, pages } = await examine((origin) => `${origin}/round`)
    expect(verdict).toBe('allowed')
    expect(pages).toHaveLength(21)
  })

  it.each(['file:///index.html', 'data:text/html,text'])('is not requested at %s', async (page) => {
    expect((await examine(() => page)).pages).toEqual([])
  })
})
