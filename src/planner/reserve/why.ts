import { isInside } from '../../models/reserve/band.ts'
import { value } from '../../models/reserve/state.ts'
import type { Tranche } from '../../models/reserve/tranche.ts'
import { zip } from '../../models/reserve/zip.ts'
import { changed, held } from '../../portfolio/reserve/state.ts'
import { of as amountOf } from '../../units/amount.ts'
import { block } from '../../units/chain.ts'
import { format as formatUnits, read } from '../../units/decimal.ts'
import { usd } from '../../units/estimate.ts'
import { type Refused, refuse } from '../../units/refusal.ts'
import { mulDiv } from '../../units/rounding.ts'
import { of as sharesOf } from '../../units/shares.ts'
import { format, instant } from '../../units/time.ts'
import { type Best, search } from './best.ts'
import { channelsOf } from './channel.ts'
import { least, type Turnover } from './least.ts'
import { atPar, widened } from './remedy.ts'
import { type Limit, type Setting, type Sketch, sketch } from './scene.ts'
import { EVERY_WAY, isMoving, mixes } from './search.ts'
import { outsideOf } from './trial.ts'

/** No plan waits longer than this to show what waiting would bring. */
const PATIENCE = 2n ** 24n
/** No plan has more orders than this to show what more of them would bring: as many as a config may allow. */
const ORDERS_MAX = 64

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
  if (draw([], EVERY_WAY) !== null) return confined(setting, all)
  return none(setting)
}

interface Drawing {
  readonly sketched: Sketch
  readonly turnover: Turnover
}

const LIMITER = 'NO_WAY_TO_BANDS'

/** Orders that a search may try to show what helps: what it finds, one with more of them finds too. */
const LOOK = 100

/** What the same search finds; nothing is looked for where nobody reads why. */
const looked = (setting: Setting): Best | null =>
  setting.policy.explains === false ? null : search(setting, LOOK).best

/** The same where the policy is another. */
const reached = (setting: Setting, policy: Partial<Setting['policy']>): Best | null =>
  looked({ ...setting, policy: { ...setting.policy, ...policy } })

interface Found {
  readonly blocks: bigint
  readonly orders: number
}

/** A plan beyond the horizon, or unless it is to be quick with more orders: the soonest that is found, which is found again with the policy's own prices. */
function beyond(setting: Setting, isQuick = false): Found | null {
  const { horizon, ordersMax } = setting.policy
  for (const orders of new Set([ordersMax, isQuick ? ordersMax : Math.max(ordersMax, ORDERS_MAX)])) {
    for (const most of orders === ordersMax ? [PATIENCE] : [horizon, PATIENCE]) {
      const soonest = reached(setting, { horizon: most, ordersMax: orders, waitPrice: HURRIED })
      if (soonest === null) continue
      const blocks = soonest.blocks > horizon ? soonest.blocks : horizon
      const placed = soonest.stages.filter((stage) => stage.some(({ kind }) => kind !== 'reserve.wait')).length
      for (const needed of new Set([Math.max(ordersMax, Math.min(placed, orders)), orders]))
        if (reached(setting, { horizon: blocks, ordersMax: needed }) !== null) return { blocks, orders: needed }
    }
  }
  return null
}

/** USD for a block at which nothing else counts. */
const HURRIED = usd(1e6)

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
  const within = [
    ...(blocks > horizon ? [`a horizon of ${blocks} blocks`] : []),
    ...(orders > ordersMax ? [`${orders} orders`] : []),
  ].join(' and ')
  return refuse(
    LIMITER,
    `No plan was found within ${horizon} blocks and ${ordersMax} orders; one with ${within} ends at block ${ends}, ${at}`,
    {
      facts: { ...facts, blocks: String(blocks), orders, ends: String(ends), at },
      lift: `Allow ${within}${raise === null ? '' : `, or ${raise}`}.`,
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
      {
        facts: { limiter: 'schedule' },
        lift: raise === null ? 'Plan again when the schedule has come further, or raise the flow limits.' : advice,
      },
    )
  const orders = Math.max(setting.policy.ordersMax, ORDERS_MAX)
  return refuse(LIMITER, `Flow limits let nothing that was tried through, with up to ${orders} orders and any wait`, {
    facts,
    lift: advice,
  })
}

