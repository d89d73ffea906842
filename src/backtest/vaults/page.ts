import { at, sum } from '../../models/vault/table.ts'
import type { Cell } from '../report/blocks.ts'
import type { Block, Document, Section } from '../report/document.ts'
import { number, signed as plus } from '../report/format.ts'
import { simulatedNote } from '../report/simulated.ts'
import { cost, type Netting, type Spent } from './alone.ts'
import { buffers, closing, equity, hedges, residuals, sharePrices, widest } from './chart.ts'
import { events } from './event.ts'
import { exposure, orders, table } from './exposure.ts'
import { gmxSection } from './gmx.ts'
import { mixSection } from './mixSection.ts'
import { poolFees, poolFills } from './pooled.ts'
import { others, profit, unexplained } from './profit.ts'
import type { Results } from './results.ts'
import type { Done, Run } from './simulate.ts'
import { tiersOf } from './tiers.ts'
import type { Event } from './told.ts'
import { turnoverTable } from './turnover.ts'
import { micro, percent, share, short, signed, usd, whole } from './word.ts'

export interface About {
  readonly about: string | null
  readonly market: string
  readonly simulated: boolean
  /** Of a simulated market; null for any other. */
  readonly seed: number | null
  readonly notes: readonly string[]
  readonly pool: string
}

/** A run as a page: what it came to, what netting was worth, and every figure by vault. */
export function page({ run, netting, days }: Results, said: About): Document {
  const { scene, turns } = run
  const done = turns.filter((turn): turn is Done => turn.ok)
  const last = done.at(-1)
  const found = events(run)
  return {
    kind: 'vaults backtest',
    title: scene.title,
    simulated: said.simulated ? simulatedNote(said.seed) : null,
    facts: [
      ['Vaults', scene.config.vaults.join(', ')],
      ['Hedged', scene.config.assets.join(', ')],
      ...(scene.outside.length === 0 ? [] : [['Not hedged', scene.outside.join(', ')] as const]),
      ['Epochs', `${turns.length}, ${turns.length - done.length} refused`],
      ['Market', said.market],
    ],
    sections: [
      {
        id: 'outcome',
        title: 'Result',
        lead: [idle(run), said.about].filter((text) => text !== null).join(' ') || null,
        blocks: [returns(run, done), outcome({ run, netting, days })],
      },
      ...(last === undefined ? [] : [...moments(last, run, said.pool), ...mixSection(last.mix)]),
      worth(run, netting),
      ...gmxSection(run),
      ...tiersOf(run),
      profit(days, scene),
      {
        id: 'other',
        title: 'Other income and fees',
        lead: null,
        blocks: [others(days, scene), fees(done, scene.config.vaults)],
      },
      shares(run, done),
      bands(run),
      told(found),
    ],
    footer: [...said.notes, 'US dollars are exact to a millionth in report.json; this page rounds them.'],
  }
}

/** That nothing was traded, and why: before any figure. Null where something was. */
function idle(run: Run): string | null {
  const done = run.turns.filter((turn): turn is Done => turn.ok)
  const traded = done.some(({ journal }) =>
    [...poolFills(journal), ...journal.closed.hedges].some(({ filled }) => filled !== 0n),
  )
  if (traded) return null
  const codes = new Map<string, number>()
  for (const turn of run.turns) if (!turn.ok) codes.set(turn.refusal.code, (codes.get(turn.refusal.code) ?? 0) + 1)
  const most = [...codes].sort(([, a], [, b]) => b - a).slice(0, 3)
  const why =
    most.length > 0
      ? `refused were ${most.map(([code, times]) => `${number(times)} of ${number(run.turns.length)} epochs with ${code}`).join(', ')}`
      : 'no vault held capital outside its band'
  return `Nothing was deployed: no order was filled; ${why}. What the vaults gained or lost is the price of their own assets.`
}

