import type { Scene } from '../../backtest/pool/result.ts'
import type { Cell } from '../../backtest/report/blocks.ts'
import type { Section } from '../../backtest/report/document.ts'
import { when } from '../../backtest/report/format.ts'
import { simulatedMarket, simulatedNote } from '../../backtest/report/simulated.ts'
import { type Conclusion, conclude } from '../../execution/conclusion.ts'
import { decide, rationale } from '../../execution/cycle.ts'
import { POOL_ROOMS, type PoolDecision } from '../../execution/pool.ts'
import { remaining } from '../../planner/pool/unblock.ts'
import type { Proposal } from '../../planner/proposal.ts'
import { toReport } from '../../portfolio/measure.ts'
import type { PoolMarket } from '../../portfolio/pool/market.ts'
import { figuresOf } from '../../portfolio/pool/risk.ts'
import { sound } from '../../portfolio/pool/sound.ts'
import type { PoolState } from '../../portfolio/pool/state.ts'
import type { PoolStep } from '../../portfolio/pool/step.ts'
import { netAssets } from '../../portfolio/pool/worth.ts'
import { plain } from '../../units/json.ts'
import { format, HOUR_MS, instant, seconds } from '../../units/time.ts'
import type { Opened } from '../config/book.ts'
import { read } from '../config/source.ts'
import { cutSection } from '../cuts.ts'
import type { Asked, Told } from '../desk.ts'
import { defaultRow } from '../hour.ts'
import { InvalidOption } from '../option.ts'
import { stateText } from '../state.ts'
import { concluded, faultSection, riskSections, verdictOf } from '../verdict.ts'
import { advised } from './advise.ts'
import { begun } from './book.ts'
import { capacities, leaving } from './capacity.ts'
import { chosen, feesOf, stepsOf } from './chosen.ts'
import { staying } from './home.ts'
import { type PoolSetup, setupOf } from './setup.ts'
import { inWords } from './simulate.ts'
import { airborne, standing } from './standing.ts'
import { pastOf, worldOf } from './world.ts'

export interface Moment {
  readonly market: PoolMarket
  readonly label: string
  readonly simulated: boolean
}

const seedOf = ({ data }: PoolSetup, { choice }: Asked): number | null =>
  data.kind === 'simulated' ? (choice.seed ?? data.seed) : null

/** What would be done now, and why. The book is that of `--state`, or the chains and flights of the config. */
export async function planned(file: Opened, asked: Asked): Promise<Told> {
  const setup = setupOf(file, asked.state === null ? null : await stateOf(asked.state))
  const { market: observed, label, simulated } = await momentOf(setup, asked)
  const state = begun(setup, observed, asked.at ?? observed.asOf)
  const { market } = sound({ asOf: observed.asOf, state, market: observed })
  // Who asks wants an answer at any hour, and not the routine's clock.
  const policy = { ...setup.policy, decision: { ...setup.policy.decision, routineEvery: seconds(0) } }
  // Prices are those of the full hour: by the minute that is asked for they have aged.
  const snapshot = { asOf: asked.at ?? market.asOf, state, market }
  const decision = advised(decide(snapshot, policy, POOL_ROOMS), { ...snapshot, policy })
  const scene: Scene = { state, market }
  const conclusion = conclude(decision, snapshot, { policy, rooms: POOL_ROOMS })
  const { blocked } = conclusion
  const cuts = decision.chosen?.proposal.cuts ?? []
  const largest = capacities({ asOf: market.asOf, ...scene, policy })
  const home =
    policy.home === null
      ? null
      : { chain: policy.home, remaining: remaining(policy.home, { asOf: market.asOf, ...scene, policy }) }
  return {
    document: {
      kind: 'pool plan',
      title: setup.title,
      simulated: simulated ? simulatedNote(seedOf(setup, asked)) : null,
      facts: [
        ['Level', `${conclusion.levels.before} now, ${conclusion.levels.after} after the plan`],
        ['At', `${when(market.asOf)} UTC`],
        ['Prices', simulated ? simulatedMarket(seedOf(setup, asked)) : label],
        ['Rules', inWords(setup.rules)],
        ['Config', setup.file],
      ],
      sections: [
        ...riskSections(conclusion),
        ...faultSection(decision.findings),
        standing(decision, scene, setup),
        ...airborne(scene, setup),
        chosen(decision, scene),
        ...cutSection(cuts),
        considered(decision, conclusion),
        ...missing(decision),
        leaving(largest, setup),
        ...(home === null ? [] : [staying(home.remaining, { ...setup, home: home.chain })]),
      ],
      footer: ['Nothing was changed.'],
    },
    report: {
      schema: 1,
      title: setup.title,
      kind: 'pool-plan',
      asOf: format(market.asOf),
      ...told(decision, conclusion, scene),
      capacities: plain(largest),
      home: home === null ? null : plain(home),
    },
    blocked,
    verdict: verdictOf(conclusion, decision.chosen?.proposal.plan ?? null),
    details: ['considered', 'leaving', 'staying'],
  }
}

