import type { Oracle } from '../../models/reserve/guard.ts'
import { pricesOf } from '../../models/reserve/guard.ts'
import { type Profile, rulesOf } from '../../models/reserve/profile.ts'
import type { Reserve } from '../../models/reserve/reserve.ts'
import type { Rules } from '../../models/reserve/rules.ts'
import { value } from '../../models/reserve/state.ts'
import type { Tranche } from '../../models/reserve/tranche.ts'
import type { Trade } from '../../portfolio/reserve/market.ts'
import { of as amountOf } from '../../units/amount.ts'
import { format } from '../../units/decimal.ts'
import { of as priceOf } from '../../units/price.ts'
import { format as formatRatio, ONE, of as ratioOf } from '../../units/ratio.ts'
import { ZERO as NO_SHARES, of as sharesOf } from '../../units/shares.ts'
import { type Instant, parse as parseTime } from '../../units/time.ts'
import type { Breach } from '../config/breach.ts'
import type { Path } from '../config/source.ts'
import { guardOf, oracleOf, stewardshipOf, violationsOf } from './oracle.ts'
import { departing, impossible } from './possible.ts'
import type { Base } from './schema.ts'
import { countable, shaped, sound } from './sound.ts'
import { FIRST, secondsOf, trancheOf } from './tranches.ts'
import { E18, units } from './units.ts'

/** A reserve at its start, and the rules it is held to. */
export interface Compiled {
  readonly title: string
  readonly profile: Profile
  readonly reserve: Reserve
  readonly rules: Rules
  readonly blockSeconds: bigint
  readonly start: Instant
  /** What swaps cost at the outside market: of any tranche, and of those that state their own. */
  readonly trade: Trade
  readonly trades: Readonly<Record<string, Trade>>
  /** What others say of prices; left out where the file says nothing. */
  readonly oracle?: Oracle
}

/** The first instant of a run whose file names none. */
const START = parseTime('2024-01-01')
const BLOCK_SECONDS = 12

/** What a file means, and everything in it that breaks a rule; `profile` comes before the file's own. */
export function compile(base: Base, profile: Profile | null, breaches: Breach[]): Compiled {
  const name = profile ?? base.profile ?? 'default'
  const start = base.start ?? START
  const rules = ruled(base, rulesOf(name), breaches)
  const all = Object.entries(base.tranches).map(([id, draft]) => ({
    draft,
    tranche: trancheOf(id, draft, { breaches, path: ['tranches', id], start, block: FIRST }),
  }))
  const tranches = all.filter(({ draft }) => draft.commitment?.beside !== true).map(({ tranche }) => tranche)
  const beside = all.filter(({ draft }) => draft.commitment?.beside === true).map(({ tranche }) => tranche)
  unpriced(all, breaches)
  weighed(
    tranches.map(({ calibration }) => calibration.weight),
    breaches,
    ['tranches'],
  )
  const bare: Reserve = {
    tranches,
    beside,
    supply: NO_SHARES,
    redemption: { level: levelOf(base, breaches), lastBlock: FIRST },
    ...violationsOf(base.violations),
    block: FIRST,
    time: secondsOf(start),
  }
  if (breaches.length === 0) breaches.push(...departing(tranches), ...impossible(bare, rules))
  if (breaches.length === 0) sound(bare, rules, breaches)
  const supply = supplyOf(base, bare, breaches)
  const reserve = { ...bare, supply, ...stakedOf(base, supply, breaches) }
  const trade = tradeOf(base, { fee: ratioOf(0n), slippage: ratioOf(0n) })
  countable(reserve, base, breaches)
  return {
    title: base.title ?? 'Reserve',
    profile: name,
    reserve,
    rules,
    blockSeconds: ticking(base, breaches),
    start,
    trade,
    ...(base.oracle === undefined
      ? {}
      : { oracle: oracleOf(base.oracle, { assets: assetNames(bare), breaches, path: ['oracle'] }) }),
    trades: Object.fromEntries(all.map(({ draft, tranche }) => [tranche.id, tradeOf(draft, trade)])),
  }
}

const assetNames = (reserve: Reserve): ReadonlySet<string> => new Set(pricesOf(reserve).keys())

/** What swaps cost as it is written, or else. */
export const tradeOf = ({ trade }: Pick<Base, 'trade'>, otherwise: Trade): Trade =>
  trade === undefined ? otherwise : { fee: ratioOf(trade.fee ?? 0n), slippage: ratioOf(trade.slippage ?? 0n) }

/** A breach unless the weights sum to exactly one. */
export function weighed(weights: readonly bigint[], breaches: Breach[], path: Path): void {
  const sum = weights.reduce((all, weight) => all + weight, 0n)
  if (sum === ONE) return
  breaches.push({
    code: 'WEIGHTS_NOT_ONE',
    path,
    found: `weights that sum to ${formatRatio(ratioOf(sum))}`,
    allowed: 'weights that sum to exactly 1',
  })
}

