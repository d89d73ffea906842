import type { Block, Document, Section } from '../../backtest/report/document.ts'
import { simulatedMarket, simulatedNote } from '../../backtest/report/simulated.ts'
import type { Epoch } from '../../backtest/vaults/epoch.ts'
import { withFigures } from '../../backtest/vaults/event.ts'
import { exposure, type Moment, orders, table } from '../../backtest/vaults/exposure.ts'
import { gmxPlan, hedgesAhead } from '../../backtest/vaults/gmx.ts'
import { costsOf } from '../../backtest/vaults/gmxCost.ts'
import { mixReport, mixSection } from '../../backtest/vaults/mixSection.ts'
import { requestSection, waits } from '../../backtest/vaults/request.ts'
import { type Settled, settled, type Weighed } from '../../backtest/vaults/simulate.ts'
import { inputOf } from '../../backtest/vaults/standing.ts'
import { tiers } from '../../backtest/vaults/tiers.ts'
import { percent, signed, usd } from '../../backtest/vaults/word.ts'
import { type Conclusion, conclude } from '../../execution/conclusion.ts'
import { rationale } from '../../execution/cycle.ts'
import { VAULTS_ROOMS, type VaultsDecision } from '../../execution/vaults.ts'
import { at, column, halfUp, sum } from '../../models/vault/table.ts'
import { toReport } from '../../portfolio/measure.ts'
import type { BufferAction } from '../../portfolio/vaults/journal.ts'
import { phrase } from '../../portfolio/vaults/phrase.ts'
import type { VaultsPolicy } from '../../portfolio/vaults/policy.ts'
import { dataFault } from '../../safety/fault.ts'
import type { Finding } from '../../safety/finding.ts'
import { plain } from '../../units/json.ts'
import type { Refusal } from '../../units/refusal.ts'
import { cutSection } from '../cuts.ts'
import type { Asked, Told } from '../desk.ts'
import { concluded, faultSection, riskSections, verdictOf } from '../verdict.ts'
import { tierOf } from './report.ts'
import type { Staged } from './scene.ts'
import type { Setup } from './setup.ts'
import { standingAt } from './standing.ts'

/** What would be done at one epoch of a config's market: from a state, or from what the epochs before it lead to. Changes nothing. */
export async function planOf(setup: Setup, { scene, market }: Staged, { at: when, state }: Asked): Promise<Told> {
  const { standing, epoch, index } = await standingAt(setup, { scene, market }, { at: when, state })
  // Who asks wants to see what else there was.
  const policy = { ...scene.policy, isCompared: true }
  const now = { scene: { ...scene, policy }, epoch, index }
  const input = inputOf(standing, now)
  const done = settled(standing, input, now)
  const about = { setup, epoch, label: market.label, simulated: market.simulated, seed: market.seed, policy }
  if (!done.ok) return blocked(about, done.refusal)
  const { journal, decision, snapshot, weighed } = done
  const conclusion = conclude(decision, snapshot, { policy, rooms: VAULTS_ROOMS })
  const moment: Moment = { opened: journal.opened, closed: journal.closed, execution: journal.input.execution }
  return told(about, moment, { decision, conclusion, weighed, done })
}

interface Decided {
  readonly decision: VaultsDecision
  readonly conclusion: Conclusion
  readonly weighed: Weighed | null
  readonly done: Settled
}

interface About {
  readonly setup: Setup
  readonly epoch: Epoch
  readonly label: string
  readonly simulated: boolean
  readonly seed: number | null
  readonly policy: VaultsPolicy
}

function told(about: About, moment: Moment, { decision, conclusion, weighed, done }: Decided): Told {
  const { setup, epoch, policy } = about
  const { opened, closed } = moment
  const { config } = setup
  const scene = { config, pool: setup.pool }
  const planned = { epoch, costs: costsOf(setup.costs, epoch), assets: config.assets }
  const plan = decision.chosen?.proposal.plan ?? null
  const cuts = decision.chosen?.proposal.cuts ?? []
  return {
    document: {
      ...head(about, said(decision, conclusion)),
      sections: [
        ...riskSections(conclusion),
        stance(moment, setup),
        steps(decision, setup),
        ...cutSection(cuts),
        orders(moment, scene),
        ...mixSection(done.mix),
        ...requestSection(done.state.pending, { marks: opened.marks, config }),
        exposure(moment, scene),
        transfers(moment, setup),
        ...gmxPlan(moment, planned),
        ...(weighed === null ? [] : [tiers(weighed, { config, policy })]),
      ],
    },
    report: plain({
      schema: 1,
      title: setup.title,
      kind: 'vaults-plan',
      epoch: epoch.label,
      ...concluded(conclusion),
      rationale: rationale(decision),
      level: decision.assessment.level,
      measures: decision.assessment.measures().map(toReport),
      class: plan?.class ?? null,
      description: plan?.description ?? null,
      cuts,
      steps: phrases(decision, setup),
      findings: decision.chosen?.findings ?? [],
      action: opened.action,
      orders: [
        { instrument: 'pool', ...opened.pool, ...closed.pool },
        ...opened.hedges.map((order, a) => ({ instrument: config.assets[a], ...order, ...closed.hedges[a] })),
      ],
      internal: opened.internalDiff,
      transfers: closed.transfers,
      gmx: hedgesAhead(moment, planned),
      pending: waits(done.state.pending, { marks: opened.marks, config }),
      mix: mixReport(done.mix),
      netAssets: closed.netAssets,
      buffer: closed.buffer,
      residual: closed.residual,
      fit: opened.fit,
      tiers: weighed === null ? null : tierOf(weighed),
    }),
    blocked: conclusion.blocked,
    verdict: verdictOf(conclusion, plan),
    details: ['exposure', 'equity', 'tiers'],
  }
}

