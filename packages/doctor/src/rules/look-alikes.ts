import { isLoopbackHost } from '@crossorigin/grammar'
import type { Sighting } from '../finding.ts'
import type { Observation, Rule } from '../observation.ts'
import {
  lookAtOpaqueType,
  lookAtProtection,
  lookAtProxy,
  lookAtResourcePolicy,
  lookAtSize,
} from './answer-look-alike.ts'
import { rulesForHops } from './hop-rule.ts'
import { lookAtLocalNetwork, lookAtTreatedAsPublic } from './local-network.ts'
import { lookAtNetwork } from './network-failure.ts'
import { pagePolicyRules } from './page-policy.ts'
import { showTyped } from './typed-text.ts'

/** Words that the lists of content blockers look for in a URL. */
const BLOCKED_WORDS =
  /(?:^|[^a-z])(ads?|adserver|advert(?:s|ising)?|analytics|beacon|doubleclick|pixel|telemetry|track(?:er|ing)?)(?=[^a-z]|$)/i

/** Rules about what is taken for CORS. */
export const lookAlikeRules: readonly Rule[] = [
  { step: 'cross-origin', look: lookAtMixedContent },
  { step: 'cross-origin', look: lookAtBlockedWords },
  ...rulesForHops('reachable', [lookAtNetwork]),
  { step: 'reachable', look: lookAtLocalNetwork },
  ...rulesForHops('actual', [lookAtProxy, lookAtSize, lookAtProtection, lookAtResourcePolicy, lookAtOpaqueType]),
  ...pagePolicyRules,
  { step: 'page', look: lookAtTreatedAsPublic },
]

function lookAtMixedContent({ classification, engines, request, url }: Observation): readonly Sighting[] {
  if (url === undefined) return []
  const evidence = showTyped(url.href, url.protocol)
  if (classification.reasons.includes('mixed-content')) return [{ code: 'lookalike/mixed-content', evidence }]
  const isExempt = request.pageOrigin.startsWith('https:') && url.protocol === 'http:' && isLoopbackHost(url.hostname)
  if (!isExempt || !engines.includes('webkit')) return []
  return [{ code: 'lookalike/mixed-content', level: 'note', certainty: 'possible', evidence }]
}

/** Whoever gets no answer at all is told of something nearer. */
function lookAtBlockedWords({ classification, url }: Observation): readonly Sighting[] {
  const isSent = !['throws', 'networkError', 'sameOrigin'].includes(classification.outcome)
  const words = isSent && url !== undefined ? BLOCKED_WORDS.exec(`${url.host}${url.pathname}`)?.[1] : undefined
  if (url === undefined || words === undefined) return []
  return [{ code: 'lookalike/blocker', details: { words }, evidence: showTyped(url.href, words) }]
}
