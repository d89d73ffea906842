import { type Amount, of as amountOf, ZERO } from '../../units/amount.ts'
import { format } from '../../units/decimal.ts'
import { type Refused, refuse } from '../../units/refusal.ts'
import { type Shares, of as sharesOf } from '../../units/shares.ts'
import { judged } from './check.ts'
import { attempt } from './fault.ts'
import { afterFee, feeFor } from './fee.ts'
import { add, divDown, mulDown, ONE, scaleTo, sub } from './fixed.ts'
import { decayed } from './flow.ts'
import { indexOf, negative, repeated, twice, unknown } from './named.ts'
import type { RedeemOrder, Withdrawal } from './order.ts'
import { shapeOf } from './pamm/params.ts'
import { payout } from './pamm/redemption.ts'
import { backing, recover } from './recovery.ts'
import type { Reserve } from './reserve.ts'
import type { Rules } from './rules.ts'
import { type Valuation, value } from './state.ts'
import { watched } from './stewardship.ts'
import { zip } from './zip.ts'

export interface Redeemed {
  readonly ok: true
  /** Paid after fees, in native units, one for each withdrawal in the order's order. */
  readonly outputs: readonly Amount[]
  /** What the coins were worth, in 18 places, before fees. */
  readonly value: Amount
  readonly isClosed: boolean
  /** The reserve afterwards; who only wanted to know leaves it. */
  readonly reserve: Reserve
}

/** A payout may exceed the coins by rounding, and by no more. */
const GUARD = ONE + 10_000_000_000_000n

/**
 * Coins for their value along the curve of redemption, taken from the tranches by the ratios, at upper prices, each step floored. The value
 * of the reserve is that of its assets at lower prices: commitments are never paid out, so they back no redemption. Refuses in the order of
 * docs/models/reserve.md, and changes nothing.
 */
export const redeem = (reserve: Reserve, order: RedeemOrder, rules: Rules): Redeemed | Refused =>
  attempt(() => redeemed(reserve, order, rules))

function redeemed(before: Reserve, order: RedeemOrder, rules: Rules): Redeemed | Refused {
  const wrong = misnamed(before, order, rules)
  if (wrong !== undefined) return wrong
  const { coins } = order
  const most = sharesOf(sub(before.supply, rules.bootstrapped))
  if (coins > most) return moreThanSupply(coins, most)
  const valuation = value(before)
  const { reserve } = recover(watched(before, { valuation, rules }), valuation, rules)
  const supply = sharesOf(sub(reserve.supply, rules.bootstrapped))
  if (coins > supply) return moreThanSupply(coins, supply)
  const level = levelAt(reserve, rules)
  const paid = payout(coins, { redeemed: level, value: backing(valuation), supply }, shapeOf(rules))
  const excessive = abovePar(coins, paid) ?? repeats(order)
  if (excessive !== undefined) return excessive
  const split = splitOf(valuation, order, paid)
  if (!split.ok) return split
  const fees = netOf(reserve, split.amounts)
  if (!fees.ok) return fees
  const { net } = fees
  const movement = { direction: 'out', amounts: split.amounts } as const
  const asked = { purpose: 'redeem', movement, ...(rules.quirks.bandOn === 'net' ? { net } : {}) } as const
  const checked = judged(reserve, asked, { rules, valuation })
  if (!checked.ok) return checked
  const outputs = outputsOf(reserve, order, net)
  for (const [withdrawal, output] of zip(order.withdrawals, outputs))
    if (output < withdrawal.least) return tooLittle(withdrawal, output, outputs)
  const tranches = zip(zip(reserve.tranches, net), checked.flows).map(([[tranche, amount], outflow]) => ({
    ...tranche,
    balance: amountOf(sub(tranche.balance, amount)),
    outflow,
  }))
  const redemption =
    coins === 0n ? reserve.redemption : { level: sharesOf(add(level, coins)), lastBlock: reserve.block }
  const next = { ...reserve, tranches, redemption, supply: sharesOf(reserve.supply - coins) }
  return { ok: true, outputs, value: amountOf(paid), isClosed: checked.isClosed, reserve: next }
}

