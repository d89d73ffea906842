import type { ReserveState } from '../../portfolio/reserve/state.ts'
import type { ReserveStep } from '../../portfolio/reserve/step.ts'
import { format } from '../../units/decimal.ts'
import { format as formatRatio } from '../../units/ratio.ts'
import { E18 } from './units.ts'

/** A step of a plan as the event of a scenario that does the same: every digit is kept. Null for what no plan has. */
export function eventOf(step: ReserveStep, { reserve }: ReserveState): object | null {
  const whole = (id: string, amount: bigint): string =>
    format(amount, reserve.tranches.find((tranche) => tranche.id === id)?.decimals ?? E18)
  switch (step.kind) {
    case 'reserve.mint':
      return {
        mint: Object.fromEntries(step.deposits.map(({ tranche, amount }) => [tranche, whole(tranche, amount)])),
        by: step.by,
      }
    case 'reserve.redeem':
      return {
        redeem: format(step.coins, E18),
        from: Object.fromEntries(step.withdrawals.map(({ tranche, ratio }) => [tranche, formatRatio(ratio)])),
        by: step.by,
      }
    case 'reserve.swap':
      return { swaps: step.legs.map(({ from, to, amount }) => ({ from, to, amount: whole(from, amount) })) }
    case 'reserve.wait':
      return { wait: `${step.blocks} blocks` }
    case 'reserve.pause':
      return {
        guardian: {
          ...(step.tranche === null ? {} : { tranche: step.tranche }),
          close: step.direction,
          blocks: Number(step.blocks),
        },
      }
    case 'reserve.pledge':
    case 'reserve.calibrate':
      return null
  }
}
