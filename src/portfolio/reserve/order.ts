import { mulDown, scaleFrom } from '../../models/reserve/fixed.ts'
import { mint } from '../../models/reserve/mint.ts'
import { redeem } from '../../models/reserve/redeem.ts'
import type { Reserve } from '../../models/reserve/reserve.ts'
import { incoming } from '../../models/reserve/state.ts'
import type { Tranche } from '../../models/reserve/tranche.ts'
import { type Amount, of as amountOf } from '../../units/amount.ts'
import { type Usd, usd } from '../../units/estimate.ts'
import { ZERO } from '../../units/ratio.ts'
import { type Refused, refuse } from '../../units/refusal.ts'
import { type Shares, of as sharesOf } from '../../units/shares.ts'
import type { Applied, ExactPosting } from '../applied.ts'
import { AT_ONCE } from '../cost.ts'
import type { ReserveMarket } from './market.ts'
import { changed, held, type ReserveState } from './state.ts'
import type { MintStep, RedeemStep } from './step.ts'
import { toUsd } from './worth.ts'

/** The asset of postings that move coins. */
export const COIN = 'coin'

/**
 * A mint through the model's one path. Its cost is what who mints gives up: raw value paid in less coins at one each, of which `fee` is what
 * the tranches charge and `slippage` the rest (a stable asset above one is credited at one).
 */
export function applyMint(state: ReserveState, step: MintStep, market: ReserveMarket): Applied<ReserveState> {
  const { reserve, operator } = state
  const isOperator = step.by === 'operator'
  if (isOperator)
    for (const { tranche } of step.deposits) {
      const asked = step.deposits.reduce((sum, each) => (each.tranche === tranche ? sum + each.amount : sum), 0n)
      if (asked > held(operator, tranche)) return walletShort(tranche, asked, held(operator, tranche))
    }
  const done = mint(reserve, { ...step, kind: 'mint' }, market.rules)
  if (!done.ok) return done
  let wallet = operator
  let given = 0n
  let fee = 0
  const postings: ExactPosting[] = []
  for (const { tranche: id, amount } of step.deposits) {
    const tranche = reserve.tranches.find((each) => each.id === id)
    if (tranche === undefined) continue
    const worth = worthOf(tranche, amount, reserve)
    given += worth
    fee += toUsd(mulDown(worth, tranche.fees?.mint ?? ZERO))
    if (isOperator) wallet = changed(wallet, id, -amount)
    postings.push({ account: step.by, asset: id, amount: amountOf(-amount) }, { account: 'reserve', asset: id, amount })
  }
  if (isOperator) wallet = { ...wallet, coins: sharesOf(wallet.coins + done.minted) }
  return {
    ok: true,
    state: { reserve: done.reserve, operator: wallet },
    cost: costOf(given - done.minted, { fee, gas: market.gas.mint }),
    times: AT_ONCE,
    postings: [...postings, ...coins(step.by, done.minted)],
  }
}

/** A redemption through the model's one path. Its cost is coins at one each less raw value paid out; `slippage` is what is not fee. */
export function applyRedeem(state: ReserveState, step: RedeemStep, market: ReserveMarket): Applied<ReserveState> {
  const { reserve, operator } = state
  const isOperator = step.by === 'operator'
  if (isOperator && step.coins > operator.coins) return walletShort(COIN, step.coins, operator.coins)
  const done = redeem(reserve, { ...step, kind: 'redeem' }, market.rules)
  if (!done.ok) return done
  let wallet = operator
  let got = 0n
  let fee = 0
  const postings: ExactPosting[] = []
  for (const [at, { tranche: id }] of step.withdrawals.entries()) {
    const tranche = reserve.tranches.find((each) => each.id === id)
    const amount = done.outputs[at] ?? amountOf(0n)
    if (tranche === undefined) continue
    const worth = worthOf(tranche, amount, reserve)
    got += worth
    const charged = Number(tranche.fees?.redeem ?? ZERO) / 1e18
    fee += (toUsd(worth) * charged) / (1 - charged)
    if (isOperator) wallet = changed(wallet, id, amount)
    postings.push({ account: 'reserve', asset: id, amount: amountOf(-amount) }, { account: step.by, asset: id, amount })
  }
  if (isOperator) wallet = { ...wallet, coins: sharesOf(wallet.coins - step.coins) }
  return {
    ok: true,
    state: { reserve: done.reserve, operator: wallet },
    cost: costOf(step.coins - got, { fee, gas: market.gas.redeem }),
    times: AT_ONCE,
    postings: [...postings, ...coins(step.by, sharesOf(-step.coins))],
  }
}

/** Raw value of an amount in 18 places; of a commitment, of what counts of it at once. */
export function worthOf(tranche: Tranche, amount: Amount, { time }: Pick<Reserve, 'time'>): bigint {
  const { prices, decimals } = tranche
  return prices === null ? 0n : mulDown(scaleFrom(incoming(tranche, amount, time), decimals), prices.raw)
}

const coins = (by: string, amount: Shares): readonly ExactPosting[] => [
  { account: 'supply', asset: COIN, amount: amountOf(-amount) },
  { account: by, asset: COIN, amount: amountOf(amount) },
]

const costOf = (
  lost: bigint,
  { fee, gas }: { readonly fee: number; readonly gas: Usd },
): { readonly gas: Usd; readonly fee: Usd; readonly slippage: Usd; readonly carry: Usd } => ({
  gas,
  fee: usd(fee),
  slippage: usd(toUsd(lost) - fee),
  carry: usd(0),
})

const walletShort = (what: string, asked: bigint, has: bigint): Refused =>
  refuse('WALLET_SHORT', `The operator has ${has} of ${what}, and ${asked} are asked for`, {
    facts: { what, asked: String(asked), held: String(has), short: String(asked - has) },
    lift: `Bring ${asked - has} more of ${what}, or move less.`,
  })
