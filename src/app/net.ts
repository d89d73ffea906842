import { basename } from 'node:path'
import type { Cell, Table } from '../backtest/report/blocks.ts'
import type { Document, Section } from '../backtest/report/document.ts'
import { number } from '../backtest/report/format.ts'
import { abs, WAD } from '../models/vault/table.ts'
import { format } from '../units/decimal.ts'
import { divide } from '../units/rounding.ts'
import type { Told } from './desk.ts'
import { type Answer, answer } from './net/answer.ts'
import { type Instrument, readWishes } from './net/wishes.ts'

/** Nets the wishes of a file. ConfigMissing, ConfigError. */
export const netFile = async (path: string): Promise<Told> => netted(await readWishes(path), basename(path))

/** What crosses inside, what goes to the market and who pays, for every instrument. A fill that cannot be blocks. */
export function netted(instruments: readonly Instrument[], title: string): Told {
  const answers = instruments.map(answer)
  const refused = answers.filter(({ refusal }) => refusal !== null)
  const alike = likeNames(instruments)
  const strategies = new Set(instruments.flatMap(({ wishes }) => wishes.map(({ strategy }) => strategy)))
  const document: Document = {
    kind: 'netting',
    title,
    simulated: null,
    facts: [
      ['Strategies', String(strategies.size)],
      ['Instruments', String(instruments.length)],
    ],
    sections: [
      totals(answers),
      ...(alike.length === 0 ? [] : [apart(alike)]),
      ...(refused.length === 0 ? [] : [refusals(refused)]),
      parts(answers),
    ],
    footer: ['Nothing was sent.'],
  }
  return {
    document,
    report: { ...report(answers, title), warnings: alike.map(warningOf) },
    blocked: refused.length > 0,
  }
}

/** Instruments, and strategies, whose names differ in nothing but capitals: probably one that is written in two ways. */
function likeNames(instruments: readonly Instrument[]): readonly Alike[] {
  const strategies = new Set(instruments.flatMap(({ wishes }) => wishes.map(({ strategy }) => strategy)))
  const kinds = [
    ['instrument', instruments.map(({ name }) => name)],
    ['strategy', [...strategies]],
  ] as const
  return kinds.flatMap(([kind, names]): readonly Alike[] =>
    [...Map.groupBy(names, (name) => name.toLowerCase()).values()]
      .filter((same) => same.length > 1)
      .map((same) => ({ kind, names: same })),
  )
}

interface Alike {
  readonly kind: 'instrument' | 'strategy'
  readonly names: readonly string[]
}

const warningOf = ({ kind, names }: Alike) => ({
  code: 'NAMES_DIFFER_IN_CASE',
  detail:
    kind === 'instrument'
      ? `${names.join(' and ')} differ only in capitals: they are taken for different instruments, and do not net against each other.`
      : `${names.join(' and ')} differ only in capitals: they are taken for different strategies.`,
  facts: { kind, names: names.join(', ') },
  lift: 'Write the name in one way where one is meant.',
})

const apart = (alike: readonly Alike[]): Section => ({
  id: 'warned',
  title: 'Warnings',
  lead: null,
  blocks: [
    {
      kind: 'text',
      paragraphs: alike.map(warningOf).map(({ code, detail, lift }) => `${code}: ${detail} ${lift}`),
    },
  ],
})

const units = (n: bigint): string => format(n, 18)
/** As a reader sees it: a plus where it buys, a true minus where it sells. */
const signed = (n: bigint): string => (n > 0n ? `+${units(n)}` : units(n).replace('-', '−'))
const dollars = (n: bigint): string => format(n, 6)