/** What each vault returned to its owners, in its own asset: the change of its share price over the run. */
function returns(run: Run, done: readonly Done[]): Block {
  const [first, last] = [done[0], done.at(-1)]
  return {
    kind: 'figures',
    rows: run.scene.config.vaults.map((vault, v) => {
      if (first === undefined || last === undefined)
        return { name: vault, value: '–', note: 'every epoch was refused', tone: null }
      const worth = `net assets ${usd(at(last.journal.closed.netAssets, v), 0)} USD`
      if (at(last.after.shares, v) === 0n)
        return { name: vault, value: '–', note: `no share is left; ${worth}`, tone: null }
      const [from, to] = [at(first.journal.opened.sharePrice, v), closing(last, run, v)]
      const change = share(to - from, from)
      return {
        name: vault,
        value: `${plus(number(change * 100, 2))} %`,
        note: `return in its own asset, share price ${number(whole(from), 5)} to ${number(whole(to), 5)}; ${worth}`,
        tone: null,
      }
    }),
  }
}

function outcome({ run, netting, days }: Results): Block {
  const done = run.turns.filter((turn): turn is Done => turn.ok)
  const last = done.at(-1)
  const { worst, bound } = unexplained(days)
  const crossed = sum(
    done.map(({ journal: { opened } }) => sum([opened.pool, ...opened.hedges].map((order) => order.crossed))),
  )
  const open = done.reduce((most, { journal: { closed } }) => {
    const each = closed.residual.map((row, v) => share(widest(row), at(closed.netAssets, v)))
    return Math.max(most, ...each)
  }, 0)
  const loud = events(run).filter(({ tone }) => tone !== null).length
  const saved = netting.saved
  return {
    kind: 'figures',
    rows: [
      {
        name: 'Net assets',
        value: `${usd(sum(last?.journal.closed.netAssets ?? []), 0)} USD`,
        note: 'all vaults, at the end',
        tone: null,
      },
      {
        name: 'Netting saved',
        value: `${signed(saved)} USD`,
        note: `${usd(cost(netting.together))} together, ${usd(cost(netting.alone))} each alone`,
        tone: saved < 0n ? 'warning' : 'good',
      },
      {
        name: 'Crossed inside',
        value: `${usd(crossed, 0)} USD`,
        note: 'netted between vaults, without a market order',
        tone: null,
      },
      {
        name: 'Residual delta',
        value: `${number(open * 100, 3)} %`,
        note: 'of net assets, at its widest after trades',
        tone: null,
      },
      {
        name: 'Unexplained',
        value: `${micro(worst)} USD`,
        note: `a day at most; rounding can explain up to ${micro(bound)} USD`,
        tone: worst > bound ? 'critical' : 'good',
      },
      {
        name: 'Alarms',
        value: String(loud),
        note: loud === 0 ? 'none' : 'see below',
        tone: loud === 0 ? 'good' : 'warning',
      },
    ],
  }
}

function moments(last: Done, run: Run, pool: string): readonly Section[] {
  const { opened, closed, input } = last.journal
  const moment = { opened, closed, execution: input.execution }
  const named = (section: Section): Section => ({
    ...section,
    title: `${section.title} of the last epoch, ${last.epoch.label}`,
  })
  return [named(exposure(moment, run.scene)), named(orders(moment, { config: run.scene.config, pool }))]
}

function worth(run: Run, { together, alone, bilateral, saved }: Netting): Section {
  const rows: readonly (readonly [string, (spent: Spent) => bigint])[] = [
    ['Hedges held outside, mean', ({ held }) => held],
    ['Equity behind hedges, at most', ({ equityMax }) => equityMax],
    ['Hedge orders sent', ({ hedged }) => hedged],
    ['Fees on hedges', ({ hedgeFees }) => hedgeFees],
    ['Funding paid', ({ funding }) => funding],
    ['Pool minted and burnt', ({ pooled }) => pooled],
    ['Fees of the pool', ({ poolFees }) => poolFees],
    ['Cost: fees and funding', cost],
  ]
  const pairs =
    bilateral === null
      ? []
      : [
          `Netting pair by pair would hold ${usd(bilateral, 0)} USD short on the market on average. It aims at US dollars, not at each vault's own asset, so do not compare it with the hedges held above.`,
        ]
  return {
    id: 'netting',
    title: 'Hedging each other first',
    lead: `The same epochs run once together and once with each vault alone, at the same costs. Together they spent ${usd(saved < 0n ? -saved : saved)} USD ${saved < 0n ? 'more' : 'less'}.`,
    blocks: [
      table(
        'Together and alone, US dollars',
        ['', 'Together', 'Each alone', 'Less'],
        rows.map(([name, of]) => [name, usd(of(together)), usd(of(alone)), signed(of(alone) - of(together))]),
      ),
      ...(pairs.length === 0 ? [] : [{ kind: 'text' as const, paragraphs: pairs }]),
      hedges(run),
    ],
  }
}

