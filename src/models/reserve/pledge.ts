import { type Amount, ZERO } from '../../units/amount.ts'
import { type Refused, refuse } from '../../units/refusal.ts'
import { isCloser } from './band.ts'
import { linesOf } from './check.ts'
import { attempt } from './fault.ts'
import * as Flows from './flow.ts'
import { received } from './mint.ts'
import { negative, repeated, twice, unknown } from './named.ts'
import type { Deposit } from './order.ts'
import type { Reserve } from './reserve.ts'
import type { Rules } from './rules.ts'
import { type Standing, standings } from './safety.ts'
import { value } from './state.ts'
import type { Tranche } from './tranche.ts'
import { zip } from './zip.ts'

export interface Pledged {
  readonly ok: true
  readonly reserve: Reserve
}

/**
 * More promised to commitments, without coins: each pledge counts by the terms of its tranche from now on. It is held to the limit of
 * what flows in, and no weight may end outside its band and farther from its target than it was. Beside the weights nothing holds it.
 */
export const pledge = (reserve: Reserve, pledges: readonly Deposit[], rules: Rules): Pledged | Refused =>
  attempt(() => promised(reserve, pledges, rules))

function promised(reserve: Reserve, pledges: readonly Deposit[], rules: Rules): Pledged | Refused {
  const wrong = misnamed(reserve, pledges)
  if (wrong !== undefined) return wrong
  const amountOf = ({ id }: Tranche): Amount => pledges.find(({ tranche }) => tranche === id)?.amount ?? ZERO
  const movement = { direction: 'in', amounts: reserve.tranches.map(amountOf) } as const
  const valuation = value(reserve)
  const passed = Flows.check(reserve, movement, { ...rules, valuation })
  if (!passed.ok) return passed
  const lines = linesOf(valuation, { purpose: 'mint', movement })
  const farther = standings(lines, { direction: 'in', time: reserve.time, bounds: rules }).find(isFarther)
  if (farther !== undefined) return drifting(farther)
  const tranches = zip(reserve.tranches, passed.flows).map(([tranche, inflow]) => ({
    ...received(tranche, amountOf(tranche), reserve),
    inflow,
  }))
  const beside = reserve.beside.map((tranche) => received(tranche, amountOf(tranche), reserve))
  return { ok: true, reserve: { ...reserve, tranches, beside } }
}

const isFarther = ({ isInside, weight, resultingWeight, targetWeight }: Standing): boolean =>
  !isInside && !isCloser({ from: weight, to: resultingWeight, target: targetWeight }, 'document')

function misnamed({ tranches, beside }: Reserve, pledges: readonly Deposit[]): Refused | undefined {
  for (const { tranche: id, amount } of pledges) {
    if (amount < 0n) return negative(id, amount)
    const found = [...tranches, ...beside].find((each) => each.id === id)
    if (found === undefined) return unknown(id)
    if (found.commitment === null) return asset(id)
  }
  const again = repeated(pledges)
  return again === undefined ? undefined : twice(again)
}

const asset = (tranche: string): Refused =>
  refuse('PLEDGE_OF_ASSET', `${tranche} holds assets, and only a commitment takes pledges`, {
    facts: { tranche },
    lift: `Mint with ${tranche}, or pledge to a commitment.`,
  })

const drifting = ({ tranche, weight, resultingWeight, targetWeight }: Standing): Refused =>
  refuse('PLEDGE_UNSAFE', `${tranche} would go from ${weight} to ${resultingWeight}, farther from ${targetWeight}`, {
    facts: {
      tranche,
      weight: String(weight),
      resultingWeight: String(resultingWeight),
      targetWeight: String(targetWeight),
    },
    lift: `Pledge less, or first bring ${tranche} nearer its target.`,
  })
