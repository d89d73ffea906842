import { attempt } from '../../models/reserve/fault.ts'
import { limitOf } from '../../models/reserve/flow.ts'
import type { Params } from '../../models/reserve/pamm/params.ts'
import { calibrate } from '../../models/reserve/registry.ts'
import type { Reserve } from '../../models/reserve/reserve.ts'
import type { Rules } from '../../models/reserve/rules.ts'
import { value } from '../../models/reserve/state.ts'
import type { Asset, Tranche } from '../../models/reserve/tranche.ts'
import { format } from '../../units/decimal.ts'
import { format as formatRatio, ONE, of as ratio } from '../../units/ratio.ts'
import type { Refusal } from '../../units/refusal.ts'
import type { Breach } from '../config/breach.ts'

/** Breaches where the model refuses the reserve at its start: its list as if it were new, and figures that leave 256 bits. */
export function sound(reserve: Reserve, rules: Rules, breaches: Breach[]): void {
  const answer = calibrate({ ...reserve, tranches: [] }, reserve.tranches, rules)
  if (!answer.ok) breaches.push(breachOf(answer.refusal))
  for (const { calibration, ...promise } of reserve.beside) {
    const alone = { ...promise, calibration: { ...calibration, weight: ONE } }
    const kept = calibrate({ ...reserve, tranches: [] }, [alone], rules)
    if (!kept.ok) breaches.push(breachOf(kept.refusal))
  }
  for (const tranche of [...reserve.tranches, ...reserve.beside]) {
    const fits = attempt(() => {
      value({ ...reserve, tranches: [tranche], beside: [] })
      limitOf(tranche.flowRule.limit, tranche.balance)
      return { ok: true as const }
    })
    if (!fits.ok) breaches.push(tooLarge(fits.refusal, ['tranches', tranche.id]))
  }
  alike([...reserve.tranches, ...reserve.beside], breaches)
  if (breaches.length > 0) return
  const whole = attempt(() => ({ ok: true as const, total: value(reserve).total }))
  if (!whole.ok) breaches.push(tooLarge(whole.refusal, ['tranches']))
}

/** A breach where tranches state one asset at two prices or with two pegs: what one of them refuses would pass by the other. */
function alike(tranches: readonly Tranche[], breaches: Breach[]): void {
  const first = new Map<string, { readonly asset: Asset; readonly tranche: string }>()
  for (const { id: tranche, assets } of tranches) {
    for (const asset of assets) {
      const before = first.get(asset.id)
      if (before === undefined) first.set(asset.id, { asset, tranche })
      else if (stated(asset) !== stated(before.asset))
        breaches.push({
          code: 'ASSET_UNLIKE',
          path: ['tranches', tranche],
          found: `${asset.id} at ${stated(asset)}; ${before.tranche} states ${stated(before.asset)}`,
          allowed: `one price and one peg for ${asset.id} in all tranches`,
        })
    }
  }
}

function stated({ price, peg }: Asset): string {
  const between =
    peg === null ? 'without a peg' : `with a peg from ${format(peg.floor, 18)} to ${format(peg.ceiling, 18)}`
  return `${format(price, 18)} ${between}`
}

function breachOf({ code, detail, facts, lift }: Refusal): Breach {
  const tranche = facts['tranche']
  return { code, path: tranche === undefined ? ['tranches'] : ['tranches', tranche], found: detail, allowed: lift }
}

const tooLarge = ({ code, detail }: Refusal, path: Breach['path']): Breach => ({
  code,
  path,
  found: detail,
  allowed: 'figures whose products stay below 2^256: fewer decimals, or a smaller balance',
})

/** Coins issued and redeemed of late, together: beyond them the slope of the price of redemption, a share of a coin each, has no digits left. */
const COINS_MAX = 10n ** 15n * 10n ** 18n
/** The least slope that has a digit left for so many coins. */
const SLOPE_LEAST = ratio(10n ** 15n)

interface Counted {
  readonly supply?: string | undefined
  readonly redeemed?: string | undefined
}

/** A breach, where the figure was written, of more coins than redemption can be priced for. */
export function countable(reserve: Reserve, { supply, redeemed }: Counted, breaches: Breach[]): void {
  const { level } = reserve.redemption
  if (breaches.length > 0 || reserve.supply + level <= COINS_MAX) return
  const largest = value(reserve).tranches.reduce((a, b) => (b.value > a.value ? b : a))
  const where: Pick<Breach, 'path' | 'found'> =
    redeemed !== undefined && level >= reserve.supply
      ? { path: ['redeemed'], found: redeemed }
      : supply !== undefined
        ? { path: ['supply'], found: supply }
        : { path: ['tranches', largest.tranche.id, 'balance'], found: `${format(largest.value, 18)} US dollars of it` }
  const allowed = `at most ${format(COINS_MAX, 18)} coins, issued and redeemed; left out, \`supply\` is one for each US dollar`
  breaches.push({ code: 'FIGURE_TOO_LARGE', ...where, allowed })
}

/** Breaches where the price of redemption would have no shape: it needs a slope, and shares of at most one. */
export function shaped(params: Params, breaches: Breach[]): Params {
  for (const key of ['slopeMin', 'parMax', 'priceFloor', 'memory'] as const) {
    const isSlope = key === 'slopeMin'
    if (isSlope ? params[key] >= SLOPE_LEAST : params[key] <= ONE) continue
    breaches.push({
      code: 'REDEMPTION_SHAPELESS',
      path: ['rules', 'redemption', key],
      found: formatRatio(params[key]),
      allowed: isSlope ? `at least ${formatRatio(SLOPE_LEAST)}` : 'at most 1',
    })
  }
  return params
}
