import { expect, it } from 'vitest'
import { analyzeRegExp } from '../../src/origin/regexp/analysis.ts'

it('an error that is not a finding ends the analysis', () => {
  const lookUp = (): never => {
    throw new RangeError('out of range')
  }
  expect(() => analyzeRegExp(/^https:\/\/example\.com$/, lookUp)).toThrow(RangeError)
})
