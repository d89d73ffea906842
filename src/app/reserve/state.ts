import * as z from 'zod'
import type { Scene } from '../../backtest/reserve/replay.ts'
import type { Reserve } from '../../models/reserve/reserve.ts'
import type { Tranche } from '../../models/reserve/tranche.ts'
import { quoted } from '../../portfolio/reserve/quote.ts'
import { of as amountOf } from '../../units/amount.ts'
import { lookup } from '../../units/lookup.ts'
import { of as sharesOf } from '../../units/shares.ts'
import type { Breach } from '../config/breach.ts'
import { shaped } from '../config/shape.ts'
import { read } from '../config/source.ts'
import { stateText } from '../state.ts'
import { walletOf } from './config.ts'
import { operator } from './configSchema.ts'
import { impossible } from './possible.ts'
import { BASE, tranche as trancheSchema } from './schema.ts'
import { countable } from './sound.ts'
import { E18, flowing, units, unknown } from './tranches.ts'

/** The part of a config that says how the reserve stands, under the same keys. */
export const state = z.strictObject({
  $schema: BASE.$schema,
  book: BASE.book,
  supply: BASE.supply,
  redeemed: BASE.redeemed,
  tranches: z
    .record(z.string(), trancheSchema.pick({ balance: true, flowed: true, closed: true }).partial())
    .optional()
    .meta({ description: 'Balances and flows by tranche.' }),
  operator: operator.pick({ holdings: true, coins: true }).optional(),
})

type StateDraft = z.output<typeof state>

/** The scene with what a file says in place of what the config said; what it leaves out stays. StateMissing, StateError. */
export async function placed(scene: Scene, file: string): Promise<Scene> {
  return stood(scene, await stateText(file), file)
}

/** Flows and what was redeemed are those of the scene's own block. */
export function stood(scene: Scene, text: string, file: string): Scene {
  const { content, refuse } = shaped(state, read(text), { state: file })
  const { reserve, operator: wallet } = scene.state
  const breaches: Breach[] = []
  const all = [...reserve.tranches, ...reserve.beside]
  for (const id of Object.keys(content.tranches ?? {}))
    if (!all.some((each) => each.id === id)) breaches.push(unknown(['tranches', id], id, all))
  const stands = (each: Tranche): Tranche => standing(each, content, { breaches, block: reserve.block })
  const next: Reserve = {
    ...reserve,
    tranches: reserve.tranches.map(stands),
    beside: reserve.beside.map(stands),
    supply: content.supply === undefined ? reserve.supply : coins(content.supply, breaches, 'supply'),
    redemption:
      content.redeemed === undefined
        ? reserve.redemption
        : { level: coins(content.redeemed, breaches, 'redeemed'), lastBlock: reserve.block },
  }
  const named = walletOf(content, { reserve }, breaches)
  const held = content.operator?.coins === undefined ? wallet.coins : named.coins
  if (held > next.supply && (content.supply !== undefined || content.operator?.coins !== undefined))
    breaches.push({
      code: 'COINS_ABOVE_SUPPLY',
      path: content.operator?.coins === undefined ? ['supply'] : ['operator', 'coins'],
      found: `${held} base units held by the operator, of a supply of ${next.supply}`,
      allowed: 'no more coins than the supply',
    })
  if (breaches.length === 0) breaches.push(...impossible(next, scene.market.rules))
  countable(quoted(next, scene.market), content, breaches)
  refuse(breaches)
  const { operator: written } = content
  return {
    ...scene,
    state: {
      reserve: next,
      operator: {
        coins: held,
        holdings: written?.holdings === undefined ? wallet.holdings : named.holdings,
      },
    },
  }
}

interface Desk {
  readonly breaches: Breach[]
  readonly block: Reserve['block']
}

function standing(tranche: Tranche, { tranches = {} }: StateDraft, { breaches, block }: Desk): Tranche {
  const { id, decimals, balance, inflow, outflow } = tranche
  const draft = lookup(tranches, id)
  if (draft === undefined) return tranche
  const path = ['tranches', id]
  const isFlowing = draft.flowed !== undefined || draft.closed !== undefined
  return {
    ...tranche,
    balance:
      draft.balance === undefined
        ? balance
        : amountOf(units(draft.balance, decimals, { breaches, path: [...path, 'balance'] })),
    ...(isFlowing ? flowing(draft, { decimals, block, breaches, path }) : { inflow, outflow }),
  }
}

const coins = (text: string, breaches: Breach[], key: string): Reserve['supply'] =>
  sharesOf(units(text, E18, { breaches, path: [key] }))
