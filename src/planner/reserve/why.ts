import { isInside } from '../../models/reserve/band.ts'
import { value } from '../../models/reserve/state.ts'
import { zip } from '../../models/reserve/zip.ts'
import { changed, held } from '../../portfolio/reserve/state.ts'
import { read } from '../../units/decimal.ts'
import { type Refused, refuse } from '../../units/refusal.ts'
import { of as sharesOf } from '../../units/shares.ts'
import { format, instant } from '../../units/time.ts'
import { channelsOf } from './channel.ts'
import { least, type Turnover } from './least.ts'
import { allowing, beyond, EVERYTHING, either, looked, ORDERS_MAX, otherWay, reached, widen } from './lift.ts'
import { isNever } from './never.ts'
import { EVERY_WAY, mixes } from './phase.ts'
import { atPar, widened } from './remedy.ts'
import { type Limit, type Setting, type Sketch, sketch } from './scene.ts'
import { isMoving } from './search.ts'
import { outsideOf } from './trial.ts'

/**
 * Why no plan leads into the bands: which limit binds, and what would lift it. Limits are let go one after the other until a way appears:
 * flows, then wallet and coins, then pegs, then the ways that are not allowed. Nothing is advised that was not tried: the same search, with
 * what is advised, has found a plan. `failed` is what the exact check said of the cheapest way that exists on paper.
 */
export function whyNot(setting: Setting, failed: Refused | null): Refused {
  const all = mixes(setting).at(-1) ?? []
  const draw = (limits: readonly Limit[], ways = all): Drawing | null => {
    const sketched = sketch(setting, { ways, blocks: 0n, limits: new Set(limits), isSeparate: false, slack: 1 })
    const solved = least(sketched.scene)
    return solved.ok ? { sketched, turnover: solved.turnover } : null
  }
  const promise = promised(setting)
  if (promise?.refusal.facts['weight'] === '0') return promise
  const unhurried = draw(['wallet', 'coins', 'pegs'])
  if (unhurried !== null) return slow(setting, unhurried, failed)
  if (promise !== null) return promise
  const rich = draw(['pegs'])
  const poorly = rich === null ? null : poor(setting, rich)
  if (poorly !== null) return poorly
  if (rich === null && draw([]) !== null) return unpegged(setting)
  if (all.length < EVERY_WAY.length && draw([], EVERY_WAY) !== null) return confined(setting, all)
  if (rich !== null) return unreached(setting)
  return none(setting)
}

interface Drawing {
  readonly sketched: Sketch
  readonly turnover: Turnover
}

const LIMITER = 'NO_WAY_TO_BANDS'

function slow(setting: Setting, { turnover }: Drawing, failed: Refused | null): Refused {
  const channels = channelsOf(setting, turnover, EVERY_WAY)
  const tight = channels.reduce((a, b) => (b.asked / b.limit > a.asked / a.limit ? b : a))
  const { horizon, ordersMax } = setting.policy
  const facts = {
    limiter: 'flow',
    tranche: tight.tranche,
    direction: tight.direction,
    asked: String(BigInt(Math.round(tight.asked))),
    limit: String(BigInt(Math.round(tight.limit))),
    horizon: String(horizon),
  }
  const raise =
    reached(widened(setting, tight.tranche), {}) === null ? null : `raise the flow limit of ${tight.tranche}`
  const later = beyond(setting, failed !== null)
  if (later === null)
    return failed === null ? stuck(setting, { facts, raise }) : stopped(failed, raise ?? widen(setting))
  const { blocks, orders } = later
  const { block: now, time } = setting.state.reserve
  const ends = now + blocks
  const at = format(instant(Number(time + blocks * setting.market.blockSeconds) * 1000))
  const within = allowing(later, setting)
  return refuse(
    LIMITER,
    `No plan was found within ${horizon} blocks and ${ordersMax} orders; one with ${within} ends by block ${ends}, ${at}`,
    {
      facts: { ...facts, blocks: String(blocks), orders, ends: String(ends), at },
      lift: `Allow ${within}${either(raise)}.`,
    },
  )
}

interface Stuck {
  readonly facts: Readonly<Record<string, string>>
  readonly raise: string | null
}

/** Nothing was found however long it may take. That nothing exists is said only where it is proven: what does not fade ever flows once. */
function stuck(setting: Setting, { facts, raise }: Stuck): Refused {
  const advice = `${capital(raise ?? widen(setting))}.`
  if (isNever(setting))
    return refuse(LIMITER, `The flow limit of ${facts['tranche']} never lets enough through`, {
      facts: { ...facts, never: 'proven' },
      lift: advice,
    })
  if (isMoving(setting))
    return refuse(
      LIMITER,
      'Targets move on while flow limits make a plan wait, and no wait that was tried meets them',
      { facts: { limiter: 'schedule' }, lift: advice },
    )
  const orders = Math.max(setting.policy.ordersMax, ORDERS_MAX)
  return refuse(LIMITER, `Flow limits let nothing that was tried through, with up to ${orders} orders and any wait`, {
    facts,
    lift: advice,
  })
}

