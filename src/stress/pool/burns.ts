import type { Scene } from '../../backtest/pool/result.ts'
import { burn } from '../../planner/pool/capacity.ts'
import { apply } from '../../portfolio/pool/apply.ts'
import { scaleAt } from '../../portfolio/pool/scale.ts'
import type { PoolState } from '../../portfolio/pool/state.ts'
import type { PoolStep } from '../../portfolio/pool/step.ts'
import { divide } from '../../units/rounding.ts'
import * as Shares from '../../units/shares.ts'
import type { Blocked } from '../outcome.ts'
import type { PoolShock } from './shock.ts'

/** Holders who want out, each with what he still waits for. */
export interface Rush {
  /** The burns of an hour, oldest wishes first and as much of each as the chain pays; the rest waits for the next hour. */
  readonly burns: (row: number, scene: Scene, isOpen: (chain: string) => boolean) => readonly PoolStep[]
  /** Of all chains, in the whole pool's units. */
  readonly wanted: () => bigint
  readonly waiting: () => bigint
  /** The hour in which the last wish was paid; null while one waits, and where there is none. */
  readonly paidBy: () => number | null
  /** Why one had to wait: each reason once. */
  readonly reasons: () => readonly Blocked[]
}

interface Wish {
  readonly chain: string
  readonly holder: string
  readonly shares: bigint
  asked: bigint
  waiting: bigint
}

const PPM = 1_000_000

/** A rush of everybody who holds shares when it begins; nobody's without a shock of burns. */
export function rush({ chains }: PoolState, shocks: readonly PoolShock[]): Rush {
  const run = shocks.find((shock) => shock.kind === 'burns')
  const share = BigInt(Math.round((run?.share ?? 0) * PPM))
  const wishes: Wish[] = Object.entries(chains).flatMap(([chain, { accounts }]) =>
    accounts
      .map(({ holder, shares }) => ({ chain, holder, shares: divide(shares * share, BigInt(PPM), 'down') }))
      .filter(({ shares }) => shares > 0n)
      .map((wish) => ({ ...wish, asked: 0n, waiting: 0n })),
  )
  const reasons = new Map<string, Blocked>()
  const sum = (of: (wish: Wish) => bigint): bigint =>
    wishes.reduce((all, wish) => all + of(wish) * scaleAt({ chains }, wish.chain), 0n)
  let paidBy: number | null = null
  return {
    burns(row, scene, isOpen) {
      if (run === undefined || wishes.length === 0) return []
      for (const wish of wishes) ask(wish, row, run.within)
      const steps: PoolStep[] = []
      let { state } = scene
      for (const wish of wishes) {
        if (wish.waiting === 0n) continue
        const paid = isOpen(wish.chain) ? payable(wish, { ...scene, state }) : HALTED(wish)
        if (paid.why !== null && !reasons.has(paid.why.code)) reasons.set(paid.why.code, { hour: row, ...paid.why })
        if (paid.step === null) continue
        const applied = apply(state, paid.step, scene.market)
        if (!applied.ok) continue
        state = applied.state
        wish.waiting -= paid.step.shares
        steps.push(paid.step)
      }
      const isOver = sum(({ waiting }) => waiting) === 0n && wishes.every(({ shares, asked }) => asked === shares)
      paidBy = isOver ? (paidBy ?? row) : null
      return steps
    },
    wanted: () => sum(({ shares }) => shares),
    waiting: () => sum(({ shares, asked, waiting }) => waiting + shares - asked),
    paidBy: () => paidBy,
    reasons: () => [...reasons.values()],
  }
}

/** What is asked for by an hour, the last unit with the last hour. */
function ask(wish: Wish, row: number, within: number): void {
  const by = row >= within ? wish.shares : divide(wish.shares * BigInt(row), BigInt(Math.ceil(within)), 'down')
  wish.waiting += by - wish.asked
  wish.asked = by
}

interface Payable {
  readonly step: Extract<PoolStep, { kind: 'pool.burn' }> | null
  readonly why: Pick<Blocked, 'code' | 'detail'> | null
}

function payable({ chain, holder, waiting }: Wish, { state, market }: Scene): Payable {
  const { value } = burn({ chain, holder }, { state, market })
  const shares = value < waiting ? value : waiting
  const step = (of: bigint) => ({ kind: 'pool.burn', chain, holder, token: state.base, shares: Shares.of(of) }) as const
  if (shares === waiting) return { step: step(shares), why: null }
  const refused = apply(state, step(shares + 1n), market)
  const why = refused.ok ? null : { code: refused.refusal.code, detail: refused.refusal.detail }
  return { step: shares > 0n ? step(shares) : null, why }
}

const HALTED = ({ chain }: Wish): Payable => ({
  step: null,
  why: { code: 'CHAIN_HALTED', detail: `${chain} makes no transactions now` },
})
