import { page } from '../../backtest/pool/page.ts'
import type { Simulation } from '../../backtest/pool/result.ts'
import { ended, listed, simulating } from '../../backtest/pool/simulate.ts'
import { labelOf } from '../../backtest/pool/word.ts'
import { check, type Model, type Rules } from '../../models/pool/rules.ts'
import { plain } from '../../units/json.ts'
import type { Watch } from '../backtest.ts'
import { breathing } from '../breathe.ts'
import { nearest } from '../config/near.ts'
import type { Told } from '../desk.ts'
import { InvalidOption } from '../option.ts'
import { staying } from './home.ts'
import { leftOver } from './realign.ts'
import { type Scenario, sceneOf } from './scenario.ts'
import { MODELS } from './schema.ts'

/** So many samples and outcomes are kept; beyond, every second, fourth … sample. */
const KEPT = { samples: 1_000, outcomes: 1_000 }

/** The model of an option, where the rules of the scenario have it. InvalidOption. */
export function modelOf(text: string, { rules }: Scenario): Model {
  const model = MODELS.find((each) => each === text)
  if (model !== undefined && check({ ...rules, model }) === undefined) return model
  throw new InvalidOption({
    option: '--model',
    found: text,
    allowed: MODELS.filter((each) => check({ ...rules, model: each }) === undefined).join(', '),
    meant: nearest(text, [...MODELS]),
  })
}

/** One replay of a scenario under one model, at once. */
export const replayed = (scenario: Scenario, model: Model): Simulation => ended(replaying(scenario, model))

function replaying(scenario: Scenario, model: Model): Generator<number, Simulation> {
  const wanted = { ...KEPT, gas: scenario.gas, label: labelOf(scenario) }
  return simulating(sceneOf(scenario, model), listed(scenario.events), wanted)
}

/** Events between two breaths. */
const BREATH = 5_000

/** The same with a breath now and then, for long lists. */
export const watched = (scenario: Scenario, model: Model, watch: Watch): Promise<Simulation> =>
  breathing(replaying(scenario, model), { rows: scenario.events.length, every: BREATH, watch })

/** A replay as a page and for programs. */
export async function simulated(scenario: Scenario, model: Model | null, watch: Watch): Promise<Told> {
  const result = await watched(scenario, model ?? scenario.rules.model, watch)
  const { title, file, rules, home } = scenario
  const stays = home === null ? null : { chain: home, remaining: leftOver(scenario, home, result.scene) }
  const document = page(result, { ...scenario, rules: inWords(rules) })
  return {
    document:
      stays === null
        ? document
        : {
            ...document,
            sections: [...document.sections, staying(stays.remaining, { ...scenario, home: stays.chain })],
          },
    report: {
      schema: 1,
      title,
      kind: 'pool-simulation',
      file,
      ...reportOf(result),
      home: stays === null ? null : plain(stays),
    },
    blocked: false,
  }
}

/** A replay for programs: all but the pool itself. */
export const reportOf = ({ scene: _, ...result }: Simulation): object => plain(result)

/** The rules in a line. */
export function inWords({ profile, supplyFloor, maxBridgeFeeBps, spreadBps }: Rules): string {
  const version = profile === 'new' ? '' : ` · contract ${profile}, with its bugs`
  return `supply floor ${supplyFloor.numerator}/${supplyFloor.denominator} · bridge fee at most ${maxBridgeFeeBps} bps · spread ${spreadBps} bps${version}`
}