const stopped = ({ refusal: { code, detail, facts } }: Refused, advice: string): Refused =>
  refuse(LIMITER, `On paper there is a way, and no sequence of orders that was tried passes: ${detail}`, {
    facts: { ...facts, limiter: 'order', code },
    lift: `${capital(advice)}.`,
  })

/** A commitment that no order can bring nearer, and what was tried to help. */
function promised(setting: Setting): Refused | null {
  const { reserve } = setting.state
  const { band } = setting.market.rules
  const out = value(reserve).tranches.find(
    ({ tranche: { commitment }, weight, targetWeight }) => commitment !== null && !isInside(weight, targetWeight, band),
  )
  if (out === undefined) return null
  const { id } = out.tranche
  const follows = reserve.tranches.map((tranche) =>
    tranche.id === id && tranche.commitment !== null
      ? { ...tranche, commitment: { ...tranche.commitment, target: 'follows' as const } }
      : tranche,
  )
  const then = { ...setting, state: { ...setting.state, reserve: { ...reserve, tranches: follows } } }
  const isCured = outsideOf(then.state, then) === null || looked(then) !== null
  return refuse(LIMITER, `${id} is a commitment outside its band, which no order of the operator brings back`, {
    facts: { limiter: 'commitment', tranche: id, weight: String(out.weight), targetWeight: String(out.targetWeight) },
    lift: isCured
      ? `Set \`commitment.target: follows\` for ${id}, or calibrate the reserve with another weight for it.`
      : `Calibrate the reserve with another weight for ${id}.`,
  })
}

/** What the operator would have to bring, where bringing it was tried and gives a plan. */
function poor(setting: Setting, { turnover, sketched }: Drawing): Refused | null {
  const { reserve, operator } = setting.state
  const missing: string[] = []
  let wallet = operator
  for (const [{ id, decimals }, { mint, line }] of zip(reserve.tranches, turnover)) {
    const short = spare(mint * line.units) - held(operator, id)
    if (mint <= 0 || short <= 0n) continue
    wallet = changed(wallet, id, short)
    missing.push(`${read(short, decimals)} ${id}`)
  }
  const coins = turnover.reduce((sum, { redeem }) => sum + redeem, 0) * sketched.total
  const needed = spare(coins) - operator.coins
  if (needed > 0n) {
    wallet = { ...wallet, coins: sharesOf(wallet.coins + needed) }
    missing.push(`${read(needed, 18)} coins`)
  }
  const rich = { ...setting, state: { ...setting.state, operator: wallet } }
  const { horizon, ordersMax } = setting.policy
  const policy = looked(rich) === null ? beyond(rich) : { blocks: horizon, orders: ordersMax, cost: null }
  if (policy === null) return null
  const within = allowing(policy, setting)
  return refuse(LIMITER, 'The operator does not hold what would have to be minted with or redeemed', {
    facts: { limiter: 'wallet', missing: missing.join(', ') },
    lift: `Bring ${missing.join(' and ')}${within === '' ? '' : ` and allow ${within}`}${either(otherWay(setting))}.`,
  })
}

/** A hundredth of a percent more, so that what is shown, which is cut off, is enough. */
const spare = (units: number): bigint => BigInt(Math.ceil(units * 1.0001))

/** With every asset that is below its peg back at one the same is looked for; weights of today as targets are always met. */
function unpegged(setting: Setting): Refused {
  const then = atPar(setting)
  const isCured = outsideOf(then.state, then) === null || looked(then) !== null
  return refuse(LIMITER, 'Only a tranche that is off its peg could take what is missing', {
    facts: { limiter: 'peg' },
    lift: isCured
      ? 'Wait until the peg is back, or calibrate the reserve toward other tranches.'
      : 'Calibrate the reserve toward other tranches: with the peg back no plan was found either.',
  })
}

/** What is advised where other kinds of order are not allowed: one that leads there; or all of them and what helps then, which was tried. */
function confined(setting: Setting, ways: readonly string[]): Refused {
  const free = { ...setting, policy: { ...setting.policy, ways: EVERYTHING } }
  const other = otherWay(setting)
  const wide = `${capital(widen(setting))}.`
  const next = other === null ? whyNot(free, null).refusal.lift : `${capital(other)}.`
  const lift = other !== null || next === wide ? next : `Allow every kind of order. ${next}`
  return refuse(LIMITER, `No plan of ${ways.join(' and ')} alone leads there`, {
    facts: { limiter: 'ways', allowed: ways.join(' ') },
    lift,
  })
}

/** With any assets there is a way on paper, and none that was tried passes. */
const unreached = (setting: Setting): Refused =>
  refuse(
    LIMITER,
    'On paper there is a way with more assets or coins, and no sequence of orders that was tried passes',
    {
      facts: { limiter: 'order' },
      lift: `${capital(widen(setting))}.`,
    },
  )

const none = (setting: Setting): Refused =>
  refuse(LIMITER, 'No mint, redemption or swap leads there', {
    facts: { limiter: 'bands' },
    lift: `${capital(widen(setting))}.`,
  })

const capital = (text: string): string => `${text.charAt(0).toUpperCase()}${text.slice(1)}`
