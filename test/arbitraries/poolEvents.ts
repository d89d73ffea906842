import { type Draw, stream } from '../../src/adapters/market/draw.ts'
import type { PoolEvent } from '../../src/backtest/pool/event.ts'
import type { Scene } from '../../src/backtest/pool/result.ts'
import type { Source } from '../../src/backtest/pool/simulate.ts'
import { toDestination } from '../../src/models/pool/bridge.ts'
import { wallet } from '../../src/models/pool/chain.ts'
import * as Amount from '../../src/units/amount.ts'
import { type Price, of as price } from '../../src/units/price.ts'
import { divide } from '../../src/units/rounding.ts'
import * as Shares from '../../src/units/shares.ts'
import { seconds } from '../../src/units/time.ts'

const PPM = 1_000_000

/** Deposits that may be in the air at once, so that a long run stays as small as a short one. */
const ALOFT_MAX = 8

/**
 * Events drawn from a seed, `many` of them: prices that wander, mints and burns, gains and losses, Transfers and Syncs between any two chains,
 * fills, expiries and refunds. Most are possible and some are not, as in life.
 */
export function generated(seed: number, many: number): Source {
  const draw = stream(seed, 0)
  return (scene, number) => (number >= many ? null : drawn(scene, draw))
}

function drawn(scene: Scene, draw: Draw): PoolEvent {
  const { flights } = scene.state
  const lot = draw.uniform()
  const first = flights[0]
  if (first !== undefined && (flights.length >= ALOFT_MAX || lot < 0.3)) {
    const { key, at } = first
    if (at === 'escrow') return { kind: 'step', step: { kind: 'pool.refund', key } }
    if (scene.market.asOf > first.deadline) return { kind: 'step', step: { kind: 'pool.expire', key } }
    if (draw.uniform() < 0.9)
      return { kind: 'step', step: { kind: 'pool.fill', key, surplus: surplus(first.output, draw) } }
    return { kind: 'wait', duration: seconds(1_200) }
  }
  if (lot < 0.6) return sent(scene, draw)
  if (lot < 0.7) return moved(scene, draw)
  if (lot < 0.8) return traded(scene, draw)
  if (lot < 0.98) return issued(scene, draw)
  return { kind: 'step', step: { kind: 'pool.update', chain: pick(Object.keys(scene.state.chains), draw) } }
}

const pick = (names: readonly string[], draw: Draw): string => names[Math.floor(draw.uniform() * names.length)] ?? ''

/** A share of an amount, by parts in a million. */
const part = (amount: bigint, share: number): bigint =>
  divide(amount * BigInt(Math.floor(share * PPM)), BigInt(PPM), 'down')

const surplus = (output: Amount.Amount, draw: Draw): Amount.Amount =>
  draw.uniform() < 0.1 ? Amount.of(part(output, 0.001)) : Amount.ZERO

function sent({ state }: Scene, draw: Draw): PoolEvent {
  const names = Object.keys(state.chains)
  const from = pick(names, draw)
  const chain = state.chains[from]
  const token = pick(chain === undefined ? [] : [chain.base, ...chain.active], draw)
  const there = chain === undefined ? 0n : wallet(chain, token)
  const isSync = draw.uniform() < 0.1
  const input = Amount.of(part(there, draw.uniform() * (isSync ? 0.005 : 0.2)))
  const left = Amount.sub(input, Amount.of(part(input, 0.0001)))
  // Now and then to itself, which is refused.
  const others = draw.uniform() < 0.02 ? names : names.filter((name) => name !== from)
  const to = pick(others, draw)
  const [source, destination] = [chain, state.chains[to]]
  const isWay = source !== undefined && destination !== undefined
  const output = isWay ? toDestination(left, { token, source, destination }) : left
  const sending = { key: state.next, from, to, token, input, output }
  return isSync
    ? { kind: 'step', step: { kind: 'pool.sync', toleranceBps: 40n, ...sending } }
    : { kind: 'step', step: { kind: 'pool.transfer', ...sending } }
}

/** One token up or down by a thousandth or so, on every chain; never ether against itself wrapped. */
function moved({ state, market }: Scene, draw: Draw): PoolEvent {
  const site = Object.values(market.sites)[0]
  const fixed = new Set([
    state.base,
    ...Object.values(state.chains).flatMap(({ native, wrapped }) => [native, wrapped]),
  ])
  const tokens = Object.keys(site?.feeds ?? {}).filter((token) => !fixed.has(token))
  const token = pick(tokens, draw)
  const before = site?.feeds[token]?.price
  if (before === undefined) return { kind: 'wait', duration: seconds(60) }
  const step = BigInt(Math.floor(draw.normal() * 1_000))
  const next: Price = price(before + divide(before * step, BigInt(PPM), 'down'))
  return { kind: 'price', on: null, prices: { [token]: next } }
}

function traded({ state }: Scene, draw: Draw): PoolEvent {
  const chain = pick(Object.keys(state.chains), draw)
  const held = state.chains[chain]
  const there = held === undefined ? 0n : wallet(held, held.base)
  const amount = Amount.of(part(there, 0.001) * (draw.uniform() < 0.5 ? -1n : 1n))
  return { kind: 'step', step: { kind: 'pool.gain', chain, token: state.base, amount } }
}

function issued({ state }: Scene, draw: Draw): PoolEvent {
  const chain = pick(Object.keys(state.chains), draw)
  const held = state.chains[chain]
  const shares = held?.accounts.find((each) => each.holder === 'holders')?.shares ?? 0n
  if (held === undefined || draw.uniform() < 0.5) {
    const amount = Amount.of(held === undefined ? 1n : part(wallet(held, held.base), FLOW) + held.unit)
    return { kind: 'step', step: { kind: 'pool.mint', chain, holder: 'newcomers', token: state.base, amount } }
  }
  const burnt = Shares.of(part(shares, FLOW))
  return { kind: 'step', step: { kind: 'pool.burn', chain, holder: 'holders', token: state.base, shares: burnt } }
}

/** What comes in or goes out at once, of all there is. */
const FLOW = 0.0001
