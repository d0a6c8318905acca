import type { ReportingDescriptor } from 'sarif'
import { WEAKNESSES, type WeaknessCode } from '../audit/weakness.ts'
import { CATALOGUE, isFindingCode } from '../findings/findings.ts'

const EXPECTATION_RULES: Readonly<Record<string, ReportingDescriptor>> = {
  'expectation/unmet': {
    id: 'expectation/unmet',
    shortDescription: { text: 'An expectation is not met' },
    defaultConfiguration: { level: 'error' },
  },
  'expectation/untested': {
    id: 'expectation/untested',
    shortDescription: { text: 'An expectation could not be tested' },
    defaultConfiguration: { level: 'warning' },
  },
}

/** Describes a rule. Its sentences are about no server in particular: they stand as in the catalogue, placeholders and all. */
export function sarifRule(id: string): ReportingDescriptor {
  if (isFindingCode(id)) {
    const { level, title, explanation, fix, spec } = CATALOGUE[id]
    const helpUri = spec === undefined ? {} : { helpUri: spec }
    return { ...describe({ id, title, explanation, fix }), ...helpUri, defaultConfiguration: { level } }
  }
  if (isWeaknessCode(id)) return describe({ id, ...WEAKNESSES[id] })
  return EXPECTATION_RULES[id] ?? { id, shortDescription: { text: `The step ${id.replace('step/', '')}` } }
}

interface Described {
  readonly id: string
  readonly title: string
  readonly explanation: string
  readonly fix: string
}

function describe({ id, title, explanation, fix }: Described): ReportingDescriptor {
  return { id, shortDescription: { text: title }, fullDescription: { text: explanation }, help: { text: fix } }
}

function isWeaknessCode(id: string): id is WeaknessCode {
  return Object.hasOwn(WEAKNESSES, id)
}
