import { unguarded } from '../../models/reserve/guard.ts'
import { close } from '../../models/reserve/guardian.ts'
import { pledge } from '../../models/reserve/pledge.ts'
import { calibrate } from '../../models/reserve/registry.ts'
import type { Reserve } from '../../models/reserve/reserve.ts'
import { observed } from '../../models/reserve/stewardship.ts'
import { of as amountOf } from '../../units/amount.ts'
import { type Usd, usd } from '../../units/estimate.ts'
import { seconds } from '../../units/time.ts'
import type { Applied, Cost, ExactPosting, Times } from '../applied.ts'
import { AT_ONCE, FREE } from '../cost.ts'
import type { ReserveMarket } from './market.ts'
import { applyMint, applyRedeem } from './order.ts'
import { quoted } from './quote.ts'
import type { ReserveState } from './state.ts'
import type { CalibrateStep, PauseStep, PledgeStep, ReserveStep, SwapStep, WaitStep } from './step.ts'
import { swap } from './swap.ts'
import { wait } from './wait.ts'
import { toUsd } from './worth.ts'

export type ReserveApplied = Applied<ReserveState>

/** What one step does to the reserve at the prices of the market. Pure; a step that is refused changes nothing. */
export function apply(state: ReserveState, step: ReserveStep, market: ReserveMarket): ReserveApplied {
  const reserve = quoted(state.reserve, market)
  const now = reserve === state.reserve ? state : { ...state, reserve }
  const off = isPriced(step) ? unguarded(reserve, market.oracle, market.rules.guard) : null
  if (off !== null) return off
  switch (step.kind) {
    case 'reserve.mint':
      return applyMint(now, step, market)
    case 'reserve.pledge':
      return promised(now, step, market)
    case 'reserve.redeem':
      return applyRedeem(now, step, market)
    case 'reserve.swap':
      return swapped(now, step, market)
    case 'reserve.wait':
      return waited(now, step, market)
    case 'reserve.pause':
      return paused(now, step, market)
    case 'reserve.calibrate':
      return calibrated(now, step, market)
  }
}

function promised(state: ReserveState, { pledges }: PledgeStep, { rules }: ReserveMarket): ReserveApplied {
  const done = pledge(state.reserve, pledges, rules)
  if (!done.ok) return done
  const postings = pledges.flatMap(({ tranche, amount }): readonly ExactPosting[] => [
    { account: 'pledged', asset: tranche, amount: amountOf(-amount) },
    { account: 'reserve', asset: tranche, amount },
  ])
  return { ...free({ ...state, reserve: done.reserve }, usd(0)), postings }
}

function swapped(state: ReserveState, { legs }: SwapStep, market: ReserveMarket): ReserveApplied {
  const done = swap(state.reserve, legs, market)
  if (!done.ok) return done
  const postings = legs.flatMap(({ from, to, amount }, at): readonly ExactPosting[] => {
    const bought = done.bought[at] ?? amountOf(0n)
    return [
      { account: 'reserve', asset: from, amount: amountOf(-amount) },
      { account: 'market', asset: from, amount },
      { account: 'market', asset: to, amount: amountOf(-bought) },
      { account: 'reserve', asset: to, amount: bought },
    ]
  })
  const gas = usd(market.gas.swap * legs.length)
  const cost: Cost = { gas, fee: toUsd(done.fee), slippage: toUsd(done.slippage), carry: usd(0) }
  return { ok: true, state: { ...state, reserve: done.reserve }, cost, times: AT_ONCE, postings }
}

/** Time and closing need no price; everything else goes by those of the reserve. */
const isPriced = ({ kind }: ReserveStep): boolean => kind !== 'reserve.wait' && kind !== 'reserve.pause'

function waited(state: ReserveState, step: WaitStep, { rules }: ReserveMarket): ReserveApplied {
  const passed = wait(state.reserve, step)
  if (!('tranches' in passed)) return passed
  const after = observed(passed, rules, state.reserve.time)
  const took = seconds(Number(step.seconds))
  return {
    ok: true,
    state: { ...state, reserve: after },
    cost: FREE,
    times: { p50: took, p95: took, stress: took },
    postings: [],
  }
}

function paused(state: ReserveState, { tranche, direction, blocks }: PauseStep, market: ReserveMarket): ReserveApplied {
  const tranches = tranche === null ? state.reserve.tranches.map(({ id }) => id) : [tranche]
  const done = close(state.reserve, { tranches, direction, blocks }, market.rules)
  return done.ok ? free({ ...state, reserve: done.reserve }, market.gas.pause) : done
}

// What is left of a tranche that is taken off the list leaves the reserve: it is less than dust.
function calibrated(state: ReserveState, { list }: CalibrateStep, market: ReserveMarket): ReserveApplied {
  const done = calibrate(state.reserve, list, market.rules)
  if (!done.ok) return done
  const postings = dropped(state.reserve, done.reserve).flatMap(({ id, balance }): readonly ExactPosting[] => [
    { account: 'reserve', asset: id, amount: amountOf(-balance) },
    { account: 'unlisted', asset: id, amount: balance },
  ])
  return { ...free({ ...state, reserve: done.reserve }, usd(0)), postings }
}

const dropped = (before: Reserve, after: Reserve): Reserve['tranches'] =>
  before.tranches.filter(({ id }) => !after.tranches.some((tranche) => tranche.id === id))

interface Free {
  readonly ok: true
  readonly state: ReserveState
  readonly cost: Cost
  readonly times: Times
  readonly postings: readonly ExactPosting[]
}

const free = (state: ReserveState, gas: Usd): Free => ({
  ok: true,
  state,
  cost: { ...FREE, gas },
  times: AT_ONCE,
  postings: [],
})
