import type { Facts } from '../../units/error.ts'
import type { Cell } from '../report/blocks.ts'
import type { Block, Document, Section } from '../report/document.ts'
import type { Chart } from '../report/lines.ts'
import { accounts, gains, writes } from './accounts.ts'
import type { ChainFigures, Outcome, Sample, Simulation } from './result.ts'
import { brief, shown, type Words } from './word.ts'

/** What a page says of itself beside the figures. */
export interface About extends Words {
  readonly title: string
  readonly about: string | null
  readonly file: string
  /** The rules in words. */
  readonly rules: string
}

const MODEL_NAMES = {
  'vs-only': 'shares only',
  'vb-vs': 'claims in the base token',
  'token-vb': 'claims in the token',
} as const

/** A replay as a page. */
export function page(result: Simulation, about: About): Document {
  return {
    kind: 'pool simulation',
    title: about.title,
    simulated: null,
    facts: [
      ['Model', `${result.model} (${MODEL_NAMES[result.model]})`],
      ['Rules', about.rules],
      ['Scenario', about.file],
    ],
    sections: [
      { id: 'outcome', title: 'Result', lead: about.about, blocks: [outcomeOf(result)] },
      {
        id: 'prices',
        title: 'Share prices',
        lead: null,
        blocks: [prices(result), chainsTable(result.final, result)],
      },
      events(result),
      course(result),
      ...warned([result]),
      ...refusals(result),
      accounts(result),
      ...gains([result]),
      writes([result]),
    ],
    footer: [`Exact figures to the last base unit are in report.json; this page shows six places at the most.`],
  }
}

function outcomeOf({ base, decimals, events, refused, warnings, attribution, final }: Simulation): Block {
  const { earned, end, residual, unexplained } = attribution
  const off = residual !== 0n || unexplained !== 0n
  return {
    kind: 'figures',
    rows: [
      {
        name: 'Events',
        value: String(events),
        note: became({ refused, warnings }),
        tone: warnings > 0 ? 'warning' : null,
      },
      { name: 'Assets', value: `${brief(end, decimals)} ${base}`, note: 'at the end, in flight included', tone: null },
      {
        name: 'Earned',
        value: `${earned > 0n ? '+' : ''}${brief(earned, decimals)} ${base}`,
        note: 'without what was paid in or out',
        tone: null,
      },
      {
        name: 'In flight',
        value: `${brief(final.inFlight, decimals)} ${base}`,
        note: 'sent and not landed',
        tone: null,
      },
      {
        name: 'Residual',
        value: off ? `${residual} and ${unexplained}` : '0',
        note: off ? 'the accounts do not close: report this' : 'base units; the accounts close',
        tone: off ? 'critical' : 'good',
      },
    ],
  }
}

function became({ refused, warnings }: Pick<Simulation, 'refused' | 'warnings'>): string {
  const parts = [...(refused > 0 ? [`${refused} refused`] : []), ...(warnings > 0 ? [`${warnings} gave nothing`] : [])]
  return parts.length === 0 ? 'all done' : parts.join(', ')
}

/** A chart with nothing but its lines. */
export const BARE = { bands: [], limits: [], marks: [], stacked: false, log: false } as const

/** Share prices, a line for each chain. */
const prices = (result: Simulation): Chart => ({
  ...drawn(result, 'sharePrice'),
  id: 'share-prices',
  title: 'Share price of each chain',
  unit: result.base,
})

/** One figure of every chain, over the events. */
function drawn(
  { samples, decimals }: Simulation,
  figure: 'sharePrice' | 'netAssets' | 'effectiveSupply',
): Omit<Chart, 'id' | 'title' | 'unit'> {
  const names = samples[0]?.chains.map(({ name }) => name) ?? []
  const lines = names.map((label, at) => ({
    label,
    values: samples.map(({ chains }) => toNumber(chains[at]?.[figure] ?? 0n, decimals)),
    digits: figure === 'sharePrice' ? 6 : 2,
    stepped: true,
  }))
  const ends = names.map((name, at) => {
    const [first, last] = [samples[0]?.chains[at]?.[figure] ?? 0n, samples.at(-1)?.chains[at]?.[figure] ?? 0n]
    return `${name} from ${brief(first, decimals)} to ${brief(last, decimals)}`
  })
  return {
    kind: 'chart',
    summary: `After each event: ${ends.join(', ')}.`,
    x: { kind: 'step', labels: samples.map(labelled) },
    lines,
    ...BARE,
  }
}

export const labelled = ({ at, label }: Sample): string => (at === 0 ? 'Start' : `${at}. ${label}`)

export const toNumber = (n: bigint, decimals: number): number => Number(n) / 10 ** decimals

interface Said {
  readonly base: string
  readonly decimals: number
}

