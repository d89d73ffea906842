import { priced as pricesOf } from '../../models/reserve/clamp.ts'
import type { Commitment } from '../../models/reserve/commitment.ts'
import { allowed as allowedFees, FEE_MAX } from '../../models/reserve/fee.ts'
import type { Asset, Fees, Flow, FlowRule, Tranche } from '../../models/reserve/tranche.ts'
import { of as amountOf } from '../../units/amount.ts'
import { type Block, block as blockOf, type Timestamp, timestamp } from '../../units/chain.ts'
import { of as priceOf } from '../../units/price.ts'
import { format as formatRatio, of as ratioOf } from '../../units/ratio.ts'
import type { Instant } from '../../units/time.ts'
import type { Breach } from '../config/breach.ts'
import type { Path } from '../config/source.ts'
import { pooled } from './lp.ts'
import type { TrancheDraft } from './schema.ts'
import { type At, E18, type Sheet, units } from './units.ts'

/** Block 0 counts as closed by a flow that nobody closed. */
export const FIRST = blockOf(1n)
/** No asset was ever worth as much; a higher figure is another unit. */
export const PRICE_MAX = 10n ** 12n * 10n ** 18n
/** Half of a flow is left after 1579 blocks, some five hours. */
const MEMORY = 999_561_094_198_769_664n
const FLOW_SHARE = 200_000_000_000_000_000n

/** A name that nothing has. */
export const unknown = (path: Path, id: string, known: readonly Pick<Tranche, 'id'>[]): Breach => ({
  code: 'TRANCHE_UNKNOWN',
  path,
  found: `the tranche '${id}'`,
  allowed: known.map((each) => each.id).join(', '),
})

/** A price that some asset could have: above zero, but where it may have failed altogether. */
export function pricing(text: string, sheet: Sheet, least: 0n | 1n = 1n): bigint {
  const price = units(text, E18, sheet)
  if (sheet.breaches.some(({ path }) => path === sheet.path) || (price >= least && price <= PRICE_MAX)) return price
  const allowed = `${least === 0n ? '0' : 'above 0'} and at most 1000000000000 US dollars for one whole unit`
  sheet.breaches.push({ code: 'PRICE_ABSURD', path: sheet.path, found: text, allowed })
  return price
}

export const secondsOf = (at: Instant): Timestamp => timestamp(BigInt(Math.floor(at / 1000)))

/** When a tranche is listed: at the start of a run, or by a calibration. Commitments and flows that say nothing else begin then. */
export interface Listing {
  readonly start: Instant
  readonly block: Block
}

/** One tranche as the model has it. */
export function trancheOf(id: string, draft: TrancheDraft, { start, block, ...sheet }: Sheet & Listing): Tranche {
  const at: At = (...keys) => ({ breaches: sheet.breaches, path: [...sheet.path, ...keys] })
  const decimals = draft.decimals ?? E18
  const { assets, pool } = partsOf(id, draft, at)
  const prices = assets.length === 0 ? null : pricesOf(assets, pool)
  const raw = prices?.raw ?? priceOf(0n)
  const weight = ratioOf(draft.weight ?? 0n)
  return {
    id,
    decimals,
    balance: amountOf(units(draft.balance, decimals, at('balance'))),
    prices,
    assets,
    ...(pool === undefined ? {} : { pool }),
    calibration: {
      price: draft.calibrated === undefined ? raw : priceOf(pricing(draft.calibrated, at('calibrated'))),
      weight,
      previousWeight: ratioOf(draft.from ?? weight),
      time: secondsOf(start),
      duration: BigInt(Math.round(draft.over ?? 0)),
    },
    flowRule: flowOf(draft, decimals, at),
    ...flowing(draft, { decimals, block, ...at() }),
    fees: feesOf(draft, at('fees')),
    commitment: draft.commitment === undefined ? null : commitmentOf(draft.commitment, { decimals, start, at }),
  }
}

/** Both flows of a tranche as they are written, at a block. */
export function flowing(
  { flowed, closed }: Pick<TrancheDraft, 'flowed' | 'closed'>,
  { decimals, block, breaches, path }: Sheet & { readonly decimals: number; readonly block: Block },
): Pick<Tranche, 'inflow' | 'outflow'> {
  const one = (direction: 'in' | 'out'): Flow => {
    const blocks = closed?.[direction] ?? 0
    const sheet = { breaches, path: [...path, 'flowed', direction] }
    return {
      amount: amountOf(units(flowed?.[direction] ?? '0', decimals, sheet)),
      blockedUntil: blockOf(blocks === 0 ? 0n : block + BigInt(blocks) - 1n),
      seen: block,
    }
  }
  return { inflow: one('in'), outflow: one('out') }
}

