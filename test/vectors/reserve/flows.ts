// Replay of the flow limits along scenarios, our own state carried from step to step.
import { misdirected } from '../../../src/models/reserve/check.ts'
import { type Limits, pass, type Stream } from '../../../src/models/reserve/flow.ts'
import { type Closed, close, pause } from '../../../src/models/reserve/guardian.ts'
import { GYROSCOPE } from '../../../src/models/reserve/profile.ts'
import type { Reserve } from '../../../src/models/reserve/reserve.ts'
import type { Flow } from '../../../src/models/reserve/tranche.ts'
import { of as amountOf } from '../../../src/units/amount.ts'
import { block } from '../../../src/units/chain.ts'
import { of as ratioOf } from '../../../src/units/ratio.ts'
import type { Refused } from '../../../src/units/refusal.ts'
import { join, type Replay, tally } from '../tally.ts'
import { answers, bare, casesOf, errorOf, outcome, type RecordedError, recordedFlow, reserveOf, STILL } from './read.ts'

interface Scenario {
  readonly tag?: string
  readonly config: {
    readonly safetyBlocksAutomatic: string
    readonly safetyBlocksGuardian: string
    readonly vaultIds: readonly number[]
  }
  readonly steps: readonly Step[]
}

type Step = { readonly block: string } & (
  | {
      readonly op: 'mint' | 'redeem'
      readonly vaults: readonly {
        readonly id: number
        readonly amount: string
        readonly threshold: string
        readonly memory: string
      }[]
    }
  | { readonly op: 'guardian'; readonly vault: number; readonly direction: 0 | 1 | 2; readonly blocks: string }
  | { readonly op: 'pause'; readonly depositsOnly: boolean }
  | { readonly op: 'wrong'; readonly mint: boolean }
)

const INPUTS = ['op', 'block', 'vaults', 'mint', 'vault', 'direction', 'blocks', 'depositsOnly', 'tag']

export const flowSequences: Replay = (file) => join(casesOf<Scenario>(file, 'scenarios').map(scenario))

function scenario({ tag = 'untagged', config, steps }: Scenario, index: number) {
  const cooldown = BigInt(config.safetyBlocksAutomatic)
  const rules = { ...GYROSCOPE, cooldown, guardianMax: BigInt(config.safetyBlocksGuardian) }
  let reserve = reserveOf(
    config.vaultIds.map((id) => bare(String(id))),
    {},
  )
  return tally(
    steps,
    ({ op }, at) => `${index} ${tag}, step ${at}: ${op}`,
    (step) => {
      reserve = { ...reserve, block: block(BigInt(step.block)) }
      const { next, ...said } = run(reserve, step, rules)
      reserve = next
      return { expected: answers(step, INPUTS), found: { ...said, state: stateOf(reserve) } }
    },
  )
}

const stateOf = ({ tranches }: Reserve): object =>
  Object.fromEntries(
    tranches.map(({ id, inflow, outflow }) => [id, { in: recordedFlow(inflow), out: recordedFlow(outflow) }]),
  )

interface Ran {
  readonly next: Reserve
  readonly dry?: unknown
  readonly err?: RecordedError
  readonly events?: readonly (readonly unknown[])[]
}

function run(reserve: Reserve, step: Step, rules: typeof GYROSCOPE): Ran {
  switch (step.op) {
    case 'mint':
    case 'redeem':
      return moved(reserve, step, rules)
    case 'guardian': {
      const direction = (['in', 'out', 'both'] as const)[step.direction]
      const closure = { tranches: [String(step.vault)], direction, blocks: BigInt(step.blocks) }
      return guarded(reserve, close(reserve, closure, rules), { ids: [step.vault], direction, blocks: step.blocks })
    }
    case 'pause': {
      const direction = step.depositsOnly ? 'in' : 'both'
      const ids = reserve.tranches.map(({ id }) => Number(id))
      return guarded(reserve, pause(reserve, direction, rules), { ids, direction, blocks: String(rules.guardianMax) })
    }
    case 'wrong': {
      const movement = { direction: step.mint ? 'out' : 'in', amounts: [] } as const
      return refused(reserve, misdirected({ purpose: step.mint ? 'mint' : 'redeem', movement }))
    }
  }
}

interface Announced {
  readonly ids: readonly number[]
  readonly direction: 'in' | 'out' | 'both'
  readonly blocks: string
}

function guarded(reserve: Reserve, answer: Closed | Refused, { ids, direction, blocks }: Announced): Ran {
  if (!answer.ok) return { next: reserve, err: errorOf(answer.refusal) }
  const ways = direction === 'both' ? [true, false] : [direction === 'in']
  const events = ids.flatMap((id) => ways.map((way) => ['OracleGuardianActivated', id, blocks, way]))
  return { next: answer.reserve, events }
}

function refused(next: Reserve, answer: Refused | undefined): Ran {
  if (answer === undefined) return { next, dry: 'allowed' }
  const err = errorOf(answer.refusal)
  return { next, dry: err.code, err }
}

function moved(reserve: Reserve, step: Extract<Step, { op: 'mint' | 'redeem' }>, rules: Limits): Ran {
  const way = step.op === 'mint' ? 'inflow' : 'outflow'
  const streams = step.vaults.map(({ id, amount, threshold, memory }): Stream => {
    const tranche = reserve.tranches.find((each) => each.id === String(id))
    return {
      tranche: String(id),
      flow: tranche === undefined ? STILL : tranche[way],
      amount: amountOf(BigInt(amount)),
      memory: ratioOf(BigInt(memory)),
      limit: amountOf(BigInt(threshold)),
    }
  })
  const direction = step.op === 'mint' ? 'in' : 'out'
  const answer = outcome(() => pass(streams, { ...rules, direction, now: reserve.block }))
  if ('err' in answer) return { next: reserve, dry: answer.err, err: answer.err }
  const passed = answer.out
  if (!passed.ok) return refused(reserve, passed)
  const last = new Map<string, Flow>()
  for (const [at, flow] of passed.flows.entries()) last.set(String(step.vaults[at]?.id), flow)
  const tranches = reserve.tranches.map((tranche) => ({ ...tranche, [way]: last.get(tranche.id) ?? tranche[way] }))
  return { next: { ...reserve, tranches }, dry: '', events: passed.isClosed ? [['SafetyStatus', '61']] : [] }
}