/** The file of `--state`. StateMissing. */
export const stateOf = async (file: string) => ({ source: read(await stateText(file)), file })

/** The market at the hour asked for, or at the one that counts without it. */
export async function momentOf(setup: PoolSetup, { choice, at, state }: Asked): Promise<Moment> {
  const { data } = setup
  if (data.kind === 'simulated') {
    const past = await pastOf(setup, choice)
    const row =
      at === null ? defaultRow(past.hours, { simulated: true, state }) : Math.floor((at - past.from) / HOUR_MS)
    if (row < 0 || row >= past.hours)
      throw new InvalidOption({
        option: '--at',
        found: format(at ?? past.from),
        allowed: `${format(past.from)} to ${format(instant(past.from + (past.hours - 1) * HOUR_MS))}: the config's market`,
        meant: null,
      })
    return { market: worldOf(setup, past)(row), label: past.label, simulated: past.simulated }
  }
  const from = instant(Math.floor((at ?? data.to - HOUR_MS) / HOUR_MS) * HOUR_MS)
  const past = await pastOf(setup, { ...choice, from, to: instant(from + HOUR_MS) })
  return { market: worldOf(setup, past)(0), label: past.label, simulated: past.simulated }
}

function considered({ weighed, chosen: plan }: PoolDecision, { rejected }: Conclusion): Section {
  const taken = plan === null ? [] : [[plan.proposal.plan.purpose, 'chosen', plan.verdict.rationale]]
  const rows: readonly (readonly Cell[])[] = [
    ...taken,
    ...rejected.flatMap(({ purpose, fate, why }) => (fate === 'UNAVAILABLE' ? [] : [[purpose, fate, why]])),
  ]
  const others = weighed.flatMap(({ proposal }) =>
    proposal.considered.map((one): readonly Cell[] => [one.way, 'not taken', one.why]),
  )
  return {
    id: 'considered',
    title: 'What was considered',
    lead: rows.length + others.length === 0 ? 'Nothing needed a plan.' : null,
    blocks:
      rows.length + others.length === 0
        ? []
        : [
            {
              kind: 'table',
              caption: 'Plans and why',
              columns: [{ title: 'Plan' }, { title: 'Verdict' }, { title: 'Why' }],
              rows: [...rows, ...others],
            },
          ],
  }
}

function missing({ unavailable }: PoolDecision): readonly Section[] {
  if (unavailable.length === 0) return []
  return [
    {
      id: 'missing',
      title: 'What could not be planned',
      lead: null,
      blocks: [
        {
          kind: 'table',
          caption: 'Wanted, and why there is no plan',
          columns: [{ title: 'Wanted' }, { title: 'Code' }, { title: 'Why' }, { title: 'What to do' }],
          rows: unavailable.map(({ purpose, refusal }) => [purpose, refusal.code, refusal.detail, refusal.lift]),
        },
      ],
    },
  ]
}

function told(decision: PoolDecision, conclusion: Conclusion, scene: Scene): object {
  const { assessment, chosen: plan, unavailable, findings } = decision
  const worth = netAssets(scene.state, scene.market)
  return plain({
    level: assessment.level,
    findings,
    netAssets: Number.isNaN(worth) ? null : worth,
    flights: scene.state.flights.map(({ departed, eta, deadline, ...flight }) => ({
      ...flight,
      departed: format(departed),
      eta: format(eta.p50),
      deadline: format(deadline),
    })),
    figures: assessment.figures,
    measures: assessment.measures().map(toReport),
    ...concluded(conclusion),
    rationale: rationale(decision),
    plan:
      plan === null
        ? null
        : {
            ...plan.proposal.plan,
            steps: stepsOf(plan, scene),
            fees: feesOf(plan),
            after: figuresOf(plan.proposal.forecast.final, scene.market),
            cost: plan.proposal.forecast.cost,
            times: plan.proposal.forecast.times,
            findings: plan.findings,
            cuts: plan.proposal.cuts,
          },
    unavailable: unavailable.map(({ purpose, refusal }: Extract<Proposal<PoolState, PoolStep>, { ok: false }>) => ({
      purpose,
      refusal,
    })),
  })
}
