import 'reflect-metadata'
import { EXPECTED, playExpress, playFastify } from './application.js'

test('a testing module on Express has the CORS headers of the policy', async () => {
  expect(await playExpress()).toEqual(EXPECTED)
})

test('a testing module on Fastify has the CORS headers of the policy', async () => {
  expect(await playFastify()).toEqual(EXPECTED)
})