function fees(done: readonly Done[], vaults: readonly string[]): Block {
  const total = (pick: (turn: Done) => bigint): bigint => sum(done.map(pick))
  return table(
    'Fees by vault, US dollars',
    ['Vault', 'Management', 'Performance', 'Pool', 'Hedges', 'Flows (own asset)'],
    vaults.map((vault, v): Cell[] => [
      vault,
      usd(total(({ journal }) => journal.opened.fees[v]?.management ?? 0n)),
      usd(total(({ journal }) => journal.opened.fees[v]?.performance ?? 0n)),
      usd(total(({ journal }) => at(poolFees(journal), v))),
      usd(total(({ journal }) => sum(journal.closed.hedges.map((each) => at(each.fees, v))))),
      number(
        whole(
          total(
            ({ journal }) =>
              (journal.opened.flows[v]?.depositFee ?? 0n) + (journal.opened.flows[v]?.withdrawalFee ?? 0n),
          ),
        ),
        6,
      ),
    ]),
  )
}

function shares(run: Run, done: readonly Done[]): Section {
  const { vaults } = run.scene.config
  return {
    id: 'shares',
    title: 'Share prices',
    lead: 'Own asset for one share, after the trades of each epoch.',
    blocks: [
      sharePrices(run),
      table(
        'Share price and net assets',
        ['Epoch', ...vaults, ...vaults.map((vault) => `${vault}, USD`)],
        done.map((turn): Cell[] => [
          short(turn.epoch.label),
          ...vaults.map((_, v) => number(whole(closing(turn, run, v)), 5)),
          ...vaults.map((_, v) => usd(at(turn.journal.closed.netAssets, v), 0)),
        ]),
      ),
    ],
  }
}

function bands(run: Run): Section {
  const { buffer } = run.scene.config
  const held = run.turns.flatMap((turn) => (turn.ok ? turn.journal.opened.action : []))
  const count = (action: string): number => held.filter((each) => each === action).length
  return {
    id: 'bands',
    title: 'Buffers, equity and residual delta',
    lead: `A buffer is meant to be ${percent(buffer.target)} of net assets and may lie between ${percent(buffer.min)} and ${percent(buffer.max)}. ${count('hold')} times a vault was left as it was, ${count('clamp')} times held to the edge of the band, ${count('refit')} times refitted. Equity is that before the trades. Orders, fees and what was left are those after the first epoch, which opens what the others keep.`,
    blocks: [buffers(run), equity(run), residuals(run), turnoverTable(run)],
  }
}

function told(found: readonly Event[]): Section {
  return {
    id: 'events',
    title: 'Alarms and unfinished work',
    lead:
      found.length === 0
        ? 'Nothing was refused, and nothing was left undone.'
        : 'A refused epoch changes nothing: what happened in it waits for the next. `npx trimtab explain CODE` says more of a code.',
    blocks:
      found.length === 0
        ? []
        : [
            {
              kind: 'table',
              caption: 'Events',
              columns: [{ title: 'Epoch' }, { title: 'What' }, { title: 'What to do' }],
              rows: found.map(({ epoch, code, said, lift, tone }): Cell[] => [
                { value: epoch, tone },
                code === null ? said : `${code}: ${said}`,
                lift,
              ]),
            },
          ],
  }
}
