import { isInside } from '../../models/reserve/band.ts'
import type { Commitment } from '../../models/reserve/commitment.ts'
import type { Reserve } from '../../models/reserve/reserve.ts'
import { type Valued, value } from '../../models/reserve/state.ts'
import type { Tranche } from '../../models/reserve/tranche.ts'
import { largestMint } from '../../planner/reserve/capacity.ts'
import { apply } from '../../portfolio/reserve/apply.ts'
import type { ReserveStep } from '../../portfolio/reserve/step.ts'
import { later } from '../../portfolio/reserve/wait.ts'
import { of as amountOf } from '../../units/amount.ts'
import { block } from '../../units/chain.ts'
import { read } from '../../units/decimal.ts'
import { ONE, of as ratioOf } from '../../units/ratio.ts'
import type { Refusal } from '../../units/refusal.ts'
import { divide, mulDiv } from '../../units/rounding.ts'
import { of as sharesOf } from '../../units/shares.ts'
import { format as formatTime, instant } from '../../units/time.ts'
import type { ReserveConfig } from './config.ts'

/** What will stop orders although nobody does anything wrong: at the prices and balances of the config, and with no flow remembered. */
export const warnings = ({ scene: { state, market }, ...rest }: Warned): readonly Refusal[] => {
  const scene = { state: { ...state, reserve: unhurried(state.reserve) }, market }
  return [
    ...state.reserve.tranches.flatMap((tranche) => drifting(tranche.id, { scene, ...rest })),
    ...value(state.reserve).tranches.flatMap((valued) => empty(valued, { state, market })),
  ]
}

type Warned = Pick<ReserveConfig, 'scene' | 'rules'>

/** What must be filled before any other order passes, and how much of it may come in first. */
function empty({ tranche, targetWeight }: Valued, { state, market }: Warned['scene']): readonly Refusal[] {
  const { id, balance, decimals, commitment } = tranche
  if (commitment !== null || balance > 0n || targetWeight === 0n) return []
  const { value: most, limiter } = largestMint({ state, market, tranche: id, by: 'user' })
  const facts = {
    tranche: id,
    targetWeight: String(targetWeight),
    most: String(most),
    limiter: limiter?.code ?? 'none',
  }
  const detail = `${id} is empty for a target of ${percent(targetWeight)}, so until it is inside its band every order must bring it nearer`
  const lift =
    most === 0n
      ? `No mint with it passes now (${facts.limiter}): calibrate the reserve without ${id}.`
      : `Fill it by mints with it, the first of at most ${read(most, decimals)} ${id} (${facts.limiter}), or let its weight grow from 0 over some days.`
  return [{ code: 'TRANCHE_EMPTY', detail, facts, lift }]
}

/** How far ahead schedules are followed. */
const HORIZON = 10n * 365n * 86_400n

/** The first instant at which a commitment leaves its band by its own schedule. */
function drifting(id: string, warned: Warned): readonly Refusal[] {
  const { reserve } = warned.scene.state
  const commitment = reserve.tranches.find((tranche) => tranche.id === id)?.commitment ?? null
  if (commitment === null) return []
  let inside: bigint | null = null
  for (const seconds of samples(reserve, commitment)) {
    const now = standingAt(id, seconds, warned)
    if (isInside(now.weight, now.targetWeight, warned.rules.band)) inside = seconds
    else return [warning(id, inside === null ? seconds : firstOutside(id, [inside, seconds], warned), warned)]
  }
  return []
}

/** Seconds from now at which a schedule turns, and points between them. */
function samples({ time, tranches }: Reserve, commitment: Commitment): readonly bigint[] {
  const { cliff, vesting, decay, revoked, pledges } = commitment
  const starts = [commitment.start, ...pledges.map(({ start }) => start)]
  const turns = starts.flatMap((start) => [start, start + cliff, start + vesting])
  const ends = tranches.map(({ calibration }) => calibration.time + calibration.duration)
  const periods =
    decay === null || decay.period <= 0n
      ? []
      : Array.from({ length: PERIODS }, (_, at) => commitment.start + BigInt(at + 1) * decay.period)
  const all = [...turns, ...ends, ...periods, ...(revoked === null ? [] : [revoked])].map((at) => at - time)
  const corners = [...new Set([0n, HORIZON, ...all.filter((at) => at > 0n && at < HORIZON)])].sort((a, b) =>
    a < b ? -1 : 1,
  )
  return corners.flatMap((from, at) => {
    const to = corners[at + 1] ?? from
    const parts = Array.from(
      { length: PARTS - 1 },
      (_, part) => from + divide((to - from) * BigInt(part + 1), PARTS_N, 'down'),
    )
    return [from, ...new Set(parts.filter((each) => each > from))]
  })
}

const PERIODS = 64
const PARTS = 16
const PARTS_N = 16n