function totals(answers: readonly Answer[]): Section {
  const isLeft = answers.some(({ unassigned }) => unassigned !== 0n)
  const rows = answers.map(({ instrument, net, crossed, filled, fee, unassigned, refusal }): Cell[] => [
    instrument.name,
    units(crossed),
    signed(net),
    refusal === null ? signed(filled) : { value: 'refused', tone: 'critical' },
    dollars(fee),
    ...(isLeft ? [{ value: dollars(unassigned), tone: 'warning' as const }] : []),
  ])
  const columns = ['Instrument', 'Crossed inside', 'Order', 'Filled', 'Fee, USD', ...(isLeft ? ['Unassigned'] : [])]
  return {
    id: 'orders',
    title: 'Orders',
    lead: said(answers),
    blocks: [table('By instrument', columns, rows)],
  }
}

/** How much of what was wanted needs no market, in US dollars where every instrument has a price. */
function said(answers: readonly Answer[]): string {
  const priced = answers.every(({ instrument }) => instrument.price !== null)
  const worth = (quantity: bigint, { instrument }: Answer): bigint =>
    divide(quantity * (instrument.price ?? WAD), WAD, 'half')
  let crossed = 0n
  let sent = 0n
  for (const each of answers) {
    crossed += worth(each.crossed, each)
    sent += worth(abs(each.net), each)
  }
  const rule =
    'Opposite wishes trade with each other at the mark and pay nothing; those on the side of the net pay the fee.'
  const wanted = 2n * crossed + sent
  if (!priced || wanted === 0n) return rule
  const part = divide(2n * crossed * 1000n, wanted, 'half')
  return `Of ${cents(wanted)} USD wanted, ${cents(2n * crossed)} (${format(part, 1)} %) cross inside and ${cents(sent)} go to the market. ${rule}`
}

const cents = (of18: bigint): string => number(Number(of18) / 1e18, 2)

function refusals(answers: readonly Answer[]): Section {
  const paragraphs = answers.flatMap(({ instrument, refusal }) =>
    refusal === null
      ? []
      : [
          `${instrument.name}: ${refusal.code}: ${refusal.detail.replace(/\.$/, '')} ${facts(refusal.facts)} ${refusal.lift}`,
        ],
  )
  return { id: 'refused', title: 'Refused', lead: null, blocks: [{ kind: 'text', paragraphs }] }
}

/** Figures of a refusal are whole units of 1e-18. */
const facts = (of: Readonly<Record<string, string | number>>): string =>
  `(${Object.entries(of)
    .map(([name, value]) => `${name} ${units(BigInt(value))}`)
    .join(', ')}).`

function parts(answers: readonly Answer[]): Section {
  const rows = answers.flatMap(({ instrument, shares }) =>
    shares.map(({ strategy, delta, inside, market, unfilled, fee }): Cell[] => [
      `${instrument.name} · ${strategy}`,
      signed(delta),
      signed(inside),
      signed(market),
      unfilled === 0n ? null : signed(unfilled),
      dollars(fee),
    ]),
  )
  const columns = ['Instrument · strategy', 'Wants', 'Inside', 'Market', 'Left', 'Pays, USD']
  return { id: 'shares', title: 'Who gets what', lead: null, blocks: [table('By strategy', columns, rows)] }
}

const table = (caption: string, titles: readonly string[], rows: readonly (readonly Cell[])[]): Table => ({
  kind: 'table',
  caption,
  columns: titles.map((title, i) => ({ title, figure: i > 0 })),
  rows,
})

const report = (answers: readonly Answer[], title: string): object => ({
  schema: 1,
  title,
  kind: 'netting',
  instruments: answers.map(({ instrument, shares, refusal, basis, ...figures }) => ({
    instrument: instrument.name,
    price: instrument.price === null ? null : units(instrument.price),
    net: units(figures.net),
    buys: units(figures.buys),
    sells: units(figures.sells),
    crossed: units(figures.crossed),
    order: units(figures.net),
    filled: units(figures.filled),
    fee: dollars(figures.fee),
    unassigned: dollars(figures.unassigned),
    basis,
    refusal,
    strategies: shares.map(({ strategy, delta, inside, market, unfilled, fee }) => ({
      strategy,
      delta: units(delta),
      inside: units(inside),
      market: units(market),
      unfilled: units(unfilled),
      fee: dollars(fee),
    })),
  })),
})
