// A million orders on a reserve of eight tranches: minted, redeemed, refused or not, attributed, with memory that does not grow.
import { compile } from '../src/app/reserve/compile.ts'
import { sceneOf } from '../src/app/reserve/simulate.ts'
import type { Scene } from '../src/backtest/reserve/replay.ts'
import { world } from '../src/backtest/reserve/world.ts'
import type { ReserveStep } from '../src/portfolio/reserve/step.ts'
import { of as amountOf } from '../src/units/amount.ts'
import { ONE, ZERO } from '../src/units/ratio.ts'
import { of as sharesOf } from '../src/units/shares.ts'
import { type Figure, over, seconds, type Target } from './figure.ts'
import { keep, spread } from './measure.ts'

const ORDERS = 1_000_000
const TRANCHES = 8
const ROUNDS = 3
const SECONDS_MAX: Target = { bound: 'at most', value: 60 }

export function reserveOrders(): Figure {
  const steps = made()
  let refused = 0
  let grown = 0
  const took: number[] = []
  for (let round = 0; round < ROUNDS; round++) {
    const before = process.memoryUsage().heapUsed
    const began = performance.now()
    refused = replayed(scene(), steps)
    took.push((performance.now() - began) / 1000)
    grown = Math.max(grown, process.memoryUsage().heapUsed - before)
  }
  const measured = spread(took)
  return {
    name: 'reserve, 1,000,000 orders',
    measured,
    show: seconds,
    target: SECONDS_MAX,
    floor: over(measured, floor(steps)),
    note: `Mints, redemptions and waits on ${TRANCHES} tranches, each checked, applied and attributed; ${((refused / ORDERS) * 100).toFixed(1)} % of them refused. The heap grew by at most ${(grown / 2 ** 20).toFixed(0)} MB over a round, most of it not yet collected. Floor: for each order one multiply-divide for each tranche on the same amounts.`,
  }
}

/** What a round takes at least: the weights of all tranches, from figures that stand ready. */
function floor(steps: readonly ReserveStep[]) {
  const { tranches } = scene().state.reserve
  const total = 10n ** 26n
  const took: number[] = []
  for (let round = 0; round < ROUNDS; round++) {
    const began = performance.now()
    let sum = 0n
    for (let at = 0; at < ORDERS; at++) {
      const step = steps[at % steps.length]
      if (step === undefined) continue
      for (const { balance } of tranches) sum += (balance * 10n ** 18n) / total
    }
    took.push((performance.now() - began) / 1000)
    keep(Number(sum & 1n))
  }
  return spread(took)
}

function replayed(start: Scene, steps: readonly ReserveStep[]): number {
  const book = world(start, new Map())
  for (let at = 0; at < ORDERS; at++) {
    const step = steps[at % steps.length]
    if (step === undefined) continue
    const act = step.kind === 'reserve.redeem' ? 'redeem' : 'mint'
    if (step.kind === 'reserve.wait') book.let({ kind: 'step', step })
    else book.order(step, { actor: 'users', act, moved: 1 })
  }
  const refused = book.tallies.all().flatMap((tally) => [...tally.refused.values()])
  return refused.reduce((sum, count) => sum + count, 0)
}

const PAIRS = 500

/** Orders that come round again: as much is redeemed from each tranche as was minted with it, and every eight pairs a block passes. */
function made(): readonly ReserveStep[] {
  const steps: ReserveStep[] = []
  for (let pair = 0; pair < PAIRS; pair++) {
    const tranche = `T${(pair * 5) % TRANCHES}`
    const size = BigInt(1000 + ((pair * 7919) % 100_000)) * 10n ** 18n
    const deposits = [{ tranche, amount: amountOf(size) }]
    const withdrawals = [{ tranche, ratio: ONE, least: amountOf(0n) }]
    steps.push({ kind: 'reserve.mint', by: 'user', deposits, least: sharesOf(0n) })
    steps.push({ kind: 'reserve.redeem', by: 'user', coins: sharesOf(size), withdrawals })
    if (pair % TRANCHES === TRANCHES - 1) steps.push({ kind: 'reserve.wait', blocks: 50n, seconds: 600n })
  }
  return steps
}

function scene(): Scene {
  const tranche = { balance: '12500000', price: '1', weight: 125_000_000_000_000_000n }
  const tranches = Object.fromEntries(Array.from({ length: TRANCHES }, (_, at) => [`T${at}`, tranche]))
  const compiled = compile({ tranches }, null, [])
  return sceneOf({ ...compiled, trade: { fee: ZERO, slippage: ZERO } })
}
