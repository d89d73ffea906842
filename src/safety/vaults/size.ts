import { abs, column, sum } from '../../models/vault/table.ts'
import { held } from '../../portfolio/vaults/underway.ts'
import { dollars } from '../../units/dollars.ts'
import { block, type Finding } from '../finding.ts'
import type { VaultsExamined } from './examined.ts'

/** What a step orders, US dollars; null where it orders nothing. */
function orderOf(step: VaultsExamined['step']): bigint | null {
  switch (step.kind) {
    case 'vaults.mint':
    case 'vaults.burn':
      return step.amount
    case 'vaults.request':
      return abs(step.amount)
    case 'vaults.hedge':
      return abs(step.order)
    default:
      return null
  }
}

/** No single order is more than one mistake may be, and no position grows beyond its cap. */
export function size(examined: VaultsExamined): readonly Finding[] {
  const { step, policy } = examined
  const asked = orderOf(step)
  if (asked === null) return []
  const findings = caps(examined)
  if (policy.orderMax === null || asked <= policy.orderMax) return findings
  return [
    block(
      'ORDER_TOO_LARGE',
      `An order of ${dollars(asked)} is above the ${dollars(policy.orderMax)} that one may move`,
      {
        facts: { value: String(asked), most: String(policy.orderMax) },
        lift: 'Split it into several orders, or raise the limit knowingly.',
      },
    ),
    ...findings,
  ]
}

function caps({ step, before, after, market: { config } }: VaultsExamined): readonly Finding[] {
  if (step.kind === 'vaults.hedge') {
    const a = config.assets.indexOf(step.asset)
    const net = (table: typeof after.external): bigint => abs(sum(column(table, a)))
    return above(step.asset, { was: net(before.external), is: net(after.external), most: config.hedgeMax[a] ?? null })
  }
  const total = (state: typeof after): bigint => sum(held(state).pool)
  return above('pool', { was: total(before), is: total(after), most: config.poolMax })
}

interface Grown {
  readonly was: bigint
  readonly is: bigint
  readonly most: bigint | null
}

/** A position above its cap may shrink. */
function above(instrument: string, { was, is, most }: Grown): readonly Finding[] {
  if (most === null || is <= most + ROUNDING || is <= was) return []
  return [
    block('ABOVE_CAP', `The position in ${instrument} would be ${dollars(is)}, above its cap of ${dollars(most)}`, {
      facts: { instrument, position: String(is), most: String(most) },
      lift: 'Deploy less, or raise the cap knowingly.',
    }),
  ]
}

/** Units that a split may round a cap by. */
const ROUNDING = 2n