// One asset of the tranche's own name, or the list, by name as the model wants it; and the pool of them where a unit is a share of one.
function partsOf(id: string, { price, stable, assets, pool }: TrancheDraft, at: At): Pick<Tranche, 'assets' | 'pool'> {
  if (assets === undefined) {
    if (pool !== undefined)
      at().breaches.push({
        code: 'POOL_UNCLEAR',
        path: at('pool').path,
        found: 'a pool without `assets`',
        allowed: 'the two or more `assets` of the pool',
      })
    return { assets: price === undefined ? [] : [assetOf({ asset: id, price, stable }, at)] }
  }
  const names = assets.map(({ asset }) => asset)
  if (price !== undefined || stable !== undefined || new Set(names).size < names.length)
    at().breaches.push({
      code: 'ASSETS_UNCLEAR',
      path: at('assets').path,
      found: price === undefined && stable === undefined ? names.join(', ') : 'a list beside `price` or `stable`',
      allowed: 'a list in which every asset stands once, or `price` and `stable` of a single one',
    })
  const both = assets
    .map((draft, index) => ({ draft, asset: assetOf(draft, (...keys) => at('assets', index, ...keys)) }))
    .sort((a, b) => (a.asset.id < b.asset.id ? -1 : 1))
  const parts = both.map(({ asset }) => asset)
  const drafts = both.map(({ draft }) => draft)
  if (pool !== undefined) return pooled({ assets: parts, pool }, drafts, at)
  const alone = drafts.find(({ reserve, weight }) => reserve !== undefined || weight !== undefined)
  if (alone !== undefined)
    at().breaches.push({
      code: 'POOL_UNCLEAR',
      path: at('assets').path,
      found: `${alone.reserve === undefined ? '`weight`' : '`reserve`'} of ${alone.asset} without a pool`,
      allowed: '`pool` with its `kind` and `supply`, or `per`',
    })
  return { assets: parts }
}

type AssetDraft = Pick<NonNullable<TrancheDraft['assets']>[number], 'asset' | 'price'> & {
  readonly per?: string | undefined
  readonly stable?: TrancheDraft['stable']
}

function assetOf({ asset, price, per = '1', stable }: AssetDraft, at: At): Asset {
  const peg =
    stable === undefined
      ? null
      : {
          floor: priceOf(units(stable.floor, E18, at('stable', 'floor'))),
          ceiling: priceOf(units(stable.ceiling, E18, at('stable', 'ceiling'))),
        }
  if (peg !== null && peg.floor >= peg.ceiling)
    at().breaches.push({
      code: 'PEG_EMPTY',
      path: at('stable').path,
      found: `${stable?.floor} to ${stable?.ceiling}`,
      allowed: 'a floor below its ceiling, such as 0.95 and 1.05',
    })
  return { id: asset, price: priceOf(pricing(price, at('price'))), per: ratioOf(units(per, E18, at('per'))), peg }
}

function flowOf({ flow }: TrancheDraft, decimals: number, at: At): FlowRule {
  const memory = ratioOf(flow?.memory ?? MEMORY)
  if (flow?.amount !== undefined && flow.share !== undefined)
    at().breaches.push({
      code: 'FLOW_TWICE',
      path: at('flow').path,
      found: 'an amount and a share',
      allowed: 'one of the two',
    })
  if (flow?.amount !== undefined)
    return { memory, limit: { kind: 'amount', amount: amountOf(units(flow.amount, decimals, at('flow', 'amount'))) } }
  return { memory, limit: { kind: 'fraction', of: ratioOf(flow?.share ?? FLOW_SHARE) } }
}

// Fees that governance could set.
function feesOf({ fees }: TrancheDraft, { breaches, path }: Sheet): Fees {
  const both: Fees = { mint: ratioOf(fees?.mint ?? 0n), redeem: ratioOf(fees?.redeem ?? 0n) }
  const answer = allowedFees(both)
  if (answer.ok) return both
  const highest = both.mint > both.redeem ? both.mint : both.redeem
  const allowed = `at most ${formatRatio(FEE_MAX)}`
  breaches.push({ code: answer.refusal.code, path, found: formatRatio(highest), allowed })
  return both
}

interface Promising {
  readonly decimals: number
  readonly start: Instant
  readonly at: At
}

function commitmentOf(draft: NonNullable<TrancheDraft['commitment']>, { decimals, start, at }: Promising): Commitment {
  const { kind, start: own = start, cliff = 0, vesting = 0, decay, revoked, target = 'fixed' } = draft
  return {
    kind,
    start: secondsOf(own),
    cliff: BigInt(Math.round(cliff)),
    vesting: BigInt(Math.round(vesting)),
    decay: decay === undefined ? null : { perPeriod: ratioOf(decay.left), period: BigInt(Math.round(decay.every)) },
    revoked: revoked === undefined ? null : secondsOf(revoked),
    pledges: pledgesOf(draft.pledges, decimals, at),
    target,
  }
}

/** What was pledged later, as it is written. */
export const pledgesOf = (
  drafts: NonNullable<TrancheDraft['commitment']>['pledges'],
  decimals: number,
  at: At,
): Commitment['pledges'] =>
  (drafts ?? []).map(({ amount, start }, index) => ({
    amount: amountOf(units(amount, decimals, at('commitment', 'pledges', index, 'amount'))),
    start: secondsOf(start),
  }))
