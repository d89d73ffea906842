// The pool book: a Transfer with its arrival, and a plan over ten chains.
import { decide } from '../src/execution/cycle.ts'
import { POOL_ROOMS } from '../src/execution/pool.ts'
import { consolidate } from '../src/planner/pool/consolidate.ts'
import { equalise } from '../src/planner/pool/equalise.ts'
import { supply } from '../src/planner/pool/liquidity.ts'
import type { Context } from '../src/planner/pool/trial.ts'
import { apply } from '../src/portfolio/pool/apply.ts'
import type { PoolState } from '../src/portfolio/pool/state.ts'
import * as Amount from '../src/units/amount.ts'
import { bookOf, marketOf, NAMES, NOW, policyOf, USDC } from '../test/arbitraries/pool.ts'
import { type Figure, microseconds, milliseconds, over } from './figure.ts'
import { perCall, rounds } from './measure.ts'

const TRANSFER_MAX = { bound: 'at most', value: 10 } as const
const PLAN_MAX = { bound: 'at most', value: 1 } as const
const ROUNDS = 101

export function pool(): readonly Figure[] {
  return [transfer(), ...plans()]
}

function transfer(): Figure {
  const names = ['ethereum', 'arbitrum']
  const market = marketOf(names)
  const state = bookOf({ ethereum: { shares: 10_000, usdc: 10_000 }, arbitrum: { shares: 5000, usdc: 5000 } })
  const input = Amount.of(1000n * USDC)
  const output = Amount.of(999n * USDC)
  const way = { kind: 'pool.transfer', key: 0, from: 'ethereum', to: 'arbitrum', token: 'USDC', input, output } as const
  const measured = perCall(2000, () => {
    const sent = apply(state, way, market)
    if (!sent.ok) throw new Error(sent.refusal.code)
    const filled = apply(sent.state, { kind: 'pool.fill', key: 0, surplus: Amount.ZERO }, market)
    if (!filled.ok) throw new Error(filled.refusal.code)
    return filled.state.next
  })
  return {
    name: 'a Transfer with its arrival',
    measured,
    show: microseconds,
    target: TRANSFER_MAX,
    floor: over(measured, perCall(2000, bare)),
    note: 'Deposit and fill on a book of two chains: all checks, both phases, postings. Floor: the same sums in bare bigints, four share prices, two conversions into shares and the supply rule, with no state around them.',
  }
}

/** Share price, shares, supply rule at the source; share price, shares, share price at the destination. */
function bare(call: number): number {
  const shift = BigInt(call)
  const [assets, issued, there, theirs] = [
    10_000_000_000n + shift,
    10_000_000_000n - shift,
    5_000_000_000n + shift,
    5_000_000_000n - shift,
  ]
  const [unit, input, output] = [1_000_000n, 1_000_000_000n + shift, 999_000_000n + shift]
  const price = (assets * unit) / issued
  const gone = (output * unit) / price
  const isKept = gone * 10n <= issued * 9n
  const left = ((assets - input) * unit) / (issued - gone)
  const before = (there * unit) / theirs
  const came = (output * unit) / before
  const after = ((there + output) * unit) / (theirs + came)
  return Number(left + after) + (isKept ? 1 : 0)
}

/** Ten chains in two of the bridges' networks twice over: six networks carry USDC with six decimals. */
function ten(): Context {
  const known = NAMES.filter((name) => name !== 'bnb')
  const names = Array.from({ length: 10 }, (_, at) => known[at] ?? `more${at}`)
  const stocks = names.map((name, at) => [
    name,
    { shares: 1_000_000 + at * 1000, usdc: 950_000 + ((at * 7919) % 11) * 10_000, weth: 10 },
  ])
  const book: PoolState = bookOf(Object.fromEntries(stocks))
  const chains = Object.fromEntries(
    Object.entries(book.chains).map(([name, chain], at) => [
      name,
      at < 6 ? chain : { ...chain, id: [10, 137, 8453, 130][at - 6] ?? 1 },
    ]),
  )
  const market = marketOf(names)
  return { asOf: NOW, state: { ...book, chains }, market, policy: policyOf(names) }
}

function plans(): readonly Figure[] {
  const context = ten()
  const { asOf, state, market, policy } = context
  const need = { chain: 'ethereum', token: 'USDC', amount: Amount.of(4_000_000n * USDC) }
  const equal = rounds(ROUNDS, () => equalise(context, 0.0005).moves.length)
  const liquid = rounds(ROUNDS, () => supply(need, context).moves.length)
  const home = rounds(ROUNDS, () => consolidate('ethereum', context).moves.length)
  const whole = rounds(ROUNDS, () => decide({ asOf, state, market }, policy, POOL_ROOMS).weighed.length)
  const floor = rounds(ROUNDS, () => sums(state))
  const line = (name: string, measured: typeof equal, note: string): Figure => ({
    name,
    measured,
    show: milliseconds,
    target: PLAN_MAX,
    floor: over(measured, floor),
    note: `${note} Floor: share prices and pooled price of the ten chains in bare bigints, once for each of the moves.`,
  })
  return [
    line(
      'pool plan over 10 chains, equalise',
      equal,
      `${equalise(context, 0.0005).moves.length} Syncs, exact to the unit, each landed on the book.`,
    ),
    line(
      'pool plan over 10 chains, liquidity',
      liquid,
      `Nine sources with their capacities, ${supply(need, context).moves.length} Transfers.`,
    ),
    line(
      'pool plan over 10 chains, consolidate',
      home,
      `${consolidate('ethereum', context).moves.length} Transfers, each as large as the supply floor lets it.`,
    ),
    {
      ...line(
        'pool decision over 10 chains',
        whole,
        'Assess, propose, foresee, judge, and every safety rule on every step.',
      ),
      target: null,
    },
  ]
}

function sums({ chains }: PoolState): number {
  let found = 0n
  for (let move = 0; move < 9; move++) {
    let assets = 0n
    let supply = 0n
    for (const { holdings, totalSupply, virtualSupply, unit } of Object.values(chains)) {
      const net = holdings.reduce((sum, { wallet }) => sum + wallet, 0n)
      assets += net
      supply += totalSupply + virtualSupply
      found += (net * unit) / (totalSupply + virtualSupply)
    }
    found += (assets * USDC) / supply
  }
  return Number(found)
}
