import { basename } from 'node:path'
import type { Cell, Table, Text } from '../../backtest/report/blocks.ts'
import type { Section } from '../../backtest/report/document.ts'
import { duration, money, percent } from '../../backtest/report/format.ts'
import { simulatedNote } from '../../backtest/report/simulated.ts'
import { type FlowFrame, frame } from '../../backtest/reserve/frame.ts'
import { happen, type Scene } from '../../backtest/reserve/replay.ts'
import { worded } from '../../backtest/reserve/said.ts'
import { oracleAt, type Tape } from '../../backtest/reserve/tape.ts'
import { type Conclusion, conclude } from '../../execution/conclusion.ts'
import { decide, rationale } from '../../execution/cycle.ts'
import { RESERVE_ROOMS, type ReserveDecision } from '../../execution/reserve.ts'
import type { Considered } from '../../planner/proposal.ts'
import { total } from '../../portfolio/cost.ts'
import { toReport } from '../../portfolio/measure.ts'
import { phrase } from '../../portfolio/reserve/phrase.ts'
import type { ReservePolicy } from '../../portfolio/reserve/policy.ts'
import { sound } from '../../portfolio/reserve/sound.ts'
import type { ReserveStep } from '../../portfolio/reserve/step.ts'
import * as Decimal from '../../units/decimal.ts'
import { plain } from '../../units/json.ts'
import { format as formatTime, type Instant, instant } from '../../units/time.ts'
import { cutSection } from '../cuts.ts'
import type { Asked, Told } from '../desk.ts'
import { defaultRow } from '../hour.ts'
import { InvalidOption } from '../option.ts'
import { concluded, faultSection, riskSections, verdictOf } from '../verdict.ts'
import { begun, tapeOf } from './backtest.ts'
import { capacities, capacitiesJson, capacitiesSection } from './capacities.ts'
import type { ReserveConfig } from './config.ts'
import { eventOf } from './replayable.ts'
import { placed } from './state.ts'

/** What stands how, and what the operator would do now. `state` is a file with how the reserve stands, in place of what the config says. */
export async function planned(config: ReserveConfig, { choice, at, state }: Asked, file: string): Promise<Told> {
  const tape = await tapeOf(config, choice)
  const drawn = sceneAt(config, tape, { at, state })
  const placing = state === null ? drawn : await placed(drawn, state)
  const scene = { ...placing, ...sound({ asOf: placing.market.asOf, state: placing.state, market: placing.market }) }
  const { market } = scene
  const snapshot = { asOf: market.asOf, state: scene.state, market }
  const decision = inWords(decide(snapshot, config.policy, RESERVE_ROOMS), scene)
  const conclusion = conclude(decision, snapshot, { policy: config.policy, rooms: RESERVE_ROOMS })
  const { blocked } = conclusion
  const room = capacities(scene)
  const { title, profile, rules } = config
  return {
    blocked,
    verdict: verdictOf(conclusion, decision.chosen?.proposal.plan ?? null),
    details: ['considered', 'capacities'],
    document: {
      kind: 'reserve plan',
      title,
      simulated: tape.simulated ? simulatedNote(tape.seed) : null,
      facts: [
        ['Config', file],
        ...(state === null ? [] : [['State', basename(state)] as const]),
        ['Profile', profile],
        ['At', `${formatTime(market.asOf)}, block ${scene.state.reserve.block}`],
        ...(rules.stewardship === undefined
          ? []
          : [['Days below the floor', String(scene.state.reserve.violations?.days ?? 0n)] as const]),
        ['Level', `${conclusion.levels.before} now, ${conclusion.levels.after} after the plan`],
      ],
      sections: [
        ...riskSections(conclusion),
        ...faultSection(decision.findings),
        standing(scene),
        decided(decision, { scene, conclusion, policy: config.policy }),
        ...cutSection(decision.chosen?.proposal.cuts ?? []),
        weighed(decision),
        capacitiesSection(room),
      ],
      footer: ['Nothing was changed.'],
    },
    report: {
      schema: 1,
      title,
      kind: 'reserve plan',
      file,
      at: formatTime(market.asOf),
      ...json(decision, conclusion, scene),
      capacities: capacitiesJson(room),
    },
  }
}

