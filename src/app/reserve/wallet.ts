import type { Wallet } from '../../portfolio/reserve/state.ts'
import { of as amountOf } from '../../units/amount.ts'
import { of as sharesOf } from '../../units/shares.ts'
import type { Breach } from '../config/breach.ts'
import type { ConfigDraft } from './configSchema.ts'
import { unknown } from './tranches.ts'
import { E18, units } from './units.ts'

interface Held {
  readonly operator?: Pick<NonNullable<ConfigDraft['operator']>, 'holdings' | 'coins'> | undefined
}

interface Known {
  readonly id: string
  readonly decimals: number
}

/** What an operator holds, as it is written; `known` are the tranches that it may be of. */
export function walletOf({ operator = {} }: Held, known: readonly Known[], breaches: Breach[]): Wallet {
  const holdings = Object.entries(operator.holdings ?? {}).map(([id, text]) => {
    const path = ['operator', 'holdings', id]
    const tranche = known.find((each) => each.id === id)
    if (tranche === undefined) breaches.push(unknown(path, id, known))
    return [id, amountOf(units(text, tranche?.decimals ?? E18, { breaches, path }))] as const
  })
  const coins = sharesOf(units(operator.coins ?? '0', E18, { breaches, path: ['operator', 'coins'] }))
  return { coins, holdings: Object.fromEntries(holdings) }
}

/** What a wallet may hold along a scenario, of all names and their decimals: tranches that a calibration adds too, before they are there. */
export const ownable = (
  decimals: ReadonlyMap<string, number>,
  { beside }: { readonly beside: readonly { readonly id: string }[] },
): readonly Known[] =>
  [...decimals]
    .map(([id, places]) => ({ id, decimals: places }))
    .filter(({ id }) => beside.every((each) => each.id !== id))
