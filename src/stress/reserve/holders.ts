import { happen } from '../../backtest/reserve/replay.ts'
import { worded } from '../../backtest/reserve/said.ts'
import type { World } from '../../backtest/reserve/world.ts'
import { value } from '../../models/reserve/state.ts'
import type { RedeemStep } from '../../portfolio/reserve/step.ts'
import { toUsd } from '../../portfolio/reserve/worth.ts'
import { ZERO as NONE } from '../../units/amount.ts'
import { ONE, of as ratioOf } from '../../units/ratio.ts'
import { divide } from '../../units/rounding.ts'
import { of as sharesOf } from '../../units/shares.ts'
import type { Blocked } from '../outcome.ts'
import type { ReserveShock } from './shock.ts'

/** Holders who redeem, with what they still wait for. */
export interface Run {
  /** The redemptions of an hour: all that waits where that passes, else a half, a quarter …, else from single tranches. */
  readonly redeem: (row: number, world: World) => void
  readonly wanted: () => bigint
  readonly waiting: () => bigint
  /** The hour in which the last coin was paid; null while one waits, and where none does. */
  readonly paidBy: () => number | null
  readonly reasons: () => readonly Blocked[]
}

/** So many halves of an order are tried before it waits. */
const HALVES = 8
const PPM = 1_000_000

/** A run on a share of the coins that there are; on none without such a shock. */
export function run(coins: bigint, shocks: readonly ReserveShock[]): Run {
  const shock = shocks.find((each) => each.kind === 'run')
  const wanted = divide(coins * BigInt(Math.round((shock?.share ?? 0) * PPM)), BigInt(PPM), 'down')
  const reasons = new Map<string, Blocked>()
  let [asked, waiting] = [0n, 0n]
  let paidBy: number | null = null
  return {
    redeem(row, world) {
      if (shock === undefined || wanted === 0n) return
      const by = row >= shock.within ? wanted : divide(wanted * BigInt(row), BigInt(Math.ceil(shock.within)), 'down')
      waiting += by - asked
      asked = by
      for (;;) {
        const paid =
          waiting === 0n
            ? 0n
            : pay(waiting, world, (code, detail) => {
                if (!reasons.has(code)) reasons.set(code, { hour: row, code, detail })
              })
        if (paid === 0n) break
        waiting -= paid
      }
      paidBy = asked === wanted && waiting === 0n ? (paidBy ?? row) : null
    },
    wanted: () => wanted,
    waiting: () => waiting + wanted - asked,
    paidBy: () => paidBy,
    reasons: () => [...reasons.values()],
  }
}

/** The coins of the first order that passes. */
function pay(waiting: bigint, world: World, refused: (code: string, detail: string) => void): bigint {
  for (let half = 0; half < HALVES; half++) {
    const coins = divide(waiting, 2n ** BigInt(half), 'down')
    if (coins === 0n) return 0n
    for (const step of ordersOf(coins, world)) {
      const outcome = happen(world.scene(), { kind: 'step', step })
      if (outcome.refusal !== null) {
        const { detail } = worded(outcome.refusal, world.scene().state.reserve)
        refused(outcome.refusal.code, detail)
        continue
      }
      if (world.order(step, { actor: 'users', act: 'redeem', moved: toUsd(coins) }) === null) return coins
    }
  }
  return 0n
}

/** By the worth of what may be paid out, then from each tranche alone, the largest first. */
function ordersOf(coins: bigint, world: World): readonly RedeemStep[] {
  const payable = value(world.reserve())
    .tranches.filter(({ tranche, value: worth }) => tranche.commitment === null && worth > 0n)
    .sort((a, b) => (a.value > b.value ? -1 : a.value < b.value ? 1 : 0))
  const total = payable.reduce((sum, each) => sum + each.value, 0n)
  if (total === 0n) return []
  const parts = payable.map(({ tranche, value: worth }) => ({
    tranche: tranche.id,
    ratio: divide(worth * ONE, total, 'down'),
  }))
  const rest = parts.reduce((left, { ratio }) => left - ratio, ONE as bigint)
  const order = (withdrawals: typeof parts): RedeemStep => ({
    kind: 'reserve.redeem',
    by: 'user',
    coins: sharesOf(coins),
    withdrawals: withdrawals.map(({ tranche, ratio }) => ({ tranche, ratio: ratioOf(ratio), least: NONE })),
  })
  const spread = parts.map(({ tranche, ratio }, at) => ({ tranche, ratio: at === 0 ? ratio + rest : ratio }))
  return [order(spread), ...payable.map(({ tranche }) => order([{ tranche: tranche.id, ratio: ONE }]))]
}
