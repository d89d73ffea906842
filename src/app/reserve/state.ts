import * as z from 'zod'
import type { Scene } from '../../backtest/reserve/replay.ts'
import type { Reserve } from '../../models/reserve/reserve.ts'
import type { Tranche } from '../../models/reserve/tranche.ts'
import { quoted } from '../../portfolio/reserve/quote.ts'
import { of as amountOf } from '../../units/amount.ts'
import { format } from '../../units/decimal.ts'
import { lookup } from '../../units/lookup.ts'
import { of as sharesOf } from '../../units/shares.ts'
import type { Breach } from '../config/breach.ts'
import { shaped } from '../config/shape.ts'
import { read } from '../config/source.ts'
import { stateText } from '../state.ts'
import { stakedOf } from './compile.ts'
import { operator } from './configSchema.ts'
import { violationsOf } from './oracle.ts'
import { impossible } from './possible.ts'
import { BASE, commitment, tranche as trancheSchema } from './schema.ts'
import { countable } from './sound.ts'
import { flowing, pledgesOf, unknown } from './tranches.ts'
import { type At, E18, type Sheet, units } from './units.ts'
import { walletOf } from './wallet.ts'

/** The part of a config that says how the reserve stands, under the same keys. */
export const state = z.strictObject({
  $schema: BASE.$schema,
  book: BASE.book,
  supply: BASE.supply,
  staked: BASE.staked,
  redeemed: BASE.redeemed,
  violations: BASE.violations,
  tranches: z
    .record(
      z.string(),
      trancheSchema
        .pick({ balance: true, flowed: true, closed: true })
        .partial()
        .extend({ commitment: commitment.pick({ pledges: true }).optional() }),
    )
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
  const supply = content.supply === undefined ? reserve.supply : coins(content.supply, breaches, 'supply')
  const staked = stakedOf({ staked: content.staked ?? format(reserve.staked ?? 0n, E18) }, supply, breaches)
  const next: Reserve = {
    ...reserve,
    tranches: reserve.tranches.map(stands),
    beside: reserve.beside.map(stands),
    supply,
    ...(content.staked === undefined && reserve.staked === undefined ? {} : staked),
    ...violationsOf(content.violations),
    redemption:
      content.redeemed === undefined
        ? reserve.redemption
        : { level: coins(content.redeemed, breaches, 'redeemed'), lastBlock: reserve.block },
  }
  const named = walletOf(content, reserve.tranches, breaches)
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
  const { id, decimals, inflow, outflow } = tranche
  const draft = lookup(tranches, id)
  if (draft === undefined) return tranche
  const path = ['tranches', id]
  const isFlowing = draft.flowed !== undefined || draft.closed !== undefined
  return {
    ...tranche,
    ...heldOf(tranche, draft, { breaches, path }),
    ...(isFlowing ? flowing(draft, { decimals, block, breaches, path }) : { inflow, outflow }),
  }
}

type Standing = NonNullable<StateDraft['tranches']>[string]

/** Balance and pledges; a breach for pledges to what holds assets, and for more pledged than the balance. */
function heldOf(tranche: Tranche, draft: Standing, sheet: Sheet): Pick<Tranche, 'balance' | 'commitment'> {
  const { id, decimals, commitment: was } = tranche
  const at: At = (...keys) => ({ ...sheet, path: [...sheet.path, ...keys] })
  const balance =
    draft.balance === undefined ? tranche.balance : amountOf(units(draft.balance, decimals, at('balance')))
  const written = draft.commitment?.pledges
  const { breaches } = sheet
  if (was === null) {
    if (written !== undefined)
      breaches.push({
        code: 'PLEDGE_OF_ASSET',
        path: at('commitment').path,
        found: `pledges to ${id}`,
        allowed: 'pledges to a commitment',
      })
    return { balance, commitment: null }
  }
  const pledges = written === undefined ? was.pledges : pledgesOf(written, decimals, at)
  const sum = pledges.reduce((all, { amount }) => all + amount, 0n)
  if (sum > balance)
    breaches.push({
      code: 'COMMITMENT_INVALID',
      path: at('balance').path,
      found: `pledges of ${format(sum, decimals)} in a balance of ${format(balance, decimals)}`,
      allowed: 'a balance of at least all pledges',
    })
  return { balance, commitment: { ...was, pledges } }
}

const coins = (text: string, breaches: Breach[], key: string): Reserve['supply'] =>
  sharesOf(units(text, E18, { breaches, path: [key] }))