function misnamed({ tranches }: Reserve, { coins, withdrawals }: RedeemOrder, { quirks }: Rules): Refused | undefined {
  if (coins < 0n) return negative('coins', coins)
  for (const { tranche, ratio } of withdrawals) {
    if (ratio < 0n) return negative(tranche, ratio)
    const found = tranches.find(({ id }) => id === tranche)
    if (found === undefined && quirks.deposits === 'exact') return unknown(tranche)
    if (found !== undefined && found.commitment !== null) return unredeemable(tranche)
  }
  return undefined
}

/** The redemption level as it has decayed to the reserve's block. Fault CLOCK_BACKWARDS. */
export const levelAt = (
  { redemption, block }: Pick<Reserve, 'redemption' | 'block'>,
  { redemption: { memory } }: Rules,
): bigint => decayed({ amount: amountOf(redemption.level), seen: redemption.lastBlock }, memory, block)

interface Net {
  readonly ok: true
  readonly net: readonly Amount[]
}

interface Split {
  readonly ok: true
  readonly amounts: readonly Amount[]
}

function splitOf({ tranches }: Valuation, { withdrawals }: RedeemOrder, paid: bigint): Split | Refused {
  let sum = 0n
  const amounts = tranches.map(({ tranche, prices }) => {
    const withdrawal = withdrawals.find((each) => each.tranche === tranche.id)
    if (withdrawal === undefined) return ZERO
    sum = add(sum, withdrawal.ratio)
    return amountOf(scaleTo(divDown(mulDown(paid, withdrawal.ratio), prices.upper), tranche.decimals))
  })
  return sum === ONE ? { ok: true, amounts } : unbalanced(sum)
}

function repeats({ withdrawals }: RedeemOrder): Refused | undefined {
  const again = repeated(withdrawals)
  return again === undefined ? undefined : twice(again)
}

function netOf({ tranches }: Reserve, amounts: readonly Amount[]): Net | Refused {
  const net: Amount[] = []
  for (const [tranche, amount] of zip(tranches, amounts)) {
    const found = feeFor(tranche, 'redeem')
    if (!found.ok) return found
    net.push(afterFee(amount, found.fee))
  }
  return { ok: true, net }
}

const outputsOf = ({ tranches }: Reserve, { withdrawals }: RedeemOrder, net: readonly Amount[]): readonly Amount[] =>
  withdrawals.map(({ tranche }) => net[indexOf(tranches, tranche)] ?? ZERO)

const moreThanSupply = (coins: Shares, supply: Shares): Refused =>
  refuse('REDEEM_ABOVE_SUPPLY', `${coins} coins are more than the ${supply} that can be redeemed`, {
    facts: { coins: String(coins), supply: String(supply), gyroscope: '104' },
    lift: `Redeem at most ${supply} coins.`,
  })

/** Whether a price came out above one, by more than rounding. The curve cannot say one; an error in it could (docs/models/reserve.md). */
export function abovePar(coins: Shares, paid: bigint): Refused | undefined {
  if (paid <= mulDown(coins, GUARD)) return undefined
  return refuse('REDEEM_ABOVE_PAR', `${coins} coins would be paid with ${paid}`, {
    facts: { coins: String(coins), value: String(paid), gyroscope: '100' },
    lift: 'Look at the parameters of redemption: no coin is worth more than one.',
  })
}

const percent = (of18: bigint): string => `${format(of18, 16)} %`

const unbalanced = (sum: bigint): Refused =>
  refuse('RATIOS_NOT_ONE', `the ratios of registered tranches sum to ${percent(sum)}, not to 100 %`, {
    facts: { sum: String(sum), gyroscope: '31' },
    lift: 'Give ratios that sum to exactly one, and let one of them take the last unit.',
  })

const unredeemable = (tranche: string): Refused =>
  refuse('COMMITMENT_NOT_REDEEMABLE', `${tranche} is a promise, and promises are not paid out`, {
    facts: { tranche },
    lift: 'Take the value from tranches that hold assets.',
  })

const tooLittle = ({ tranche, least }: Withdrawal, output: Amount, outputs: readonly Amount[]): Refused =>
  refuse('OUTPUT_TOO_SMALL', `${output} of ${tranche} would be paid, and ${least} were asked for`, {
    facts: { tranche, output: String(output), least: String(least), outputs: outputs.join(' '), gyroscope: '2' },
    lift: `Ask for at most ${output} of ${tranche}, or redeem more.`,
  })