/** All chains at one moment. */
export function chainsTable({ chains }: Sample, { base, decimals }: Said): Block {
  const digits = (n: bigint): string => brief(n, decimals)
  return {
    kind: 'table',
    caption: `Chains at the end, in ${base} and shares`,
    columns: ['Chain', 'Net assets', 'Issued', 'Virtual', 'Effective', 'Share price'].map((title, at) => ({
      title,
      figure: at > 0,
    })),
    rows: chains.map((each) => [
      each.name,
      digits(each.netAssets),
      digits(each.totalSupply),
      digits(each.virtualSupply),
      digits(each.effectiveSupply),
      shown(each.sharePrice, decimals),
    ]),
  }
}

function events({ outcomes, events: many, decimals }: Simulation): Section {
  return {
    id: 'events',
    title: 'Events',
    lead: outcomes.length < many ? `The first ${outcomes.length} of ${many}.` : null,
    blocks: [
      {
        kind: 'table',
        caption: 'What happened, and the share prices it left',
        columns: [
          { title: '#', figure: true },
          { title: 'Event' },
          { title: 'Share price after' },
          { title: 'Outcome' },
        ],
        rows: outcomes.map((one) => [
          String(one.number),
          one.event,
          one.chains.map((name, at) => `${name} ${shown(one.sharePrices[at] ?? 0n, decimals)}`).join(', '),
          outcome(one),
        ]),
      },
    ],
  }
}

function outcome({ refusal, warning }: Outcome): Cell {
  const said = refusal ?? warning
  return said === null ? 'done' : { value: said.code, tone: 'warning' }
}

/** What was let through and gave nothing, by model where there are several; no section where nothing was. */
export function warned(results: readonly Simulation[]): readonly Section[] {
  const rows = results.flatMap(({ model, outcomes }) =>
    outcomes.flatMap(({ number, warning }): readonly (readonly Cell[])[] =>
      warning === null ? [] : [[model, String(number), warning.code, warning.detail, warning.lift]],
    ),
  )
  if (rows.length === 0) return []
  const columns = ['Model', '#', 'Code', 'What happened', 'What to do'].map((title) => ({ title }))
  return [
    {
      id: 'warned',
      title: 'Warnings',
      lead: 'The contract lets these through: somebody paid and got nothing for it.',
      blocks: [{ kind: 'table', caption: 'Events that gave nothing', columns, rows }],
    },
  ]
}

/** Every chain after every event that changed it, and its assets and supply as pictures. */
function course(result: Simulation): Section {
  const { samples, decimals, base } = result
  const rows = samples.flatMap((sample, at) =>
    sample.chains.flatMap((chain, index): readonly (readonly Cell[])[] => {
      const before = samples[at - 1]?.chains[index]
      return before !== undefined && isSame(before, chain)
        ? []
        : [
            [
              String(sample.at),
              chain.name,
              brief(chain.netAssets, decimals),
              brief(chain.totalSupply, decimals),
              brief(chain.virtualSupply, decimals),
              brief(chain.effectiveSupply, decimals),
              shown(chain.sharePrice, decimals),
            ],
          ]
    }),
  )
  return {
    id: 'course',
    title: 'Every chain after every event',
    lead: `Where an event changed it, 0 being the start; in ${base} and shares.`,
    blocks: [
      { ...drawn(result, 'netAssets'), id: 'net-assets', title: 'Net assets of each chain', unit: base },
      { ...drawn(result, 'effectiveSupply'), id: 'supply', title: 'Effective supply of each chain', unit: 'shares' },
      {
        kind: 'table',
        caption: 'Chains, event by event',
        columns: ['#', 'Chain', 'Net assets', 'Issued', 'Virtual', 'Effective', 'Share price'].map((title, at) => ({
          title,
          figure: at !== 1,
        })),
        rows,
      },
    ],
  }
}

function isSame(a: ChainFigures, b: ChainFigures): boolean {
  return (
    a.netAssets === b.netAssets &&
    a.totalSupply === b.totalSupply &&
    a.virtualSupply === b.virtualSupply &&
    a.sharePrice === b.sharePrice
  )
}

/** Figures of a refusal in brackets, without what names the deposit: the sentence does. */
function figures(facts: Facts): string {
  const said = Object.entries(facts).filter(([name]) => name !== 'key' && name !== 'next')
  return said.length === 0 ? '' : ` (${said.map(([name, value]) => `${name} ${value}`).join(', ')})`
}

/** Why events were refused; no section where none was. */
function refusals({ outcomes }: Simulation): readonly Section[] {
  const refused = outcomes.flatMap(({ number, refusal }) => (refusal === null ? [] : [{ number, refusal }]))
  if (refused.length === 0) return []
  const rows = refused.map(({ number, refusal: { code, detail, facts, lift } }): readonly Cell[] => [
    String(number),
    code,
    `${detail}${figures(facts)}`,
    lift,
  ])
  return [
    {
      id: 'refused',
      title: 'Refused events',
      lead: 'A refused event changes nothing. Figures are base units.',
      blocks: [
        {
          kind: 'table',
          caption: 'Refused events',
          columns: [{ title: '#', figure: true }, { title: 'Code' }, { title: 'Why' }, { title: 'What to do' }],
          rows,
        },
      ],
    },
  ]
}
