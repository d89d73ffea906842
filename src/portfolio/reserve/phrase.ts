import type { Tranche } from '../../models/reserve/tranche.ts'
import * as Decimal from '../../units/decimal.ts'
import { format as formatRatio, ONE } from '../../units/ratio.ts'
import type { ReserveStep } from './step.ts'

/** A step as one line for a reader; amounts in whole tokens of the tranches. */
export function phrase(step: ReserveStep, tranches: readonly Pick<Tranche, 'id' | 'decimals'>[]): string {
  const whole = (id: string, amount: bigint): string => {
    const decimals = tranches.find((tranche) => tranche.id === id)?.decimals ?? 0
    return `${Decimal.format(amount, decimals)} ${id}`
  }
  switch (step.kind) {
    case 'reserve.mint':
      return `Mint with ${step.deposits.map(({ tranche, amount }) => whole(tranche, amount)).join(', ')}`
    case 'reserve.redeem': {
      const from = step.withdrawals.map(({ tranche, ratio }) =>
        ratio === ONE ? tranche : `${tranche} (${formatRatio(ratio)} of it)`,
      )
      return `Redeem ${Decimal.format(step.coins, 18)} coins for ${from.join(', ')}`
    }
    case 'reserve.swap':
      return `Swap ${step.legs.map(({ from, to, amount }) => `${whole(from, amount)} for ${to}`).join(', ')}`
    case 'reserve.wait':
      return `Wait ${step.blocks} blocks`
    case 'reserve.pause':
      return `Close ${step.tranche ?? 'every tranche'} ${TOWARD[step.direction]} for ${step.blocks} blocks`
    case 'reserve.calibrate':
      return `Calibrate ${step.list.map(({ id, calibration }) => `${id} ${formatRatio(calibration.weight)}`).join(', ')}`
  }
}

const TOWARD = { in: 'to what comes in', out: 'to what goes out', both: 'both ways' } as const
