import { isAtLeast } from '../../portfolio/measure.ts'
import { gasUnits } from '../../portfolio/venues/apply/done.ts'
import { gasCost } from '../../portfolio/venues/market.ts'
import type { Place } from '../../portfolio/venues/place.ts'
import type { VenuesPolicy } from '../../portfolio/venues/policy.ts'
import { bufferShare, marginLevel } from '../../portfolio/venues/risk.ts'
import type { VenuesStep, VenuesStepOf } from '../../portfolio/venues/step.ts'
import { type Quantity, quantity } from '../../units/estimate.ts'
import type { Refusal } from '../../units/refusal.ts'
import { capped, cutOf } from '../cut.ts'
import { append, type Draft } from './assemble.ts'
import * as Coins from './coins.ts'
import type { Context } from './context.ts'
import { node } from './leg.ts'
import { surplus } from './source.ts'
import { transfer } from './transfer.ts'
import { idOf, offer, unavailable, type VenuesProposal } from './write.ts'

/** What keeps a book able to act: gas in the wallet, margin not left in a funding wing, the buffer full. */
export function upkeep(context: Context): readonly VenuesProposal[] {
  return [...needful(context), ...buffer(context)]
}

/** The part of upkeep that presses. Most hours nothing does, and they are told so without a list being made. */
export function needful(context: Context): readonly VenuesProposal[] {
  const { state, policy } = context
  let isNeeded = state.wallet.ETH < policy.gasReserve.min
  for (const { funding } of state.exchanges) if (funding.USDT > SWEEP_MIN) isNeeded = true
  return isNeeded ? [...gas(context), ...sweep(context)] : NOTHING
}

/** ETH for gas, from WETH or USDT of the wallet, before there is too little to send anything. */
function gas(context: Context): readonly VenuesProposal[] {
  const { state, market, policy } = context
  const step = refill(context, policy.gasReserve)
  if (step === null) return []
  const missing = policy.gasReserve.target - state.wallet.ETH
  const heading = { purpose: 'Gas reserve', class: 'SAFETY' as const, description: 'Refill the ETH that pays for gas' }
  if (step.size === 0) return [unavailable(heading, gasless(missing), [])]
  const written = append({ state, stages: [[]] }, [step], market)
  if (!written.ok) return [unavailable(heading, written.refusal, [])]
  const moved = step.size * (step.kind === 'venues.wrap' ? market.price.WETH : market.price.USDT)
  const wanted = missing * market.price.ETH
  const cuts = cutOf({ limiter: 'balance', place: 'WALLET', unit: 'USD', wanted, allowed: moved, cycles: null })
  return [offer(written.draft, heading, { context, moved, cuts })]
}

const gasless = (missing: number): Refusal => ({
  code: 'NO_SOURCE',
  detail: `The wallet is ${missing.toFixed(4)} ETH short of its gas reserve and holds no WETH or USDT to buy it with`,
  facts: { missing, asset: 'ETH' },
  lift: 'Send ETH to the wallet, or lower gasReserve.',
})

/** A step that turns so much of what the wallet holds into ETH. */
type Refill = VenuesStepOf<'venues.wrap' | 'venues.swap'> & { readonly size: Quantity }

/** The step that refills the gas reserve, of size 0 where all that is there would not pay for itself; null while there is enough. */
export function refill(
  { state, market }: Pick<Context, 'state' | 'market'>,
  { min, target }: VenuesPolicy['gasReserve'],
): Refill | null {
  const missing = target - state.wallet.ETH
  if (state.wallet.ETH >= min || missing <= 0) return null
  if (state.wallet.WETH >= missing) return { kind: 'venues.wrap', from: 'WETH', size: quantity(missing) }
  const usdt = (missing * market.price.ETH * 1.01) / market.price.USDT
  const gas = gasCost(market, gasUnits(market, ['approve', 'swap'])) / market.price.USDT
  const size = quantity(state.wallet.USDT > gas ? Math.min(usdt, state.wallet.USDT) : 0)
  return { kind: 'venues.swap', place: 'WALLET', sell: 'USDT', buy: 'ETH', size }
}

/**
 * USDT that an abandoned plan left in a funding wing is margin again for nothing. It is a SAFETY plan where the account is past
 * its warning; elsewhere it answers no alarm.
 */
function sweep(context: Context): readonly VenuesProposal[] {
  const idle = context.state.exchanges.filter(({ funding }) => funding.USDT > SWEEP_MIN)
  if (idle.length === 0) return []
  const isPressing = context.assessment.figures.exchanges.some(
    (account) =>
      idle.some(({ place }) => place === account.place) && isAtLeast(marginLevel(account, context.policy), 'WARNING'),
  )
  const heading = {
    purpose: 'Sweep funding wings',
    class: isPressing ? ('SAFETY' as const) : ('TARGET' as const),
    description: 'Idle USDT becomes margin',
  }
  const steps = idle.map(
    ({ place }): VenuesStep => ({
      kind: 'venues.internalTransfer',
      place,
      asset: 'USDT',
      from: 'funding',
      size: 'all',
    }),
  )
  const written = append({ state: context.state, stages: [[]] }, steps, context.market)
  const moved = idle.reduce((sum, { funding }) => sum + funding.USDT, 0) * context.market.price.USDT
  return [written.ok ? offer(written.draft, heading, { context, moved }) : unavailable(heading, written.refusal, [])]
}

/** The wallet's buffer, when it has run below its band: from the exchange with the largest surplus, else from the long leg. */
function buffer(context: Context): readonly VenuesProposal[] {
  const share = bufferShare(context.assessment.figures, context, context.policy)
  if (context.policy.buffer === 0 || share >= context.policy.bounds.buffer.low) return []
  const { policy, state } = context
  const missing = (policy.buffer - share) * context.assessment.figures.netAssets
  if (missing < policy.limits.transferMin) return []
  const heading = {
    purpose: 'Refill buffer',
    class: 'TARGET' as const,
    description: 'Bring the wallet back to its buffer',
  }
  const sendable = Coins.sendable(state, context)
  const value = Math.min(missing, sendable.value)
  const cuts = Coins.cutBy(sendable.limiter, { wanted: missing, now: value, place: 'WALLET' }, context)
  const [cut] = cuts
  if (value < policy.limits.transferMin)
    return cut === undefined ? [] : [unavailable(heading, capped(cut, state.sent.length > 0), [])]
  const richest = [...state.exchanges].sort((a, b) => surplus(b, context) - surplus(a, context))[0]
  const fromExchange = richest !== undefined && surplus(richest, context) >= value
  const source: Place = fromExchange ? richest.place : Coins.homeOf(policy)
  if (source === 'WALLET') return []
  const hedge =
    fromExchange || !policy.mode.isHedged
      ? []
      : state.exchanges.map(({ place }) => ({ place, share: policy.allocation[place] ?? 0 }))
  const to = [node('WALLET', 'free', policy.mode.shareClass === 'USDT' ? 'USDT' : 'WETH')]
  const draft: Draft = { state, stages: [] }
  const sent = transfer(
    {
      source,
      target: 'WALLET',
      value,
      key: idOf(context.asOf, heading.purpose),
      deadline: policy.limits.deadline,
      hedge,
      to,
    },
    draft,
    context,
  )
  return [
    sent.ok
      ? offer(sent.draft, heading, { context, moved: value, considered: sent.considered, cuts })
      : unavailable(heading, sent.refusal, sent.considered),
  ]
}

const NOTHING: readonly VenuesProposal[] = []

/** USDT below this is dust of fees. */
const SWEEP_MIN = 1
