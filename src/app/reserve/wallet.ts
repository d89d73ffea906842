import type { Wallet } from '../../portfolio/reserve/state.ts'
import { of as amountOf } from '../../units/amount.ts'
import { of as sharesOf } from '../../units/shares.ts'
import type { Breach } from '../config/breach.ts'
import type { Compiled } from './compile.ts'
import type { ConfigDraft } from './configSchema.ts'
import { unknown } from './tranches.ts'
import { E18, units } from './units.ts'

interface Held {
  readonly operator?: Pick<NonNullable<ConfigDraft['operator']>, 'holdings' | 'coins'> | undefined
}

/** What an operator holds, as it is written. */
export function walletOf({ operator = {} }: Held, { reserve }: Pick<Compiled, 'reserve'>, breaches: Breach[]): Wallet {
  const holdings = Object.entries(operator.holdings ?? {}).map(([id, text]) => {
    const path = ['operator', 'holdings', id]
    const tranche = reserve.tranches.find((each) => each.id === id)
    if (tranche === undefined) breaches.push(unknown(path, id, reserve.tranches))
    return [id, amountOf(units(text, tranche?.decimals ?? E18, { breaches, path }))] as const
  })
  const coins = sharesOf(units(operator.coins ?? '0', E18, { breaches, path: ['operator', 'coins'] }))
  return { coins, holdings: Object.fromEntries(holdings) }
}
