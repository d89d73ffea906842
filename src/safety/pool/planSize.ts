import { shown } from '../../models/pool/sharePrice.ts'
import { routeOf, sentWithin, usdSent } from '../../portfolio/pool/market.ts'
import type { PoolSend } from '../../portfolio/pool/step.ts'
import { lookup } from '../../units/lookup.ts'
import { divide } from '../../units/rounding.ts'
import { sized } from '../../units/text.ts'
import { HOUR_MS } from '../../units/time.ts'
import { block, type Finding } from '../finding.ts'
import { isSend, type PoolExamined, type PoolRule, worthAt } from './examined.ts'

/**
 * The operator's limits count what a plan moves, and not each of its deposits: those of the plan that are in flight with this one, and what
 * was sent within the hour and the day before.
 */
export const planSize: PoolRule = (examined) => {
  const { step } = examined
  return isSend(step) ? [...total(examined), ...tolerance(examined), ...caps(examined), ...carried(examined, step)] : []
}

/** Deposits of the plan that are on their way. */
const ownOf = ({ after, start }: PoolExamined) => after.flights.filter(({ key }) => key >= start.next)

const sumOf = (examined: PoolExamined): number =>
  ownOf(examined).reduce((sum, flight) => sum + usdSent(flight, examined.market), 0)

function total(examined: PoolExamined): readonly Finding[] {
  const most = examined.policy.limits.transferMax
  const sent = sumOf(examined)
  if (ownOf(examined).length < 2 || sent <= most * (1 + ROUNDING)) return []
  return [
    block('PLAN_TOO_LARGE', 'The deposits of this plan together are larger than one plan may move', {
      facts: { sent, most },
      lift: 'Send less in one plan, or raise limits.transferMax.',
    }),
  ]
}

/** Σ worth · 10000 ≤ assets · tolerance, of what the plan's Syncs take of a chain, on its worth as it was stored when the plan began. */
function tolerance(examined: PoolExamined): readonly Finding[] {
  const { step, start, market, policy } = examined
  const most = policy.limits.syncToleranceBps
  if (step.kind !== 'pool.sync' || most >= 10_000n) return []
  const [chain, site] = [lookup(start.chains, step.from), lookup(market.sites, step.from)]
  if (chain === undefined || site === undefined) return []
  const assets = divide((chain.totalSupply + chain.virtualSupply) * shown(chain), chain.unit, 'down')
  const taken = ownOf(examined)
    .filter(({ kind, from }) => kind === 'sync' && from === step.from)
    .reduce((sum, { token, input }) => sum + worthAt(input, token, { chain, site }), 0n)
  if (assets <= 0n || taken * 10_000n <= assets * most) return []
  return [
    block('SYNC_SUM_TOO_LARGE', `The Syncs of this plan would take more of ${step.from} than the tolerance`, {
      facts: { chain: step.from, taken: String(taken), assets: String(assets), mostBps: String(most) },
      lift: 'Sync less in one plan, or raise limits.syncTolerance.',
    }),
  ]
}

function caps(examined: PoolExamined): readonly Finding[] {
  const { after, market, now, policy } = examined
  const own = market.sent === undefined ? 0 : sumOf(examined)
  const over = (code: 'CAP_PER_HOUR' | 'CAP_PER_DAY', most: number, span: number): readonly Finding[] => {
    const sent = Number.isFinite(most) ? sentWithin(span, { asOf: now, state: after, market }) + own : 0
    if (sent <= most * (1 + ROUNDING)) return []
    const within = code === 'CAP_PER_HOUR' ? 'an hour' : 'a day'
    return [
      block(code, `More would be sent within ${within} than the policy allows`, {
        facts: { sent, most },
        lift: `Wait until less than ${sized(most, 'down')} USD was sent within ${within}, or have the cap raised by a person.`,
      }),
    ]
  }
  const { perHour, perDay } = policy.limits
  return [...over('CAP_PER_HOUR', perHour, HOUR_MS), ...over('CAP_PER_DAY', perDay, 24 * HOUR_MS)]
}

/** What the bridge of this deposit carries on all its routes within an hour and a day, this plan's deposits by it included. */
function carried({ after, market, now, start }: PoolExamined, step: PoolSend): readonly Finding[] {
  const bridge = routeOf(market, step)?.bridge
  if (bridge === undefined) return []
  const { name, perHour, perDay } = bridge
  const own = after.flights
    .filter((flight) => flight.key >= start.next && routeOf(market, flight)?.bridge?.name === name)
    .reduce((sum, flight) => sum + usdSent(flight, market), 0)
  const sent = (span: number): number =>
    sentWithin(span, { asOf: now, state: after, market }, name) + (market.sent === undefined ? 0 : own)
  const over = [
    { key: 'perHour', most: perHour, span: HOUR_MS },
    { key: 'perDay', most: perDay, span: 24 * HOUR_MS },
  ].find(({ most, span }) => sent(span) > most * (1 + ROUNDING))
  if (over === undefined) return []
  const { key, most } = over
  return [
    block('BRIDGE_CAPACITY', `The bridge would have to carry more than its capacity (${name}.${key})`, {
      facts: { bridge: name, most },
      lift: `Wait until the bridge carries less than ${sized(most, 'down')} USD, or send by another bridge.`,
    }),
  ]
}

/** Sums in USD fall on bounds only nearly. */
const ROUNDING = 1e-9
