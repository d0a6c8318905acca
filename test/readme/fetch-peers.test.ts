import { expect, test, vi } from 'vitest'
import { writePage } from '../peers/page.ts'

test('docs/fetch-peers.md has the results of the packages', async () => {
  // Several policies in the table cause warnings.
  vi.spyOn(console, 'error').mockReturnValue()
  await expect(writePage()).resolves.toMatchFileSnapshot('../../docs/fetch-peers.md')
  vi.mocked(console.error).mockClear()
})