// What has no price is an error and not zero, also where it is a promise.
function unpriced(all: readonly { readonly tranche: Tranche }[], breaches: Breach[]): void {
  for (const { tranche } of all) {
    if (tranche.prices !== null) continue
    const allowed = 'a price; what nobody has priced cannot count as zero'
    breaches.push({ code: 'PRICE_MISSING', path: ['tranches', tranche.id], found: 'no price', allowed })
  }
}

// Blocks are stamped by whole seconds, and a shorter time would count more of them than there were.
function ticking({ blockTime = BLOCK_SECONDS }: Base, breaches: Breach[]): bigint {
  if (Number.isInteger(blockTime) && blockTime >= 1) return BigInt(blockTime)
  const allowed = 'whole seconds, at least one'
  breaches.push({ code: 'BLOCK_TIME_UNEVEN', path: ['blockTime'], found: `${blockTime} s`, allowed })
  return BigInt(BLOCK_SECONDS)
}

// Every coin is backed by a dollar that can be paid out at the start, where nothing else is said.
function supplyOf({ supply }: Base, reserve: Reserve, breaches: Breach[]): Reserve['supply'] {
  if (supply !== undefined) return sharesOf(units(supply, E18, { breaches, path: ['supply'] }))
  if (breaches.length > 0) return NO_SHARES
  const assets = value(reserve).tranches.filter(({ tranche }) => tranche.commitment === null)
  return sharesOf(assets.reduce((sum, each) => sum + each.value, 0n))
}

/** A breach for more coins staked than there are. */
export function stakedOf(
  { staked }: Pick<Base, 'staked'>,
  supply: Reserve['supply'],
  breaches: Breach[],
): Pick<Reserve, 'staked'> {
  if (staked === undefined) return {}
  const pool = sharesOf(units(staked, E18, { breaches, path: ['staked'] }))
  if (pool > supply && breaches.length === 0)
    breaches.push({
      code: 'COINS_ABOVE_SUPPLY',
      path: ['staked'],
      found: staked,
      allowed: `at most the ${format(supply, E18)} coins issued`,
    })
  return { staked: pool }
}

const levelOf = ({ redeemed = '0' }: Pick<Base, 'redeemed'>, breaches: Breach[]): Reserve['supply'] =>
  sharesOf(units(redeemed, E18, { breaches, path: ['redeemed'] }))

// A target below its trigger would burn at once again; of one that is 0 nothing is left.
function recoveryOf(written: NonNullable<Base['rules']>['recovery'], breaches: Breach[]): Pick<Rules, 'recovery'> {
  if (written === undefined) return {}
  const { trigger, target, triggerMax = trigger } = written
  if (target < trigger || target === 0n)
    breaches.push({
      code: 'RECOVERY_INVALID',
      path: ['rules', 'recovery', 'target'],
      found: formatRatio(ratioOf(target)),
      allowed: `above 0 and at least the trigger, ${formatRatio(ratioOf(trigger))}`,
    })
  return { recovery: { trigger: ratioOf(trigger), triggerMax: ratioOf(triggerMax), target: ratioOf(target) } }
}

function ruled({ rules = {} }: Base, preset: Rules, breaches: Breach[]): Rules {
  const exactly = (key: 'priceMin' | 'supplyMax' | 'bootstrapped' | 'dust', otherwise: bigint): bigint => {
    const text = rules[key]
    return text === undefined ? otherwise : units(text, E18, { breaches, path: ['rules', key] })
  }
  const { slopeMin, parMax, priceFloor, memory, discount } = rules.redemption ?? {}
  const { redemption } = preset
  return {
    ...preset,
    band: ratioOf(rules.band ?? preset.band),
    closer: rules.closer ?? preset.closer,
    priceMin: priceOf(exactly('priceMin', preset.priceMin)),
    cooldown: rules.cooldown === undefined ? preset.cooldown : BigInt(rules.cooldown),
    guardianMax: rules.guardianMax === undefined ? preset.guardianMax : BigInt(rules.guardianMax),
    supplyMax: sharesOf(exactly('supplyMax', preset.supplyMax)),
    bootstrapped: sharesOf(exactly('bootstrapped', preset.bootstrapped)),
    dust: amountOf(exactly('dust', preset.dust)),
    ...recoveryOf(rules.recovery, breaches),
    ...guardOf(rules.guard, breaches),
    ...stewardshipOf(rules.stewardship),
    redemption: shaped(
      {
        slopeMin: ratioOf(slopeMin ?? redemption.slopeMin),
        parMax: ratioOf(parMax ?? redemption.parMax),
        priceFloor: ratioOf(priceFloor ?? redemption.priceFloor),
        memory: ratioOf(memory ?? redemption.memory),
        discount: ratioOf(discount ?? redemption.discount),
      },
      breaches,
    ),
  }
}
