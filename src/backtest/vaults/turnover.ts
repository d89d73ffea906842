import { abs, column, max, sum, type Table } from '../../models/vault/table.ts'
import { divide } from '../../units/rounding.ts'
import type { Block } from '../report/document.ts'
import { table } from './exposure.ts'
import { poolFills } from './pooled.ts'
import type { Done, Run } from './simulate.ts'
import { usd } from './word.ts'

/** What was traded of one instrument after the first epoch, and what it left open, US dollars of 1e6. */
export interface Turnover {
  readonly instrument: string
  readonly orders: number
  readonly traded: bigint
  /** Orders that went against the one before: many of them are noise. */
  readonly flips: number
  readonly fees: bigint
  /** |residual delta| of all vaults together after the trades, mean and widest; null for the pool. */
  readonly left: { readonly mean: bigint; readonly widest: bigint } | null
}

/** Turnover, flips and cost of each instrument against the residual that was left: of epochs after the first, which opens what the rest maintains. */
export function turnover({ scene: { config }, turns }: Pick<Run, 'scene' | 'turns'>): readonly Turnover[] {
  const later = turns.filter((turn): turn is Done => turn.ok).slice(1)
  const pool = later.flatMap(({ journal }) => poolFills(journal))
  const hedges = config.assets.map((instrument, a) => {
    const fills = later.map(({ journal: { closed, input } }) => ({
      filled: closed.hedges[a]?.filled ?? 0n,
      fee: input.execution.hedges[a]?.fee ?? 0n,
    }))
    return {
      instrument,
      ...counted(fills),
      left: openOf(
        later.map(({ journal }) => journal.closed.residual),
        a,
      ),
    }
  })
  return [{ instrument: 'pool', ...counted(pool), left: null }, ...hedges]
}

interface Filled {
  readonly filled: bigint
  readonly fee: bigint
}

function counted(fills: readonly Filled[]): Pick<Turnover, 'orders' | 'traded' | 'flips' | 'fees'> {
  const sent = fills.map(({ filled }) => filled).filter((filled) => filled !== 0n)
  return {
    orders: sent.length,
    traded: sum(sent.map(abs)),
    flips: sent.filter((filled, i) => i > 0 && filled > 0n !== (sent[i - 1] ?? 0n) > 0n).length,
    fees: sum(fills.map(({ fee }) => fee)),
  }
}

function openOf(residuals: readonly Table[], a: number): { readonly mean: bigint; readonly widest: bigint } {
  const open = residuals.map((residual) => sum(column(residual, a).map(abs)))
  return {
    mean: divide(sum(open), max(1n, BigInt(open.length)), 'half'),
    widest: open.reduce((most, each) => max(most, each), 0n),
  }
}

/** The same as a table. */
export const turnoverTable = (run: Run): Block =>
  table(
    'Turnover after the first epoch, US dollars',
    ['Instrument', 'Orders', 'Traded', 'Flips', 'Fees', 'Left, mean', 'At most'],
    turnover(run).map(({ instrument, orders, traded, flips, fees, left }) => [
      instrument,
      String(orders),
      usd(traded, 0),
      String(flips),
      usd(fees),
      left === null ? null : usd(left.mean, 0),
      left === null ? null : usd(left.widest, 0),
    ]),
  )
