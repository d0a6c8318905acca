import type { Examined } from './report.ts'

/** Returns a diagnosis in which nothing says how long it took: of the same answers, the same is then printed. */
export function withoutTiming(diagnosis: Examined): Examined {
  const exchanges = diagnosis.exchanges.map((exchange) => ({
    ...exchange,
    outcome: { ...exchange.outcome, milliseconds: 0 },
  }))
  const steps = diagnosis.steps.map((step) => ({ ...step, summary: withoutMilliseconds(step.summary) }))
  return { ...diagnosis, exchanges, steps }
}

/** Takes the time out of the line of a step. */
export function withoutMilliseconds(summary: string): string {
  return summary.replace(/, \d+ ms\b/, '')
}
