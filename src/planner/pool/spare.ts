import { liquidOf } from '../../portfolio/pool/risk.ts'
import * as Amount from '../../units/amount.ts'
import type { Context } from './trial.ts'

/** What of a token may leave a chain while its own level of liquidity stays; null where no level is asked for. What is on its way there cannot be sent on. */
export function spareOf(chain: string, token: string, { state, policy }: Pick<Context, 'state' | 'policy'>): Spare {
  let spare: Spare = null
  for (const ready of policy.liquidity) {
    if (ready.chain !== chain || ready.token !== token) continue
    const over = Amount.max(Amount.ZERO, Amount.sub(liquidOf(state, chain, token), ready.level))
    spare = spare === null ? over : Amount.min(spare, over)
  }
  return spare
}

type Spare = Amount.Amount | null
