import { type Amount, of as amountOf } from '../../units/amount.ts'
import { type Refused, refuse } from '../../units/refusal.ts'
import { type Shares, of as sharesOf } from '../../units/shares.ts'
import { judged } from './check.ts'
import { pledged } from './commitment.ts'
import { attempt } from './fault.ts'
import { afterFee, feeFor } from './fee.ts'
import { add, mulDown, scaleFrom } from './fixed.ts'
import { negative, repeated, twice, unknown } from './named.ts'
import type { MintOrder } from './order.ts'
import { recover } from './recovery.ts'
import type { Reserve } from './reserve.ts'
import type { Rules } from './rules.ts'
import { incoming, type Valuation, value } from './state.ts'
import { watched } from './stewardship.ts'
import type { Tranche } from './tranche.ts'
import { zip } from './zip.ts'

export interface Minted {
  readonly ok: true
  readonly minted: Shares
  /** A flow passed four fifths of its limit: its direction is closed for a while from the next order on. */
  readonly isClosed: boolean
  /** The reserve afterwards; who only wanted to know leaves it. */
  readonly reserve: Reserve
}

/**
 * One coin for each unit of value at lower prices, after fees; of a commitment, for what counts of the pledge at once. The whole amounts are kept,
 * and they are what is checked. Each product is floored. Refuses in the order of docs/models/reserve.md, and changes nothing.
 */
export const mint = (reserve: Reserve, order: MintOrder, rules: Rules): Minted | Refused =>
  attempt(() => minted(reserve, order, rules))

function minted(before: Reserve, order: MintOrder, rules: Rules): Minted | Refused {
  const wrong = misnamed(before, order, rules)
  if (wrong !== undefined) return wrong
  const amounts = amountsOf(before, order)
  const valuation = value(before)
  const { reserve } = recover(watched(before, { valuation, rules }), valuation, rules)
  const movement = { direction: 'in', amounts } as const
  const checked = judged(reserve, { purpose: 'mint', movement }, { rules, valuation })
  if (!checked.ok) return checked
  const credit = credited(valuation, amounts, reserve)
  if (!credit.ok) return credit
  const { coins } = credit
  if (coins < order.least) return tooFew(coins, order)
  const supply = sharesOf(add(reserve.supply, coins))
  if (supply > rules.supplyMax) return capped(coins, reserve, rules)
  const tranches = zip(zip(reserve.tranches, amounts), checked.flows).map(([[tranche, amount], inflow]) => ({
    ...received(tranche, amount, reserve),
    inflow,
  }))
  return { ok: true, minted: coins, isClosed: checked.isClosed, reserve: { ...reserve, supply, tranches } }
}

/** The tranche with so much more of it; of a commitment a pledge of now. */
export const received = (tranche: Tranche, amount: Amount, { time }: Pick<Reserve, 'time'>): Tranche => ({
  ...tranche,
  balance: amountOf(add(tranche.balance, amount)),
  commitment: tranche.commitment === null ? null : pledged(tranche.commitment, amount, time),
})

function misnamed({ tranches }: Reserve, { deposits }: MintOrder, { quirks }: Rules): Refused | undefined {
  for (const { tranche, amount } of deposits) if (amount < 0n) return negative(tranche, amount)
  if (quirks.deposits === 'lenient') return undefined
  for (const { tranche } of deposits) if (!tranches.some(({ id }) => id === tranche)) return unknown(tranche)
  const again = repeated(deposits)
  return again === undefined ? undefined : twice(again)
}

// What is deposited twice adds up; what is not registered is not seen.
const amountsOf = ({ tranches }: Reserve, { deposits }: MintOrder): readonly Amount[] =>
  tranches.map(({ id }) => {
    let sum = 0n
    for (const { tranche, amount } of deposits) if (tranche === id) sum = add(sum, amount)
    return amountOf(sum)
  })

function credited(
  { tranches }: Valuation,
  amounts: readonly Amount[],
  { time }: Reserve,
): { readonly ok: true; readonly coins: Shares } | Refused {
  let coins = 0n
  for (const [{ tranche, prices }, amount] of zip(tranches, amounts)) {
    const found = feeFor(tranche, 'mint')
    if (!found.ok) return found
    const kept = incoming(tranche, afterFee(amount, found.fee), time)
    coins = add(coins, mulDown(scaleFrom(kept, tranche.decimals), prices.lower))
  }
  return { ok: true, coins: sharesOf(coins) }
}

const tooFew = (coins: Shares, { least }: MintOrder): Refused =>
  refuse('OUTPUT_TOO_SMALL', `${coins} coins would be minted, and ${least} were asked for`, {
    facts: { minted: String(coins), least: String(least), gyroscope: '2' },
    lift: `Ask for at most ${coins} coins, or deposit more.`,
  })

const capped = (coins: Shares, { supply }: Reserve, { supplyMax }: Rules): Refused =>
  refuse('COIN_CAP', `${coins} more coins than ${supply} would exceed ${supplyMax}`, {
    facts: { minted: String(coins), supply: String(supply), supplyMax: String(supplyMax), gyroscope: '64' },
    lift: 'Deposit less, or have governance raise the cap.',
  })