/** By bisection between an instant inside and one outside. */
function firstOutside(id: string, [from, to]: readonly [bigint, bigint], warned: Warned): bigint {
  let low = from
  let high = to
  while (high - low > 1n) {
    const middle = divide(low + high, 2n, 'down')
    const { weight, targetWeight } = standingAt(id, middle, warned)
    if (isInside(weight, targetWeight, warned.rules.band)) low = middle
    else high = middle
  }
  return high
}

const at = (seconds: bigint, { scene: { state, market } }: Warned): Reserve =>
  later(state.reserve, divide(seconds, market.blockSeconds, 'down'), seconds)

function standingAt(id: string, seconds: bigint, warned: Warned): Valued {
  const found = value(at(seconds, warned)).tranches.find(({ tranche }) => tranche.id === id)
  if (found === undefined) throw new RangeError(`A tranche without a value: ${id}`)
  return found
}

function warning(id: string, seconds: bigint, warned: Warned): Refusal {
  const reserve = at(seconds, warned)
  const { weight, targetWeight } = standingAt(id, seconds, warned)
  const refused = ordersOf(reserve).filter(
    ([, step]) => !apply({ ...warned.scene.state, reserve }, step, warned.scene.market).ok,
  )
  const names = refused.map(([name]) => name)
  const when = formatTime(instant(Number(reserve.time) * 1000)).replace('T00:00:00Z', '')
  const from = seconds === 0n ? 'Now' : `From ${when} on`
  const stopped = names.length === 0 ? 'no order is refused for it' : `${names.join(' and ')} are refused`
  return {
    code: 'COMMITMENT_OUT_OF_BAND',
    detail: `${from} ${id} weighs ${percent(weight)} for a target of ${percent(targetWeight)}, outside its band by its own schedule: ${stopped}`,
    facts: {
      tranche: id,
      at: when,
      weight: String(weight),
      targetWeight: String(targetWeight),
      refused: names.join(', '),
    },
    lift: liftOf(id, seconds, warned),
  }
}

/** Advice that was tried: a target that follows, where that stands inside its band at that instant. */
function liftOf(id: string, seconds: bigint, warned: Warned): string {
  const { scene } = warned
  const { reserve } = scene.state
  const tranches = reserve.tranches.map((tranche) => (tranche.id === id ? following(tranche) : tranche))
  const follows = { ...warned, scene: { ...scene, state: { ...scene.state, reserve: { ...reserve, tranches } } } }
  const { weight, targetWeight } = standingAt(id, seconds, follows)
  const other = `calibrate the reserve with another weight for ${id}${seconds === 0n ? '' : ' before then'}`
  return isInside(weight, targetWeight, warned.rules.band)
    ? `Set \`commitment.target: follows\` for ${id}, or ${other}.`
    : `${other.charAt(0).toUpperCase()}${other.slice(1)}.`
}

const following = (tranche: Tranche): Tranche =>
  tranche.commitment === null ? tranche : { ...tranche, commitment: { ...tranche.commitment, target: 'follows' } }

/** A mint and a redemption of a millionth that change no proportion between the assets. */
function ordersOf(reserve: Reserve): readonly (readonly [name: string, step: ReserveStep])[] {
  const assets = value(reserve).tranches.filter(
    ({ tranche, value: worth }) => tranche.commitment === null && worth > 0n,
  )
  const total = assets.reduce((sum, { value: worth }) => sum + worth, 0n)
  let left: bigint = ONE
  const withdrawals = assets.map(({ tranche, value: worth }, index) => {
    const ratio = index === assets.length - 1 ? left : mulDiv(worth, ONE, total, 'down')
    left -= ratio
    return { tranche: tranche.id, ratio: ratioOf(ratio), least: amountOf(0n) }
  })
  const deposits = assets.map(({ tranche }) => ({
    tranche: tranche.id,
    amount: amountOf(divide(tranche.balance, MILLION, 'up')),
  }))
  const coins = sharesOf(divide(reserve.supply, MILLION, 'down'))
  if (assets.length === 0) return []
  return [
    ['mints', { kind: 'reserve.mint', by: 'user', deposits, least: sharesOf(0n) }],
    ['redemptions', { kind: 'reserve.redeem', by: 'user', coins, withdrawals }],
  ]
}

const MILLION = 1_000_000n

/** No flow is remembered and no direction is closed: what is looked at is the schedule alone. */
const unhurried = (reserve: Reserve): Reserve => ({
  ...reserve,
  tranches: reserve.tranches.map((tranche) => {
    const still = { ...tranche.inflow, amount: amountOf(0n), blockedUntil: block(0n) }
    return { ...tranche, inflow: still, outflow: still }
  }),
})

const percent = (weight: bigint): string => `${(Number(weight) / 1e16).toFixed(2)} %`
