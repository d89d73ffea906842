import { value } from '../../models/reserve/state.ts'
import { format as formatUnits } from '../../units/decimal.ts'
import { usd } from '../../units/estimate.ts'
import { divide, mulDiv } from '../../units/rounding.ts'
import { listed } from '../../units/text.ts'
import { type Best, search } from './best.ts'
import { EVERY_WAY } from './phase.ts'
import type { Setting } from './scene.ts'

// What lets a plan through where there is none, tried before it is said: the same search, with what is advised, finds one.

/** No plan waits longer than this to show what waiting would bring. */
const PATIENCE = 2n ** 24n
/** No plan has more orders than this to show what more of them would bring: as many as a config may allow. */
export const ORDERS_MAX = 64

/** Orders that a search may try to show what helps: what it finds, one with more of them finds too. */
const LOOK = 100

/** What the same search finds, whatever it costs; nothing is looked for where nobody reads why. */
function sought({ policy: asked, ...setting }: Setting, changed: Partial<Setting['policy']> = {}): Best | null {
  const policy = { ...asked, ...changed }
  return policy.explains === false ? null : search({ ...setting, policy }, LOOK, policy.horizon < PATIENCE).best
}

/** The same where the decision lets it through: what costs more than the cap is no help. */
export function looked(setting: Setting): Best | null {
  const best = sought(setting)
  return best === null || aboveCap(best, setting) !== null ? null : best
}

/** The same where the policy is another. */
export const reached = (setting: Setting, policy: Partial<Setting['policy']>): Best | null =>
  looked({ ...setting, policy: { ...setting.policy, ...policy } })

/** What a way costs of what it moves, where that is more than a plan may; null where it is not. What waiting is worth is not paid. */
function aboveCap({ cost, outside, moved }: Best, { policy: { decision } }: Setting): number | null {
  const paid = cost - outside
  return paid <= decision.costMax.target * moved ? null : paid / moved
}

interface Within {
  readonly blocks: bigint
  readonly orders: number
  /** What the plan costs of what it moves, where the cap has to be raised for it; null where it has not. */
  readonly cost: number | null
}

/**
 * A plan beyond the horizon, or unless it is to be quick with more orders: the soonest that is found, which is found again with the policy's
 * own prices. Where it costs more than the cap, one that does not is looked for at any horizon.
 */
export function beyond(setting: Setting, isQuick = false): Within | null {
  const { horizon, ordersMax } = setting.policy
  let dear: Within | null = null
  for (const orders of new Set([ordersMax, isQuick ? ordersMax : Math.max(ordersMax, ORDERS_MAX)])) {
    for (const most of orders === ordersMax ? [PATIENCE] : [horizon, PATIENCE]) {
      const soonest = sought(setting, { horizon: most, ordersMax: orders, waitPrice: HURRIED })
      if (soonest === null) continue
      const blocks = soonest.blocks > horizon ? soonest.blocks : horizon
      const placed = soonest.stages.filter((stage) => stage.some(({ kind }) => kind !== 'reserve.wait')).length
      for (const needed of new Set([Math.max(ordersMax, Math.min(placed, orders)), orders])) {
        const within = allowed(setting, { blocks, orders: needed })
        if (within?.cost === null) return { ...within, blocks: sooner(setting, blocks, needed) }
        dear ??= within
      }
    }
  }
  return dear === null ? null : (unhurried(setting, dear.orders) ?? dear)
}

function allowed(setting: Setting, { blocks, orders }: Pick<Within, 'blocks' | 'orders'>): Within | null {
  const best = sought(setting, { horizon: blocks, ordersMax: orders })
  return best === null ? null : { blocks, orders, cost: aboveCap(best, setting) }
}

/** The cheapest at any horizon, if it is within the cap. */
function unhurried(setting: Setting, orders: number): Within | null {
  const { horizon } = setting.policy
  const best = sought(setting, { horizon: PATIENCE, ordersMax: orders })
  if (best === null) return null
  const within = allowed(setting, { blocks: best.blocks > horizon ? best.blocks : horizon, orders })
  return within?.cost === null ? within : null
}

// Within a horizon rounds are drawn up for what flows by then, and may be done sooner than those that are not pressed for time.
function sooner(setting: Setting, blocks: bigint, ordersMax: number): bigint {
  let low = setting.policy.horizon
  let high = blocks
  for (let round = 0; round < SOONER && high - low > 1n; round++) {
    const middle = divide(low + high, 2n, 'down')
    const found = reached(setting, { horizon: middle, ordersMax })
    if (found === null) low = middle
    else high = middle
  }
  return high
}

/** How often the stretch between the horizon and a plan beyond it is halved. */
const SOONER = 5

/** USD for a block at which nothing else counts. */
const HURRIED = usd(1e6)

export const EVERYTHING = { mint: true, redeem: true, swap: true }

/** A kind of order, or all of them, with which the same search finds a plan; null where none that is not allowed helps. */
export function otherWay(setting: Setting): string | null {
  const { ways } = setting.policy
  const barred = EVERY_WAY.filter((way) => !ways[way])
  for (const way of barred)
    if (reached(setting, { ways: { ...ways, [way]: true } }) !== null) return `allow ${NAMES[way]}`
  const isHelped = barred.length > 1 && reached(setting, { ways: EVERYTHING }) !== null
  return isHelped ? 'allow every kind of order' : null
}

const NAMES = { mint: 'mints', redeem: 'redemptions', swap: 'swaps' } as const

export const either = (other: string | null): string => (other === null ? '' : `, or ${other}`)

/** The policy that a plan needs beyond the one that there is. */
export const allowing = ({ blocks, orders, cost }: Within, { policy: { horizon, ordersMax } }: Setting): string =>
  listed([
    ...(blocks > horizon ? [`a horizon of ${blocks} blocks`] : []),
    ...(orders > ordersMax ? [`${orders} orders`] : []),
    ...(cost === null ? [] : [`a cost of ${Math.ceil(cost * 1e4)} bps (\`operator.costMax\`)`]),
  ])

/** The narrowest band in which every tranche stands now; where a target is 0, no band is wide enough. */
export function widen({ state: { reserve } }: Setting): string {
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

const WHOLE = 10n ** 18n
