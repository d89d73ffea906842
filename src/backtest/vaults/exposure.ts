import { outside } from '../../models/vault/netting.ts'
import { at, halfUp, type Table as Rows, sub, WAD } from '../../models/vault/table.ts'
import { residual } from '../../portfolio/vaults/cycle/holding.ts'
import type { Execution } from '../../portfolio/vaults/input.ts'
import type { Closed, Opened } from '../../portfolio/vaults/journal.ts'
import type { Cell, Table } from '../report/blocks.ts'
import type { Section } from '../report/document.ts'
import type { Scene } from './epoch.ts'
import { signed, usd } from './word.ts'

/** What was marked, what is to be done, and what the trades did; of one epoch. */
export interface Moment {
  readonly opened: Opened
  readonly closed: Closed
  readonly execution: Execution
}

/** Residual delta at the new marks, before anything trades. */
export function before({ marking, marks, live }: Opened, config: Scene['config']): Rows {
  const { pool, buffer, netAssets, internal, external } = marking
  const weights = live?.weightsBefore ?? marks.weights
  return residual({ pool, buffer, netAssets, internal, external, weights }, config)
}

/** Every vault and asset: what the pool exposes it to, who takes it, and what is left. */
export function exposure({ opened, closed }: Moment, { config }: Pick<Scene, 'config'>): Section {
  const was = before(opened, config)
  const rows = config.vaults.flatMap((vault, v) =>
    config.assets.map((asset, a): Cell[] => {
      const own = config.own[v] === a
      const float = own ? at(closed.buffer, v) - at(closed.netAssets, v) : 0n
      return [
        `${vault} · ${asset}`,
        usd(halfUp(at(opened.marks.weights, a) * at(closed.poolWorth, v), WAD), 0),
        signed(at(opened.fit.internal[v] ?? [], a), 0),
        signed(at(closed.external[v] ?? [], a), 0),
        own ? signed(float, 0) : null,
        signed(at(was[v] ?? [], a), 0),
        signed(at(closed.residual[v] ?? [], a), 0),
      ]
    }),
  )
  const columns = ['Vault · asset', 'Pool', 'Inside', 'Outside', 'Own', 'Before', 'After']
  return {
    id: 'exposure',
    title: 'Exposure',
    lead: "US dollars of delta: what the pool brings, what other vaults take over, what is hedged outside, the vault's target in its own asset; then what was open at the new prices before the trades, and after them. What stays open after the trades is usually margin above its target.",
    blocks: [table('Delta by vault and asset, US dollars', columns, rows)],
  }
}

/** Who wants what of each instrument, what changes hands inside, what goes to the market, and who pays. */
export function orders({ opened, closed, execution }: Moment, { config, pool }: Named): Section {
  const names = [pool, ...config.assets]
  const all = [opened.pool, ...opened.hedges].map((order, i) => ({
    name: names[i] ?? '',
    order,
    done: i === 0 ? closed.pool : closed.hedges[i - 1],
    fee: (i === 0 ? execution.pool : execution.hedges[i - 1])?.fee ?? 0n,
  }))
  const totals = all.map(({ name, order, done, fee }): Cell[] => [
    name,
    signed(order.net, 0),
    usd(order.crossed, 0),
    signed(order.order, 0),
    signed(done?.filled ?? 0n, 0),
    usd(fee),
  ])
  const parts = all.flatMap(({ name, order, done }) => {
    const market = outside(order.wishes, done?.filled ?? 0n)
    return config.vaults.flatMap((vault, v): Cell[][] => {
      const wish = at(order.wishes, v)
      if (wish === 0n) return []
      const got = at(done?.fills ?? [], v)
      return [
        [
          `${name} · ${vault}`,
          signed(wish, 0),
          signed(got - at(market, v), 0),
          signed(at(market, v), 0),
          usd(at(done?.fees ?? [], v)),
        ],
      ]
    })
  })
  const book = sub(opened.fit.internal, opened.marking.internal)
  return {
    id: 'orders',
    title: 'Orders',
    lead: 'US dollars. Vaults that want opposite things trade with each other at the mark and pay nothing; only the net goes to the market, and those on its side pay the fee.',
    blocks: [
      table('By instrument', ['Instrument', 'Net', 'Crossed', 'Sent', 'Filled', 'Fee'], totals),
      table('By vault', ['Instrument · vault', 'Wants', 'Inside', 'Market', 'Pays'], parts),
      table(
        'Internal hedges, entries in the book without a fee',
        ['Vault', ...config.assets],
        config.vaults.map((vault, v) => [vault, ...config.assets.map((_, a) => signed(at(book[v] ?? [], a), 0))]),
      ),
    ],
  }
}

interface Named extends Pick<Scene, 'config'> {
  readonly pool: string
}

/** A table whose first column is names and all others figures. */
export const table = (caption: string, titles: readonly string[], rows: readonly (readonly Cell[])[]): Table => ({
  kind: 'table',
  caption,
  columns: titles.map((title, i) => ({ title, figure: i > 0 })),
  rows,
})
