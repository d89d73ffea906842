import type { Tranche } from '../../models/reserve/tranche.ts'
import * as Decimal from '../../units/decimal.ts'
import { format as formatRatio, ONE } from '../../units/ratio.ts'
import type { ReserveStep } from './step.ts'

/** A step as one line; amounts in whole tokens of the tranches, to the last digit or, with `Decimal.read`, as a reader wants them. */
export function phrase(
  step: ReserveStep,
  tranches: readonly Pick<Tranche, 'id' | 'decimals'>[],
  show: typeof Decimal.format = Decimal.format,
): string {
  const whole = (id: string, amount: bigint): string => {
    const decimals = tranches.find((tranche) => tranche.id === id)?.decimals ?? 0
    return `${show(amount, decimals)} ${id}`
  }
  switch (step.kind) {
    case 'reserve.mint':
      return `Mint with ${step.deposits.map(({ tranche, amount }) => whole(tranche, amount)).join(', ')}`
    case 'reserve.pledge':
      return `Pledge ${step.pledges.map(({ tranche, amount }) => whole(tranche, amount)).join(', ')}`
    case 'reserve.redeem': {
      const from = step.withdrawals.map(({ tranche, ratio }) =>
        ratio === ONE ? tranche : `${tranche} (${formatRatio(ratio)} of it)`,
      )
      return `Redeem ${show(step.coins, 18)} coins for ${from.join(', ')}`
    }
    case 'reserve.swap':
      return `Swap ${step.legs.map(({ from, to, amount }) => `${whole(from, amount)} for ${to}`).join(', ')}`
    case 'reserve.wait':
      return `Wait ${show(step.blocks, 0)} blocks`
    case 'reserve.pause':
      return `Close ${step.tranche ?? 'every tranche'} ${TOWARD[step.direction]} for ${step.blocks} blocks`
    case 'reserve.calibrate':
      return `Calibrate ${step.list.map(({ id, calibration }) => `${id} ${formatRatio(calibration.weight)}`).join(', ')}`
  }
}

const TOWARD = { in: 'to what comes in', out: 'to what goes out', both: 'both ways' } as const
