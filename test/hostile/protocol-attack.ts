import type { Adapter } from '../support/adapter.ts'
import { attackOverHttp2 } from './http2-attack.ts'
import { parseFields } from './http2-request.ts'
import type { Target } from './target.ts'
import { attackVictims, type Victim } from './victim.ts'

/** A way of sending the text of a request, possibly mutated, to servers of one protocol. */
export interface ProtocolAttack {
  readonly protocol: Adapter['protocol']
  /** Lists errors and differences in the responses. */
  attack(target: Target, reference: Victim, victims: readonly Victim[], text: string): Promise<readonly string[]>
}

/** One for each protocol. */
export const PROTOCOL_ATTACKS = [
  { protocol: 'http/1.1', attack: attackVictims },
  {
    protocol: 'http/2',
    attack: (target, reference, victims, text) => attackOverHttp2(target, reference, victims, [parseFields(text)]),
  },
] as const satisfies readonly ProtocolAttack[]