/** Whether no order ever leads there: flows that do not fade, all of them let through once, are not enough. */
function isNever(setting: Setting): boolean {
  const { reserve } = setting.state
  if (isMoving(setting)) return false
  const tranches = reserve.tranches.map((tranche): Tranche => {
    const { flowRule } = tranche
    const isFading = flowRule.memory < WHOLE || flowRule.limit.kind === 'fraction'
    return isFading ? { ...tranche, flowRule: { ...flowRule, limit: { kind: 'amount', amount: BOUNDLESS } } } : tranche
  })
  const open = tranches.map((tranche) => ({
    ...tranche,
    inflow: opened(tranche.inflow),
    outflow: opened(tranche.outflow),
  }))
  const once = { ...setting, state: { ...setting.state, reserve: { ...reserve, tranches: open } } }
  const ways = mixes(setting).at(-1) ?? []
  const limits = new Set<Limit>(['flows', 'wallet', 'coins', 'pegs'])
  return !least(sketch(once, { ways, blocks: 0n, limits, isSeparate: false, slack: 0 }).scene).ok
}

const opened = (flow: Tranche['inflow']): Tranche['inflow'] => ({ ...flow, blockedUntil: block(0n) })

const WHOLE = 10n ** 18n
const BOUNDLESS = amountOf(10n ** 48n)

const stopped = ({ refusal: { code, detail, facts } }: Refused, advice: string): Refused =>
  refuse(LIMITER, `On paper there is a way, and no sequence of orders that was tried passes: ${detail}`, {
    facts: { ...facts, limiter: 'order', code },
    lift: `${capital(advice)}.`,
  })

/** The narrowest band in which every tranche stands now; where a target is 0, no band is wide enough. */
function widen({ state: { reserve } }: Setting): string {
  let band = 0n
  for (const { weight, targetWeight } of value(reserve).tranches) {
    const far = weight > targetWeight ? weight - targetWeight : targetWeight - weight
    if (far === 0n) continue
    if (targetWeight === 0n) return 'calibrate the reserve with other weights'
    const needed = mulDiv(far, WHOLE, targetWeight, 'up')
    if (needed > band) band = needed
  }
  return `widen the band to ${percent(band)} %, or calibrate the reserve with other weights`
}

/** A ratio in percent, to a hundredth, rounded up. */
const percent = (ratio: bigint): string => formatUnits(mulDiv(ratio, 10_000n, WHOLE, 'up'), 2)

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
  const policy = looked(rich) === null ? beyond(rich) : { blocks: setting.policy.horizon, orders: 0 }
  if (policy === null) return null
  const { blocks } = policy
  const within = blocks > setting.policy.horizon ? ` and allow a horizon of ${blocks} blocks` : ''
  return refuse(LIMITER, 'The operator does not hold what would have to be minted with or redeemed', {
    facts: { limiter: 'wallet', missing: missing.join(', ') },
    lift: `Bring ${missing.join(' and ')}${within}, or allow another way.`,
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

function confined(setting: Setting, ways: readonly string[]): Refused {
  const isFound = reached(setting, { ways: { mint: true, redeem: true, swap: true } }) !== null
  return refuse(LIMITER, `No plan of ${ways.join(' and ')} alone leads there`, {
    facts: { limiter: 'ways', allowed: ways.join(' ') },
    lift: isFound
      ? 'Allow another kind of order.'
      : 'Allow another kind of order, with the assets and the time for it.',
  })
}

const none = (setting: Setting): Refused =>
  refuse(LIMITER, 'No mint, redemption or swap leads there', {
    facts: { limiter: 'bands' },
    lift: `${capital(widen(setting))}.`,
  })

const capital = (text: string): string => `${text.charAt(0).toUpperCase()}${text.slice(1)}`
