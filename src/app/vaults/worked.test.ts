// The worked example of docs/models/vault.md, and what the examples of the vaults book come to.
import { readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { describe, expect, it } from 'vitest'
import { sharedData, whenShared } from '../../../test/shared.ts'
import { netting } from '../../backtest/vaults/alone.ts'
import { boundOf, days } from '../../backtest/vaults/day.ts'
import { type Done, type Run, simulate } from '../../backtest/vaults/simulate.ts'
import { type Turnover, turnover } from '../../backtest/vaults/turnover.ts'
import { abs, column, sum } from '../../models/vault/table.ts'
import { bookOf } from '../config/book.ts'
import type { Choice } from '../market.ts'
import { NO_CHOICE, staged } from './scene.ts'
import { setup } from './setup.ts'

async function ran(name: string, choice: Choice = NO_CHOICE) {
  const file = fileURLToPath(new URL(`../../../examples/${name}`, import.meta.url))
  const { scene, market } = await staged(setup(bookOf(readFileSync(file, 'utf8'), name)), choice)
  const run = simulate(scene)
  const done = run.turns.filter((turn): turn is Done => turn.ok)
  return { run, done, market }
}

/** To the cent, as the example is written. */
const cents = (n: bigint): number => Math.round(Number(n) / 1e4) / 100

describe('examples/vaults-epochs.yaml', async () => {
  const { run, done } = await ran('vaults-epochs.yaml')
  const [first, second, third] = done.map(({ journal }) => journal)

  it('deploys 1,981,892.49 of 1,999,750 in the pool and sends a seventh of the exposure outside', () => {
    expect(first?.opened.wanted.map(cents)).toEqual([950_000, 522_500, 527_250])
    const fit = first?.opened.fit
    expect(cents(fit?.poolTotal ?? 0n)).toBe(1_981_892.49)
    expect(fit?.net.map(cents)).toEqual([7207.95, -126_774.52, -19_818.92, -9909.46])
    const outside = sum((fit?.net ?? []).map(abs))
    const exposed = sum((fit?.exposure ?? []).map(sum))
    expect(cents(outside)).toBe(163_710.86)
    expect(cents(exposed)).toBe(1_199_044.96)
    expect(Number(outside) / Number(exposed)).toBeCloseTo(0.137, 3)
  })

  it('asks those who do not own ether to be short of it, by what they deploy', () => {
    const fit = first?.opened.fit
    expect(column(fit?.external ?? [], 1).map(cents)).toEqual([-81_790.01, -44_984.51, 0])
    expect(column(fit?.internal ?? [], 0).map(cents)).toEqual([-244_322.67, 381_101.99, -136_779.31])
  })

  it('pays internal profit from pool to pool when prices move: +1,962.90, +11,382.05, −13,344.95', () => {
    const marking = second?.opened.marking
    expect(marking?.legs[0]?.map(cents)).toEqual([-4886.45, 6849.36, 0.18, -0.18])
    expect(marking?.internalPnl.map(cents)).toEqual([1962.9, 11_382.05, -13_344.95])
    expect(sum(marking?.internalPnl ?? [])).toBe(0n)
    expect(marking?.settlement.pool).toEqual(marking?.internalPnl)
  })

  it('holds every vault while only prices moved, and hedges the drift', () => {
    expect(second?.opened.action).toEqual(['hold', 'hold', 'hold'])
    expect([second?.opened.pool.wishes, second?.closed.pool.filled]).toEqual([[0n, 0n, 0n], 0n])
    expect(second?.opened.hedges.slice(0, 2).map(({ order }) => cents(order))).toEqual([5209.35, -4665.49])
  })

  it('refits the two vaults that money left and came to, and crosses what they want of the pool', () => {
    expect(third?.opened.action).toEqual(['refit', 'refit', 'hold'])
    const { wishes, net, crossed } = third?.opened.pool ?? { wishes: [], net: 0n, crossed: 0n }
    expect(wishes.map(cents)).toEqual([-99_113.61, 116_628.82, 0])
    expect([crossed, net]).toEqual([-(wishes[0] ?? 0n), sum(wishes)])
    expect(third?.closed.pool.fees[0]).toBe(0n)
  })

  it('leaves the part of the ether order that was not filled as residual delta, and orders it again', () => {
    const order = third?.opened.hedges[1]?.order ?? 0n
    const open = order - (third?.closed.hedges[1]?.filled ?? 0n)
    expect(Number(open) / Number(order)).toBeCloseTo(0.4, 6)
    // The dollar vault wanted all of it.
    expect(abs((third?.closed.residual[0]?.[1] ?? 0n) + open)).toBeLessThanOrEqual(8n)
    const left = sum((done[3]?.journal.closed.residual ?? []).map((row) => row[1] ?? 0n))
    const worth = sum(done[3]?.journal.opened.netAssets ?? [])
    expect(abs(left) * 10_000n).toBeLessThanOrEqual(worth)
  })

  it('takes a performance fee after the quiet week, and saves by netting what each alone would pay', () => {
    expect(done[3]?.journal.opened.fees.every(({ performance }) => performance > 0n)).toBe(true)
    const { saved, together, alone } = netting(run)
    expect(cents(saved)).toBe(1490.78)
    expect([cents(together.hedgeFees), cents(alone.hedgeFees)]).toEqual([266.17, 1633.89])
  })
})

/** What is told after the first epoch: pool and hedge fees, hedges traded, their orders and flips, and the delta that is left open. */
function maintained(run: Run): { readonly row: string; readonly poolFees: number; readonly open: number } {
  const [pool, ...hedges] = turnover(run)
  const whole = (n: bigint): string => Math.round(Number(n) / 1e6).toLocaleString('en-GB')
  const count = (of: (each: Turnover) => number): number => hedges.reduce((all, each) => all + of(each), 0)
  const open = run.turns
    .filter((turn): turn is Done => turn.ok)
    .slice(1)
    .map(({ journal }) => sum(journal.closed.residual.flat().map(abs)))
  const mean = sum(open) / BigInt(open.length)
  const widest = open.reduce((most, each) => (each > most ? each : most), 0n)
  const poolFees = cents(pool?.fees ?? 0n)
  const row = [
    poolFees.toLocaleString('en-GB', { minimumFractionDigits: 2 }),
    cents(sum(hedges.map(({ fees }) => fees))).toLocaleString('en-GB', { minimumFractionDigits: 2 }),
    whole(sum(hedges.map(({ traded }) => traded))),
    count(({ orders }) => orders),
    count(({ flips }) => flips),
    whole(mean),
    whole(widest),
  ]
  return { row: `| ${row.join(' | ')} |`, poolFees, open: Number(mean) / 1e6 }
}

/** Beside the same examples held in dollars, before units were held. */
describe('what holding costs', () => {
  const text = readFileSync(fileURLToPath(new URL('../../../docs/models/vault.md', import.meta.url)), 'utf8')

  it.each([
    ['vaults-simulated.yaml', 2199.59, 571],
    ['vaults-tier2.yaml', 2970.06, 192],
  ])('of %s is less than half of %s in the pool, with less than %s left open', async (name, fees, open) => {
    const found = maintained((await ran(name)).run)
    expect(found.poolFees).toBeLessThan(fees / 2)
    expect(found.open).toBeLessThan(open)
    expect(text).toContain(found.row)
  })

  whenShared('data', 'over real history', () => {
    it('is less than half of 445.26 in the pool, with less than 6,079 left open', async () => {
      const found = maintained((await ran('vaults-glp.yaml', { ...NO_CHOICE, folder: sharedData() ?? '' })).run)
      expect(found.poolFees).toBeLessThan(445.26 / 2)
      expect(found.open).toBeLessThan(6079)
      expect(text).toContain(found.row)
    })
  })
})

describe('examples/vaults-simulated.yaml', () => {
  it('trades no pool while it holds, and leaves no more open than the band and one order', async () => {
    const { done } = await ran('vaults-simulated.yaml')
    const later = done.slice(1).map(({ journal }) => journal)
    expect(later.every(({ closed }) => closed.pool.filled === 0n)).toBe(true)
    for (const { closed, opened } of later)
      for (const a of [0, 1]) {
        const hedged = Math.abs(Number(sum(column(opened.marking.external, a)))) / 1e6
        const exposed = (Number(sum(closed.poolWorth)) / 1e6) * (Number(opened.marks.weights[a]) / 1e18)
        const delta = Math.max(hedged, exposed)
        const edge = (delta * 0.0006) / (3 * Math.SQRT2)
        const order = Math.sqrt((Math.SQRT2 * 2 * delta) / 3)
        expect(Number(abs(sum(column(closed.residual, a)))) / 1e6).toBeLessThan(edge + order + 1)
      }
    const hedges = sum(later.flatMap(({ closed }) => closed.hedges.map(({ filled }) => abs(filled))))
    expect(cents(hedges)).toBeLessThan(480_000)
  })

  it('runs 91 cycles without a refusal, and a day is explained to its bound', async () => {
    const { run, done, market } = await ran('vaults-simulated.yaml')
    expect([run.turns.length, done.length, market.simulated]).toEqual([91, 91, true])
    for (const day of days(run).flat()) expect(abs(day.unexplained)).toBeLessThanOrEqual(day.bound)
    expect(netting(run).saved).toBeGreaterThan(0n)
  })

  it('takes another seed and period from the command line', async () => {
    const base = await ran('vaults-simulated.yaml')
    const other = await ran('vaults-simulated.yaml', { ...NO_CHOICE, seed: 8 })
    expect(other.run.state).not.toEqual(base.run.state)
    const to = base.run.turns[2]?.epoch.at ?? null
    expect((await ran('vaults-simulated.yaml', { ...NO_CHOICE, to })).run.turns).toHaveLength(2)
  })
})

whenShared('data', 'examples/vaults-glp.yaml', () => {
  const folder = sharedData() ?? ''

  it('explains the profit of every vault and day against holding its own asset, to 49 millionths of a dollar', async () => {
    const { run, done } = await ran('vaults-glp.yaml', { ...NO_CHOICE, folder })
    expect([run.turns.length, done.length]).toEqual([23, 23])
    const all = days(run)
    expect(all.map((list) => list.length)).toEqual([8, 8, 8])
    for (const day of all.flat()) {
      expect(day.bound).toBe(boundOf(day.cycles, 2))
      expect(abs(day.unexplained)).toBeLessThanOrEqual(day.bound)
      // The busiest day has four cycles.
      expect(day.bound).toBeLessThanOrEqual(49n)
    }
    // A dollar vault's own asset does not move.
    expect(cents(sum(all[0]?.map(({ holding }) => holding) ?? []))).toBe(0)
  })

  it('spends 326.24 USD less on hedges and pool by netting, and ties up a third less equity', async () => {
    const { run } = await ran('vaults-glp.yaml', { ...NO_CHOICE, folder })
    const { together, alone, saved } = netting(run)
    expect(cents(saved)).toBe(326.24)
    expect([cents(together.hedgeFees), cents(together.funding)]).toEqual([561.83, 1849.51])
    expect([cents(alone.hedgeFees), cents(alone.funding)]).toEqual([946.75, 1860.95])
    expect(Number(together.equityMax) / Number(alone.equityMax)).toBeLessThan(0.67)
  })

  it('bridges the hole of the file in one interval, at the funding that was paid in it', async () => {
    const { done, market } = await ran('vaults-glp.yaml', { ...NO_CHOICE, folder })
    const hole = done.find(({ epoch }) => epoch.elapsed > 86_400n)
    expect(hole?.epoch).toMatchObject({ label: '2024-10-15 00:00', elapsed: 781_200n })
    // Three settlements a day for nine days and one at midnight after, two contracts.
    expect(hole?.epoch.settlements).toHaveLength(56)
    expect(market.notes[0]).toContain('2024-10-05 23:00 to 2024-10-15 00:00')
  })

  it('has a cent of difference between venue and pool prices in every interval, and books it', async () => {
    const { done } = await ran('vaults-glp.yaml', { ...NO_CHOICE, folder })
    const apart = done.slice(1).map(({ journal }) => journal.opened.marking.reconciled.difference)
    expect(apart.every((list) => list.some((difference) => difference !== 0n))).toBe(true)
    expect(done.every(({ journal }) => journal.opened.alarms.length === 0)).toBe(true)
  })
})

describe('docs/models/vault.md', () => {
  const text = readFileSync(fileURLToPath(new URL('../../../docs/models/vault.md', import.meta.url)), 'utf8')
  const said = (n: bigint): string =>
    (Number(abs(n)) / 1e6).toLocaleString('en-GB', { minimumFractionDigits: 2, maximumFractionDigits: 2 })

  it('has the figures of the example', async () => {
    const { run, done } = await ran('vaults-epochs.yaml')
    const [first, second, third] = done.map(({ journal }) => journal)
    const fit = first?.opened.fit
    const { hedgeFees } = netting(run).alone
    const figures = [
      fit?.poolTotal,
      ...(fit?.net ?? []),
      ...column(fit?.external ?? [], 1).slice(0, 2),
      ...column(fit?.internal ?? [], 0),
      sum((fit?.net ?? []).map(abs)),
      sum((fit?.exposure ?? []).map(sum)),
      ...(second?.opened.marking.internalPnl ?? []),
      ...(second?.opened.hedges.slice(0, 2).map(({ order }) => order) ?? []),
      ...(third?.opened.pool.wishes ?? []),
      third?.opened.pool.net,
      third?.closed.residual[0]?.[1],
      hedgeFees,
      netting(run).together.hedgeFees,
      netting(run).saved,
    ]
    expect(figures.map((figure) => said(figure ?? 0n)).filter((figure) => !text.includes(figure))).toEqual([])
  })

  whenShared('data', 'over real history', () => {
    it('has the figures of the run', async () => {
      const { run } = await ran('vaults-glp.yaml', { ...NO_CHOICE, folder: sharedData() ?? '' })
      const { together, alone, saved } = netting(run)
      const figures = [together, alone].flatMap((spent) => [
        spent.held,
        spent.equityMax,
        spent.hedgeFees,
        spent.funding,
        spent.poolFees,
        spent.hedgeFees + spent.funding + spent.poolFees,
      ])
      expect([...figures, saved].map(said).filter((figure) => !text.includes(figure))).toEqual([])
    })
  })
})