/** What stands against plans in whole units, wherever it is said. */
const inWords = (decision: ReserveDecision, { state }: Scene): ReserveDecision => ({
  ...decision,
  unavailable: decision.unavailable.map((each) => ({
    ...each,
    refusal: { ...each.refusal, ...worded(each.refusal, state.reserve) },
  })),
})

/** The reserve as the config has it, at the prices of an instant, or of the one that counts without a choice. */
export function sceneAt(config: ReserveConfig, tape: Tape, { at, state }: Pick<Asked, 'at' | 'state'>): Scene {
  const [first, last] = [tape.time[0] ?? 0n, tape.time.at(-1) ?? 0n]
  const unasked = tape.time[defaultRow(tape.time.length, { simulated: tape.simulated, state })] ?? 0n
  const wanted = at === null ? unasked : BigInt(Math.floor(at / 1000))
  const row = tape.time.findLastIndex((time) => time <= wanted)
  if (row < 0 || wanted > last) throw outside(at, { first, last })
  const time = tape.time[row] ?? config.scene.state.reserve.time
  const prices = Object.fromEntries(
    [...tape.prices].flatMap(([id, series]) => {
      const price = series[row]
      return price === undefined ? [] : [[id, price]]
    }),
  )
  const waited = happen(begun(config, tape), { kind: 'until', time }).scene
  const now = happen(waited, { kind: 'prices', prices }).scene
  const oracle = oracleAt(tape, row)
  return oracle === null ? now : happen(now, { kind: 'oracle', oracle }).scene
}

function outside(at: Instant | null, { first, last }: { first: bigint; last: bigint }): InvalidOption {
  const said = (seconds: bigint): string => formatTime(instant(Number(seconds) * 1000))
  const allowed = `${said(first)} to ${said(last)}: the config's market`
  return new InvalidOption({ option: '--at', found: at === null ? 'nothing' : formatTime(at), allowed, meant: null })
}

const flowed = ({ used, isClosed }: FlowFrame): string =>
  isClosed ? 'closed' : used === null ? 'above 0' : percent(used, 0)

function standing({ state, market }: Scene): Section {
  const table: Table = {
    kind: 'table',
    caption: 'Weights, targets, bands and flows',
    columns: [
      { title: 'Tranche' },
      { title: 'Price', figure: true },
      { title: 'Weight', figure: true },
      { title: 'Target', figure: true },
      { title: 'Band', figure: true },
      { title: 'In', figure: true },
      { title: 'Out', figure: true },
    ],
    rows: frame(state, market).tranches.map(({ id, price, weight, target, low, high, inflow, outflow }): Cell[] => [
      id,
      price.toFixed(4),
      { value: percent(weight, 2), tone: weight < low || weight > high ? 'warning' : null },
      percent(target, 2),
      `${percent(low, 2)} to ${percent(high, 2)}`,
      flowed(inflow),
      flowed(outflow),
    ]),
  }
  return {
    id: 'standing',
    title: 'State of the reserve',
    lead: 'In and Out: recent flow as a share of the limit.',
    blocks: [table],
  }
}

/** Of the ways that were not taken, the cheapest. */
const SHOWN = 8

const tidy = (usd: number): string => money(usd, 'USD')

interface Deciding {
  readonly scene: Scene
  readonly conclusion: Conclusion
  readonly policy: ReservePolicy
}

