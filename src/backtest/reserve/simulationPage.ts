import { value } from '../../models/reserve/state.ts'
import { quoted } from '../../portfolio/reserve/quote.ts'
import { format as formatTime, instant } from '../../units/time.ts'
import type { Cell, Figures, Table } from '../report/blocks.ts'
import type { Document, Section } from '../report/document.ts'
import { aroundRows } from './around.ts'
import { attribution } from './attribution.ts'
import type { Frame } from './frame.ts'
import type { Scene } from './replay.ts'
import { readable } from './said.ts'
import { pegsOf, type Simulation, type Verdict } from './simulation.ts'
import { statsOf } from './stats.ts'
import { sectionsOf } from './track.ts'

export interface About {
  readonly title: string
  readonly file: string
  readonly profile: string
  readonly start: Scene
}

/** The page of a scenario: what came of each event, and the reserve along them. */
export function simulationPage(simulation: Simulation, about: About): Document {
  const { verdicts, frames, gains, end } = simulation
  const change = totalOf(end) - totalOf(about.start)
  const { tranches, beside } = about.start.state.reserve
  const names = [...new Set(frames.flatMap(({ tranches: each }) => each.map(({ id }) => id)))]
  const pegs = pegsOf(end.state.reserve)
  const track = {
    axis: { kind: 'step', labels: ['start', ...verdicts.map(({ label }, at) => `${at + 1} ${label}`)] } as const,
    frames,
    names,
    pegs,
    stats: statsOf(frames, pegs),
    per: 'of the events' as const,
    marks: verdicts.flatMap(({ refusal }, at) =>
      refusal === null ? [] : [{ at: at + 1, label: refusal.code, tone: 'critical' as const }],
    ),
  }
  return {
    kind: 'reserve simulation',
    title: about.title,
    simulated: null,
    facts: [
      ['Scenario', about.file],
      ['Profile', about.profile],
      ['Tranches', tranches.map(({ id }) => id).join(', ')],
      ...(beside.length === 0 ? [] : [['Beside', beside.map(({ id }) => id).join(', ')] as const]),
      ['Period', `${said(verdicts, frames[0])}`],
    ],
    sections: [outcome(simulation), events(verdicts), ...sectionsOf(track), attribution(gains, change)],
    footer: [
      'Every figure is exact; charts and rounded figures are estimates of them. An order that is refused changes nothing.',
    ],
  }
}

function said(verdicts: readonly Verdict[], first: Frame | undefined): string {
  const last = verdicts.at(-1)
  const from = formatTime(instant((first?.time ?? 0) * 1000))
  return last === undefined ? from : `${from} to ${formatTime(instant(Number(last.time) * 1000))}`
}

export const totalOf = ({ state, market }: Scene): bigint => value(quoted(state.reserve, market)).total

function outcome({ verdicts, frames }: Simulation): Section {
  const [first, last] = [frames[0], frames.at(-1)]
  const refused = verdicts.filter(({ refusal }) => refusal !== null).length
  const usd = (value = 0): string => `${value.toLocaleString('en-US', { maximumFractionDigits: 2 })} USD`
  const outside = last?.tranches.filter(({ weight, low, high }) => weight < low || weight > high) ?? []
  const redemption = last?.redemption ?? null
  const collateral = last?.collateral ?? null
  const figures: Figures = {
    kind: 'figures',
    rows: [
      {
        name: 'Events',
        value: String(verdicts.length),
        note: refused === 0 ? 'none refused' : `${refused} refused`,
        tone: refused === 0 ? 'good' : 'warning',
      },
      { name: 'Net assets', value: usd(last?.netAssets), note: `${usd(first?.netAssets)} at the start`, tone: null },
      { name: 'Coins', value: plain(last?.supply), note: `${plain(first?.supply)} at the start`, tone: null },
      {
        name: 'Reserve for each coin',
        value: collateral === null ? 'no coins' : `${collateral.toFixed(6)} USD`,
        note: 'redeemable value',
        tone: collateral !== null && collateral < 1 ? 'warning' : null,
      },
      {
        name: 'Paid for the next coin',
        value: redemption === null ? 'no coins' : `${redemption.toFixed(6)} USD`,
        note: 'before fees',
        tone: redemption !== null && redemption < 0.999 ? 'warning' : null,
      },
      {
        name: 'Outside the band',
        value: String(outside.length),
        note: outside.length === 0 ? 'every tranche is inside' : outside.map(({ id }) => id).join(', '),
        tone: outside.length === 0 ? 'good' : 'warning',
      },
      ...aroundRows(statsOf(frames, []), last, 'of the events'),
    ],
  }
  return { id: 'outcome', title: 'Outcome', lead: null, blocks: [figures] }
}

const plain = (value = 0): string => value.toLocaleString('en-US', { maximumFractionDigits: 2 })

function events(verdicts: readonly Verdict[]): Section {
  const table: Table = {
    kind: 'table',
    caption: 'Events in order',
    columns: [
      { title: '#', figure: true },
      { title: 'Block', figure: true },
      { title: 'Event' },
      { title: 'Verdict' },
      { title: 'Figures, and what to do' },
    ],
    rows: verdicts.map(({ label, note, block, refusal, warning, figures, why }, at) => [
      String(at + 1),
      String(block),
      note === null ? label : `${label} (${note})`,
      verdictOf({ refusal, warning }),
      why === null
        ? [moved(figures), ...(warning === null ? [] : [`${warning.detail} ${warning.lift}`])].join('. ')
        : `${why.detail}. ${why.lift}`,
    ]),
  }
  return {
    id: 'events',
    title: 'Events',
    lead: 'What is refused changes nothing, and the next event meets the reserve as it was.',
    blocks: [table],
  }
}

function verdictOf({ refusal, warning }: Pick<Verdict, 'refusal' | 'warning'>): Cell {
  if (refusal !== null) return { value: refusal.code, tone: 'critical' }
  return warning === null ? { value: 'done', tone: 'good' } : { value: warning.code, tone: 'warning' }
}

const moved = (figures: Verdict['figures']): string =>
  figures.length === 0 ? '' : figures.map(([name, value]) => `${name} ${readable(value)}`).join(', ')
