import { check } from '../../models/pool/bridge.ts'
import type { Chain } from '../../models/pool/chain.ts'
import type { Rules } from '../../models/pool/rules.ts'
import * as Decimal from '../../units/decimal.ts'
import { format, HOUR_MS, type Instant, plus } from '../../units/time.ts'
import type { Breach } from '../config/breach.ts'
import type { Aloft } from './aloft.ts'

/** Breaches where no contract could have come to stand as a book says: supplies below zero, and claims that its model does not book. */
export function impossible(chains: Readonly<Record<string, Chain>>, { model, profile }: Rules): readonly Breach[] {
  return Object.entries(chains).flatMap(([name, chain]) => {
    const path = ['chains', name]
    const { totalSupply, virtualSupply, decimals, base, holdings } = chain
    const found: Breach[] = []
    // The oldest contracts let shares burn below those that have left; a chain that issued none is CRITICAL as it stands.
    if (profile !== 'vbvs' && totalSupply > 0n && totalSupply + virtualSupply < 0n)
      found.push({
        code: 'POOL_SUPPLY_IMPOSSIBLE',
        path: [...path, 'virtualSupply'],
        found: Decimal.format(virtualSupply, decimals),
        allowed: `no less than ${Decimal.format(-totalSupply, decimals)}: no more shares can leave a chain than it issued`,
      })
    for (const { token, virtualBalance } of holdings) {
      if (virtualBalance === 0n || model === 'token-vb' || (model === 'vb-vs' && token === base)) continue
      const models = model === 'vs-only' ? 'which books no claims' : `which books claims in ${base} alone`
      found.push({
        code: 'POOL_CLAIM',
        path: [...path, 'claims', token],
        found: `a claim in ${token}`,
        allowed: `none: the model is ${model}, ${models}`,
      })
    }
    return found
  })
}

/** Breaches of deposits that no bridge could have in flight: more lost than the contract lets a bridge keep, and times that run backwards. */
export function unsent(flights: readonly Aloft[], rules: Rules): readonly Breach[] {
  return flights.flatMap(({ input, atSource: output, sent, deadline, isStated }, at) => {
    const path = ['flights', at]
    const found: Breach[] = []
    const isBetween = isStated && output > 0n && output <= input
    const refused = isBetween ? check(output, input, rules) : undefined
    if (refused !== undefined)
      found.push({
        code: 'POOL_FLIGHT',
        path: [...path, 'arrives'],
        found: `${output} of ${input} base units`,
        allowed: `a loss of at most ${Number(rules.maxBridgeFeeBps) / 100} %: the contract sends no deposit that loses more`,
      })
    if (sent !== null && deadline !== null && deadline < sent)
      found.push({
        code: 'FLIGHT_BACKWARDS',
        path: [...path, 'deadline'],
        found: format(deadline),
        allowed: `no earlier than sent, ${format(sent)}`,
      })
    return found
  })
}

/** The same, of deposits seen from the hour of the book. */
export function untimely(flights: readonly Aloft[], asOf: Instant): readonly Breach[] {
  return flights.flatMap(({ sent, deadline, at: where, route }, at) => {
    const path = ['flights', at]
    const found: Breach[] = []
    // A plan is made for the full hour before the time that was asked for.
    if (sent !== null && sent >= asOf + HOUR_MS)
      found.push({
        code: 'FLIGHT_NOT_DEPARTED',
        path: [...path, 'sent'],
        found: format(sent),
        allowed: `no later than the book itself, ${format(asOf)}; leave out what has not been sent`,
      })
    const ends = deadline ?? (sent === null ? null : plus(sent, route.window))
    if (where === 'escrow' && ends !== null && ends >= asOf + HOUR_MS)
      found.push({
        code: 'POOL_FLIGHT',
        path: [...path, 'at'],
        found: `in the escrow, with a deadline of ${format(ends)}`,
        allowed: `bridge until then: the book is of ${format(asOf)}, and a deposit goes to the escrow after its deadline`,
      })
    return found
  })
}
