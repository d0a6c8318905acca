import { getEventListeners } from 'node:events'
import { createServer } from 'node:http'
import { diagnose } from '@crossorigin/doctor'
import { expect, it } from 'vitest'
import { listen } from '../../../test/support/listen.ts'

it('leaves no listener on a signal shared by many diagnoses', async () => {
  const url = `http://localhost:${await listen(createServer((_req, res) => void res.end()))}/`
  const { signal } = new AbortController()
  for (let count = 0; count < 3; count++) await diagnose({ url, origin: 'https://app.example.com' }, { signal })
  expect(getEventListeners(signal, 'abort')).toEqual([])
})
