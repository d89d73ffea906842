import { native, of as sharePriceOf } from '../../models/vault/sharePrice.ts'
import { abs, at, column, max, sum, WAD } from '../../models/vault/table.ts'
import { ownPrice } from '../../portfolio/vaults/cycle/holding.ts'
import { number } from '../report/format.ts'
import type { Chart, Limit, Line, Mark } from '../report/lines.ts'
import type { Done, Run, Turn } from './simulate.ts'
import { axis, dollars, share, whole } from './word.ts'

const EMPTY = { bands: [], limits: [], marks: [], stacked: false, log: false } as const

interface Drawing {
  readonly id: string
  readonly title: string
  readonly unit: string
  readonly digits: number
  readonly limits?: readonly Limit[]
}

function chart({ turns }: Run, lines: readonly Omit<Line, 'digits' | 'stepped'>[], of: Drawing): Chart {
  const { id, title, unit, digits, limits = [] } = of
  const summary = lines
    .map(({ label, values }) => {
      const known = values.filter((value) => value !== null)
      if (known.length === 0) return `${label}: none.`
      const said = (value: number | undefined): string => number(value ?? 0, digits)
      return `${label}: from ${said(known[0])} to ${said(known.at(-1))}, ${said(Math.min(...known))} at the lowest and ${said(Math.max(...known))} at the highest.`
    })
    .join(' ')
  const drawn = lines.map((line) => ({ ...line, digits, stepped: false }))
  const marks: Mark[] = turns.flatMap((turn, i) =>
    turn.ok ? [] : [{ at: i, label: turn.refusal.code, tone: 'critical' as const }],
  )
  return { kind: 'chart', ...EMPTY, id, title, unit, summary, x: axis(turns), lines: drawn, limits, marks }
}

const each = (turns: readonly Turn[], value: (turn: Done) => number): (number | null)[] =>
  turns.map((turn) => (turn.ok ? value(turn) : null))

/** Own asset for one share after the trades of each epoch. */
export const sharePrices = (run: Run): Chart =>
  chart(
    run,
    run.scene.config.vaults.map((label, v) => ({
      label,
      values: each(run.turns, (turn) => whole(closing(turn, run, v))),
    })),
    { id: 'sharePrice', title: 'Share price', unit: 'own asset', digits: 5 },
  )

/** What a share comes to once the trades of the epoch are paid. */
export function closing({ after, journal }: Done, { scene }: Pick<Run, 'scene'>, v: number): bigint {
  const price = ownPrice(scene.config, journal.opened.marks.prices, v)
  return sharePriceOf(native(at(journal.closed.netAssets, v), price, 'down'), at(after.shares, v))
}

/** Hedges among the vaults against hedges outside: the longs of each kind, an asset at a time, added up. */
export function hedges(run: Run): Chart {
  const assets = run.scene.config.assets
  const internal = ({ journal }: Done): bigint =>
    sum(assets.map((_, a) => sum(column(journal.opened.fit.internal, a).map((delta) => max(0n, delta)))))
  const external = ({ journal }: Done): bigint =>
    sum(assets.map((_, a) => abs(sum(column(journal.closed.external, a)))))
  return chart(
    run,
    [
      { label: 'Among the vaults', values: each(run.turns, (turn) => dollars(internal(turn))) },
      { label: 'Outside', values: each(run.turns, (turn) => dollars(external(turn))) },
    ],
    { id: 'hedges', title: 'Hedges held', unit: 'USD', digits: 0 },
  )
}

/** Uninvested float as a part of net assets, with its band. */
export function buffers(run: Run): Chart {
  const { buffer, vaults } = run.scene.config
  const level = (label: string, ratio: bigint, tone: Limit['tone']): Limit => ({
    label,
    value: whole(ratio) * 100,
    tone,
  })
  return chart(
    run,
    vaults.map((label, v) => ({
      label,
      values: each(run.turns, ({ journal: { closed } }) => share(at(closed.buffer, v), at(closed.netAssets, v)) * 100),
    })),
    {
      id: 'buffers',
      title: 'Buffer',
      unit: '%',
      digits: 2,
      limits: [
        level('target', buffer.target, null),
        level('min', buffer.min, 'warning'),
        level('max', buffer.max, 'warning'),
      ],
    },
  )
}

/** The widest residual delta of each vault after the trades, as a part of net assets. */
export function residuals(run: Run): Chart {
  const { guard, vaults } = run.scene.config
  const limits: Limit[] =
    guard.residualMax === null ? [] : [{ label: 'refit above', value: whole(guard.residualMax) * 100, tone: 'warning' }]
  return chart(
    run,
    vaults.map((label, v) => ({
      label,
      values: each(
        run.turns,
        ({ journal: { closed } }) => share(widest(closed.residual[v] ?? []), at(closed.netAssets, v)) * 100,
      ),
    })),
    { id: 'residual', title: 'Residual delta', unit: '%', digits: 4, limits },
  )
}

export const widest = (row: readonly bigint[]): bigint => row.reduce((most, delta) => max(most, abs(delta)), 0n)

/** Equity at the venues over the worth of hedges, before it is topped up. */
export function equity(run: Run): Chart {
  const { assets, equityRatio } = run.scene.config
  const lines = assets.map((label, a) => ({
    label,
    values: each(run.turns, ({ journal: { opened } }) => {
      const size = abs(sum(column(opened.marking.external, a)))
      return size === 0n ? 0 : share(sum(column(opened.marking.equity, a)) * WAD, size * WAD) * 100
    }).map((value) => (value === 0 ? null : value)),
  }))
  const band = equityRatio[0]
  const same = equityRatio.every(({ min, max: most }) => min === band?.min && most === band?.max)
  const limits: Limit[] =
    band === undefined || !same
      ? []
      : [
          { label: 'min', value: whole(band.min) * 100, tone: 'warning' },
          { label: 'max', value: whole(band.max) * 100, tone: 'warning' },
        ]
  return chart(run, lines, { id: 'equity', title: 'Equity behind hedges', unit: '%', digits: 2, limits })
}