/** What is decided, and why. */
const said = (decision: VaultsDecision, { levels }: Conclusion): Document['facts'] => [
  ['Level', `${levels.before} now, ${levels.after} after the plan`],
  ['Why', rationale(decision)],
]

const head = (
  { setup, epoch, label, simulated, seed }: About,
  decided: Document['facts'],
): Omit<Document, 'sections'> => ({
  kind: 'vaults plan',
  title: setup.title,
  simulated: simulated ? simulatedNote(seed) : null,
  facts: [
    ...decided,
    ['Vaults', setup.config.vaults.join(', ')],
    ['Epoch', epoch.label],
    ['Market', simulated ? simulatedMarket(seed) : label],
  ],
  footer: ['Nothing was changed. Orders are foreseen as filled at the mark, at the costs of the config.'],
})

function blocked(about: About, refusal: Refusal): Told {
  const section: Section = {
    id: 'refused',
    title: 'No plan may run',
    lead: `${withFigures(refusal).replace(/\.?$/, '.')} The book stays as it is; the last price is never taken for a new one.`,
    blocks: [
      {
        kind: 'text',
        paragraphs: [`What to do: ${refusal.lift}`, `\`npx trimtab explain ${refusal.code}\` says more.`],
      },
    ],
  }
  const { setup, epoch } = about
  return {
    document: {
      ...head(about, [['Why', refusal.detail]]),
      sections: [section, ...faultSection(faultsOf(refusal))],
    },
    report: plain({
      schema: 1,
      title: setup.title,
      kind: 'vaults-plan',
      epoch: epoch.label,
      outcome: 'BLOCKED',
      blocked: true,
      findings: faultsOf(refusal),
      refusal,
    }),
    blocked: true,
    verdict: `BLOCKED: ${refusal.code}`,
  }
}

/** An invalid price is refused before anything is marked: the same fault of data as in every book. */
function faultsOf({ code, facts }: Refusal): readonly Finding[] {
  if (code !== 'PRICE_NOT_POSITIVE') return []
  return [dataFault({ figure: `price of ${facts['what']}`, found: String(facts['price']) })]
}

const phrases = ({ chosen }: VaultsDecision, { config }: Setup): readonly string[] =>
  (chosen?.proposal.plan.stages ?? []).flat().map((step) => phrase(step, config))

/** The plan, a line a step, in the order in which they would be sent. */
function steps(decision: VaultsDecision, setup: Setup): Section {
  const plan = decision.chosen?.proposal.plan
  const numbered = phrases(decision, setup).map((text, i) => `${i + 1}. ${text}`)
  const considered = (decision.chosen?.proposal.considered ?? []).map(({ way, why }) => `Considered ${way}: ${why}`)
  const warned = (decision.chosen?.findings ?? []).map(({ code, detail }) => `${code}: ${detail}`)
  return {
    id: 'steps',
    title: 'Steps',
    lead: `${plan?.class ?? ''}, with the book at ${decision.assessment.level}. ${plan?.description ?? ''}.`,
    blocks: [{ kind: 'text', paragraphs: [...numbered, ...warned, ...considered] }],
  }
}

const ACTIONS: Readonly<Record<BufferAction, string>> = {
  zero: 'nothing to deploy',
  hold: 'unchanged; the buffer covers it',
  clamp: 'moved to the edge of its band',
  refit: 'refitted',
  excluded: 'left out: its asset has no market',
}

/** What each vault has, what it deploys and why, and how full its buffer is. */
function stance({ opened, closed }: Moment, { config }: Setup): Section {
  const { buffer } = config
  const rows = config.vaults.map((vault, v) => {
    const worth = at(closed.netAssets, v)
    const float = at(closed.buffer, v)
    const part = worth <= 0n ? 0n : halfUp(float * 1_000_000_000_000_000_000n, worth)
    const outside = part < buffer.min || part > buffer.max
    return [
      vault,
      usd(worth, 0),
      usd(at(opened.fit.deployed, v), 0),
      ACTIONS[opened.action[v] ?? 'zero'],
      { value: percent(part), tone: outside ? ('warning' as const) : null },
    ]
  })
  return {
    id: 'stance',
    title: 'Vaults',
    lead: `US dollars. Buffers are meant to be ${percent(buffer.target)}, between ${percent(buffer.min)} and ${percent(buffer.max)} of net assets.`,
    blocks: [table('Vaults after the plan', ['Vault', 'Net assets', 'Deployed', 'Position', 'Buffer'], rows)],
  }
}

function transfers({ closed, opened }: Moment, { config }: Setup): Section {
  const rows = config.assets.map((asset, a) => [
    asset,
    signed(sum(column(closed.external, a)), 0),
    usd(sum(column(opened.marking.equity, a))),
    signed(at(closed.transfers, a)),
    usd(sum(column(closed.equity, a))),
  ])
  const blocks: readonly Block[] = [
    table('Equity by asset, US dollars', ['Asset', 'Hedge', 'Before', 'Transfer', 'After'], rows),
  ]
  return { id: 'equity', title: 'Equity at the venue, moved last', lead: null, blocks }
}