function decided(decision: ReserveDecision, { scene: { state }, conclusion, policy }: Deciding): Section {
  const { chosen, unavailable } = decision
  const against = unavailable.map(({ refusal: { code, detail, lift } }) => `${code}: ${detail}. ${lift}`)
  const words: Text = { kind: 'text', paragraphs: [rationale(decision), ...(chosen === null ? [] : against)] }
  if (chosen === null) {
    const why = [
      ...unpegged(decision, policy.mayPause),
      ...conclusion.rejected.flatMap(({ purpose, refusal, why, lift }) =>
        refusal === null ? [lift === null ? `${purpose}: ${why}` : `${purpose}: ${why}. ${lift}`] : [],
      ),
      ...against,
    ]
    return {
      id: 'plan',
      title: 'No plan',
      lead: null,
      blocks: [why.length === 0 ? words : { kind: 'text', paragraphs: why }],
    }
  }
  const { plan, forecast } = chosen.proposal
  const table: Table = {
    kind: 'table',
    caption: 'Steps in order',
    columns: [{ title: '#', figure: true }, { title: 'Step' }, { title: 'Cost', figure: true }],
    rows: forecast.steps.map(({ step, cost }, at): Cell[] => [
      String(at + 1),
      phrase(step, state.reserve.tranches, Decimal.read),
      tidy(total(cost)),
    ]),
  }
  const lead = `Costs ${tidy(total(forecast.cost))} and takes ${duration(forecast.times.p50)}.`
  return { id: 'plan', title: plan.description, lead, blocks: [words, table] }
}

/** What is below its peg, where nothing is done about it: no order can restore a price. */
function unpegged({ assessment: { failing } }: ReserveDecision, mayPause: boolean): readonly string[] {
  if (failing.length === 0) return []
  const closing = mayPause ? 'They are closed already.' : 'With operator.mayPause they would be closed to every mint.'
  return [
    `Below the peg: ${failing.join(', ')}. The checks let no mint fill them, and no order can restore a price. ${closing}`,
  ]
}

function weighed({ weighed: all, unavailable }: ReserveDecision): Section {
  const rows = [...all.map(({ proposal }) => proposal), ...unavailable].flatMap(({ considered }) =>
    grouped(considered)
      .slice(0, SHOWN)
      .map(({ first: { way, cost, why }, more }): Cell[] => [
        more === 0 ? way : `${way}, and ${more} other timing${more === 1 ? '' : 's'}`,
        tidy(cost),
        why,
      ]),
  )
  return {
    id: 'considered',
    title: 'What else was considered',
    lead: rows.length === 0 ? 'Nothing.' : null,
    blocks:
      rows.length === 0
        ? []
        : [
            {
              kind: 'table',
              caption: 'Ways and why not',
              columns: [{ title: 'Way' }, { title: 'Cost', figure: true }, { title: 'Why not' }],
              rows,
            },
          ],
  }
}

interface Group {
  readonly first: Considered
  readonly more: number
}

/** One line for each mix of orders and reason: timings of the same are counted. */
function grouped(considered: readonly Considered[]): readonly Group[] {
  const groups = new Map<string, Group>()
  for (const first of considered) {
    const key = `${first.way.replaceAll(/ (in|over|after) \d+ \w+/g, '')}: ${first.why}`
    const known = groups.get(key)
    groups.set(key, known === undefined ? { first, more: 0 } : { ...known, more: known.more + 1 })
  }
  return [...groups.values()]
}

function json(decision: ReserveDecision, conclusion: Conclusion, { state, market }: Scene) {
  const { assessment, chosen, unavailable, findings } = decision
  return {
    level: assessment.level,
    findings,
    ...concluded(conclusion),
    rationale: rationale(decision),
    plan:
      chosen === null
        ? null
        : {
            id: chosen.proposal.plan.id,
            class: chosen.proposal.plan.class,
            description: chosen.proposal.plan.description,
            moved: chosen.proposal.moved,
            cost: chosen.proposal.forecast.cost,
            cuts: chosen.proposal.cuts,
            steps: chosen.proposal.forecast.steps.map(({ step }) => stepJson(step)),
            events: chosen.proposal.forecast.steps.flatMap(({ step }) => eventOf(step, state) ?? []),
          },
    unavailable: unavailable.map(({ purpose, refusal }) => ({ purpose, ...refusal })),
    measures: assessment.measures().map(toReport),
    frame: frame(state, market),
  }
}

/** Amounts as decimal strings, in base units. */
const stepJson = (step: ReserveStep): object => plain(step)
