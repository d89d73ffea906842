import type { Document, Section } from '../../backtest/report/document.ts'
import type { Epoch } from '../../backtest/vaults/epoch.ts'
import { type Moment, orders, table } from '../../backtest/vaults/exposure.ts'
import type { MixTurn } from '../../backtest/vaults/mix.ts'
import { mixReport, mixSection } from '../../backtest/vaults/mixSection.ts'
import { requestSection, type Waits, waits } from '../../backtest/vaults/request.ts'
import { settled } from '../../backtest/vaults/simulate.ts'
import { inputOf } from '../../backtest/vaults/standing.ts'
import { signed, usd } from '../../backtest/vaults/word.ts'
import { abs, at, column, SCALE, sum, worth } from '../../models/vault/table.ts'
import type { Opened } from '../../portfolio/vaults/journal.ts'
import type { VaultsState } from '../../portfolio/vaults/state.ts'
import { type Finding, warn } from '../../safety/finding.ts'
import { plain } from '../../units/json.ts'
import type { Refusal } from '../../units/refusal.ts'
import { divide } from '../../units/rounding.ts'
import type { Asked, Told } from '../desk.ts'
import { type Reported, readFills } from './fills.ts'
import type { Staged } from './scene.ts'
import type { Setup } from './setup.ts'
import { standingAt } from './standing.ts'

export interface Closing extends Pick<Asked, 'at' | 'state'> {
  readonly fills: string
}

/**
 * Closes the cycle of an epoch, from a state or from what the epochs before it lead to, with what was really filled, and compares what is held with the book. Hedges are sized by what the
 * pool filled, so an order that is not yet reported is listed with its size, and nothing is closed. StateError, ConfigError.
 */
export async function closeOf(setup: Setup, staged: Staged, asked: Closing): Promise<Told> {
  const { standing, epoch, index } = await standingAt(setup, staged, asked)
  const reported = await readFills(asked.fills, setup)
  const { fills, keeper } = reported
  const isPending = standing.state.pending !== undefined
  const news = isPending || reported.isReported('pool') ? { keeper } : {}
  const now = { scene: staged.scene, epoch: { ...epoch, fills, ...news }, index }
  const done = settled(standing, inputOf(standing, now), now)
  const about = { setup, epoch, label: staged.market.label }
  if (!done.ok) return refused(about, done.refusal)
  const { opened, closed, input } = done.journal
  const promised = isPending ? waits(standing.state.pending, { marks: opened.marks, config: setup.config }) : null
  const waiting = pendingOf(promised, reported)
  const missing = waiting.length > 0 ? waiting : missingOf({ opened, mix: done.mix }, reported, setup)
  if (waiting.length > 0) return open(about, { missing, refused: [], lead: UNSETTLED })
  if (missing.length > 0) return open(about, { missing, refused: done.refused, lead: UNSENT })
  const differences = differencesOf(done.state, reported, { setup, epoch })
  const moment: Moment = { opened, closed, execution: input.execution }
  const findings = findingsOf(differences, setup)
  const isApart = findings.length > 0
  return {
    blocked: isApart,
    verdict: isApart
      ? 'Closed, but what is held differs from the book: BOOK_DIFFERS.'
      : 'Closed. The next plan goes on from the state of this report.',
    document: {
      ...head(about),
      sections: [
        orders(moment, { config: setup.config, pool: setup.pool }),
        ...held(done.refused),
        ...mixSection(done.mix),
        ...requestSection(done.state.pending, { marks: opened.marks, config: setup.config }),
        stance(moment, setup),
        apart(differences),
      ],
    },
    report: plain({
      schema: 1,
      title: setup.title,
      kind: 'vaults-close',
      epoch: epoch.label,
      closed: true,
      key: done.state.key,
      orders: [
        { instrument: 'pool', ...opened.pool, ...closed.pool },
        ...opened.hedges.map((order, a) => ({ instrument: setup.config.assets[a], ...order, ...closed.hedges[a] })),
      ],
      refused: done.refused,
      withdrawals: { asked: opened.live?.asked, paid: opened.live?.leaving },
      request: opened.live?.request?.booked,
      mix: mixReport(done.mix),
      netAssets: closed.netAssets,
      buffer: closed.buffer,
      residual: closed.residual,
      differences,
      findings,
      state: done.state,
    }),
  }
}

interface About {
  readonly setup: Setup
  readonly epoch: Epoch
  readonly label: string
}

const head = ({ setup, epoch, label }: About): Omit<Document, 'sections'> => ({
  kind: 'vaults close',
  title: setup.title,
  simulated: null,
  facts: [
    ['Vaults', setup.config.vaults.join(', ')],
    ['Epoch', epoch.label],
    ['Market', label],
  ],
  footer: [],
})

function refused(about: About, refusal: Refusal): Told {
  const section: Section = {
    id: 'refused',
    title: 'Nothing is closed',
    lead: `${refusal.code}: ${refusal.detail}`,
    blocks: [{ kind: 'text', paragraphs: [refusal.lift] }],
  }
  const { setup, epoch } = about
  return {
    blocked: true,
    document: { ...head(about), sections: [section] },
    report: plain({ schema: 1, title: setup.title, kind: 'vaults-close', epoch: epoch.label, closed: false, refusal }),
  }
}

interface Order {
  readonly instrument: string
  readonly order: bigint
}

/** The request that was pending, where nothing is reported of it: hedges follow what it filled. */
const pendingOf = (asked: Waits | null, { isReported }: Reported): readonly Order[] =>
  asked === null || isReported('pool')
    ? []
    : [{ instrument: 'pool', order: asked.kind === 'mint' ? asked.worth : -asked.worth }]

interface Sent {
  readonly opened: Opened
  readonly mix: MixTurn | undefined
}

