import { expect, it } from 'vitest'
import { parseOrigin } from '@crossorigin/grammar'
it('x', () => { expect(parseOrigin('https://a.example')).toEqual({ scheme: 'https', host: 'a.example', port: null }) })
