// Replay of calibrations along scenarios, our own registry carried from step to step.
import { GYROSCOPE } from '../../../src/models/reserve/profile.ts'
import { calibrate } from '../../../src/models/reserve/registry.ts'
import type { Reserve } from '../../../src/models/reserve/reserve.ts'
import { scheduledWeight } from '../../../src/models/reserve/schedule.ts'
import { value } from '../../../src/models/reserve/state.ts'
import type { Tranche } from '../../../src/models/reserve/tranche.ts'
import { of as amountOf } from '../../../src/units/amount.ts'
import { timestamp } from '../../../src/units/chain.ts'
import { of as ratioOf } from '../../../src/units/ratio.ts'
import { join, type Replay, tally } from '../tally.ts'
import {
  answers,
  bare,
  calibrationOf,
  casesOf,
  errorOf,
  flat,
  outcome,
  type RecordedError,
  type RecordedMetadata,
  reserveOf,
  unnamed,
} from './read.ts'

interface Entry extends RecordedMetadata {
  readonly vault: number
  readonly shortFlowMemory: string
  readonly shortFlowThreshold: string
}

interface Scenario {
  readonly tag?: string
  readonly vaultDefs: readonly {
    readonly decimals: number
    readonly price: string
    readonly reserveBalance: string
    readonly feesSet: boolean
  }[]
  readonly dustThreshold: string
  readonly steps: readonly Step[]
}

type Step = { readonly time: string } & (
  | { readonly op: 'setVaults'; readonly config: readonly Entry[] }
  | { readonly op: 'price'; readonly vault: number; readonly price: string }
  | { readonly op: 'balance'; readonly vault: number; readonly amount: string }
  | { readonly op: 'read' }
)

const INPUTS = ['op', 'time', 'config', 'vault', 'price', 'amount', 'tag']
const ANSWERS = ['err', 'registered', 'metadata', 'totalUSDValue', 'weights']

export const registry: Replay = (file) => join(casesOf<Scenario>(file, 'scenarios').map(scenario))

function scenario({ tag = 'untagged', vaultDefs, dustThreshold, steps }: Scenario, index: number) {
  const dust = /^\d+$/.test(dustThreshold) ? amountOf(BigInt(dustThreshold)) : GYROSCOPE.dust
  const rules = { ...GYROSCOPE, dust }
  const known = vaultDefs.map(({ decimals, price, reserveBalance, feesSet }, at): Tranche => {
    const tranche = { ...bare(String(at)), decimals, balance: amountOf(BigInt(reserveBalance)), prices: flat(price) }
    return feesSet ? tranche : { ...tranche, fees: null }
  })
  let reserve = reserveOf([], {})
  return tally(
    steps,
    ({ op }, at) => `${index} ${tag}, step ${at}: ${op}`,
    (step) => {
      let said: { readonly err?: RecordedError } = {}
      reserve = { ...reserve, time: timestamp(BigInt(step.time)) }
      if (step.op === 'setVaults') {
        const list = step.config.map((entry) => wanted(known, entry))
        const answer = calibrate(reserve, list, rules)
        if (answer.ok) reserve = answer.reserve
        else said = { err: errorOf(answer.refusal) }
      } else if (step.op !== 'read') {
        const changed = changedBy(step)
        const change = (each: Tranche): Tranche => (each.id === String(step.vault) ? { ...each, ...changed } : each)
        for (const [at, each] of known.entries()) known[at] = change(each)
        reserve = { ...reserve, tranches: reserve.tranches.map(change) }
      }
      const expected = answers(step, INPUTS)
      return { expected, found: { ...said, ...readOut(reserve, expected) } }
    },
  )
}

const changedBy = (step: Extract<Step, { op: 'price' | 'balance' }>): Partial<Tranche> =>
  step.op === 'price' ? { prices: flat(step.price) } : { balance: amountOf(BigInt(step.amount)) }

const wanted = (known: readonly Tranche[], entry: Entry): Tranche => ({
  ...(known[entry.vault] ?? bare(String(entry.vault))),
  calibration: calibrationOf(entry),
  flowRule: {
    memory: ratioOf(BigInt(entry.shortFlowMemory)),
    limit: { kind: 'amount', amount: amountOf(BigInt(entry.shortFlowThreshold)) },
  },
})

function readOut(reserve: Reserve, expected: object): object {
  const registered = reserve.tranches.map(({ id }) => Number(id))
  const metadata = Object.fromEntries(reserve.tranches.map((tranche) => [tranche.id, metadataOf(tranche, reserve)]))
  const valued = outcome(() => value(reserve))
  if ('err' in valued) return { registered, metadata, [unnamed(expected, ANSWERS)]: valued.err }
  const weights = valued.out.tranches.map(({ tranche, weight, targetWeight }) => ({
    vault: Number(tranche.id),
    current: String(weight),
    target: String(targetWeight),
  }))
  return { registered, metadata, totalUSDValue: String(valued.out.total), weights }
}

function metadataOf({ calibration, flowRule }: Tranche, { time }: Reserve): object {
  const { limit, memory } = flowRule
  return {
    priceAtCalibration: String(calibration.price),
    weightAtCalibration: String(calibration.weight),
    shortFlowMemory: String(memory),
    shortFlowThreshold: limit.kind === 'amount' ? String(limit.amount) : 'a fraction',
    weightTransitionDuration: String(calibration.duration),
    weightAtPreviousCalibration: String(calibration.previousWeight),
    timeOfCalibration: String(calibration.time),
    scheduled: String(scheduledWeight(calibration, time)),
  }
}