/** Orders of which nothing is reported: the pool's first, since hedges are sized by what it fills. */
function missingOf({ opened, mix }: Sent, { isReported }: Reported, { config }: Setup): readonly Order[] {
  const { pool, hedges, live } = opened
  const unknown = (mix?.trades ?? []).filter((trade) => trade.order !== 0n && !isReported(trade.pool))
  // Mints of a mix are sized by what its burns filled.
  const burns = unknown.filter(({ order }) => order < 0n)
  if (unknown.length > 0)
    return (burns.length > 0 ? burns : unknown).map((trade) => ({ instrument: trade.pool, order: trade.order }))
  if (mix === undefined && live?.request === undefined && pool.order !== 0n && !isReported('pool'))
    return [{ instrument: 'pool', order: pool.order }]
  return hedges.flatMap(({ order }, a) => {
    const instrument = config.assets[a] ?? ''
    return order === 0n || isReported(instrument) ? [] : [{ instrument, order }]
  })
}

interface Unreported {
  readonly missing: readonly Order[]
  readonly lead: string
  readonly refused: readonly Refusal[]
}

/** Of orders, and of a request that a keeper has or has not settled. */
const UNSENT =
  'US dollars at the marks of the epoch, bought when positive. Nothing is closed. Send them, report what was filled under `fills`, 0 where nothing was, and close again.'
const UNSETTLED =
  'The request that was pending, in US dollars at the marks of the epoch, minted when positive. Nothing is closed. Report what its keeper filled under `fills`, 0 where nothing was, with `cancelled: true` if the rest came back, and close again.'

function open(about: About, { missing, refused: withheld, lead }: Unreported): Told {
  const section: Section = {
    id: 'missing',
    title: 'Orders that are not reported',
    lead,
    blocks: [
      table(
        'Orders',
        ['Instrument', 'Order'],
        missing.map(({ instrument, order }) => [instrument, signed(order)]),
      ),
    ],
  }
  const { setup, epoch } = about
  return {
    blocked: true,
    verdict: `Not closed: ${missing.map(({ instrument }) => instrument).join(', ')} not reported.`,
    document: { ...head(about), sections: [section, ...held(withheld)] },
    report: plain({
      schema: 1,
      title: setup.title,
      kind: 'vaults-close',
      epoch: epoch.label,
      closed: false,
      missing,
      refused: withheld,
    }),
  }
}

/** Hedges that the safety rules hold back once the pool has filled, and what would lift that. */
function held(refused: readonly Refusal[]): readonly Section[] {
  if (refused.length === 0) return []
  const paragraphs = refused.map(({ code, detail, lift }) => `${code}: ${detail}. ${lift}`)
  return [{ id: 'refused', title: 'Hedges not sent', lead: null, blocks: [{ kind: 'text', paragraphs }] }]
}

function stance({ closed }: Moment, { config }: Setup): Section {
  const rows = config.vaults.map((vault, v) => [vault, usd(at(closed.netAssets, v), 0), usd(at(closed.buffer, v))])
  return {
    id: 'stance',
    title: 'Vaults after the close',
    lead: null,
    blocks: [table('US dollars', ['Vault', 'Net assets', 'Buffer'], rows)],
  }
}

interface Difference {
  readonly instrument: string
  /** Pool units or tokens, 1e18, and their worth, US dollars of 1e6. */
  readonly held: bigint
  readonly book: bigint
  readonly worth: bigint
}

/** What is held of the pool and at the venues against what the book says, as far as it is stated. */
function differencesOf(
  { marks, units, external, mix }: VaultsState,
  { held }: Reported,
  { setup: { config, mix: terms }, epoch }: Pick<About, 'setup' | 'epoch'>,
): readonly Difference[] {
  const { prices = [], poolPrice = 0n } = marks ?? {}
  const book = (a: number): bigint =>
    at(prices, a) === 0n ? 0n : divide(sum(column(external, a)) * SCALE, at(prices, a), 'half')
  const of = (instrument: string, said: bigint, price: bigint): readonly Difference[] => {
    const stated = held(instrument)
    return stated === null ? [] : [{ instrument, held: stated, book: said, worth: worth(abs(stated - said), price) }]
  }
  return [
    ...(terms === undefined
      ? of('pool', sum(units), poolPrice)
      : terms.pools.flatMap(({ name }, k) => of(name, at(mix?.units ?? [], k), epoch.pools?.[k]?.price ?? 0n))),
    ...config.assets.flatMap((asset, a) => of(asset, book(a), at(prices, a))),
  ]
}

/** What differs by more than `guard.difference`, or a dollar where there is none. */
function findingsOf(differences: readonly Difference[], { config }: Setup): readonly Finding[] {
  const most = config.guard.differenceMax ?? 1_000_000n
  return differences.flatMap(({ instrument, held, book, worth: each }) =>
    each <= most
      ? []
      : [
          warn('BOOK_DIFFERS', `What is held of ${instrument} is not what the book says`, {
            facts: { instrument, held: String(held), book: String(book), worth: String(each) },
            lift: 'Compare the fills of the cycle with pool and venue before the next one.',
          }),
        ],
  )
}

function apart(differences: readonly Difference[]): Section {
  const rows = differences.map(({ instrument, held, book, worth: each }) => [
    instrument,
    String(Number(held) / 1e18),
    String(Number(book) / 1e18),
    usd(each),
  ])
  return {
    id: 'held',
    title: 'Held and booked',
    lead:
      rows.length === 0
        ? 'The fills state nothing under `held`, so what is really held was not compared.'
        : 'Pool units and tokens of positions, and what they differ by in US dollars.',
    blocks: rows.length === 0 ? [] : [table('Held and booked', ['Instrument', 'Held', 'Book', 'Differs by'], rows)],
  }
}
