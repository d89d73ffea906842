import { abs, at, WAD } from '../../models/vault/table.ts'
import { type Refused, refuse } from '../../units/refusal.ts'
import type { VaultsConfig } from './config.ts'
import type { OpenInput, Quote } from './input.ts'
import type { VaultsState } from './state.ts'

/**
 * What must hold before anything is marked (docs/rules/vaults.md#guards). A price that is no price, old, outside of its own bounds or too far from the last one
 * stops the cycle with the state as it is; the last price is never taken instead.
 */
export function guard(state: VaultsState, input: OpenInput, config: VaultsConfig): Refused | null {
  const missing = lengths(input, config)
  if (missing !== null) return missing
  if (state.key === input.key)
    return refuse('CYCLE_TWICE', 'A cycle with this key has been closed already.', {
      facts: { key: input.key, epoch: state.epoch },
      lift: 'Go on from the state as it is; a new cycle needs a key of its own.',
    })
  if (state.marks !== null && input.elapsed < config.intervalMin)
    return refuse('CYCLE_TOO_SOON', 'The last cycle was closed too short a time ago.', {
      facts: { elapsed: String(input.elapsed), intervalMin: String(config.intervalMin) },
      lift: 'Wait for the interval, or shorten it in the config.',
    })
  for (const [a, quote] of input.prices.entries()) {
    const before = state.marks === null ? null : at(state.marks.prices, a)
    const refused = price(quote, { what: config.assets[a] ?? String(a), before, config })
    if (refused !== null) return refused
  }
  const poolBefore = state.marks === null ? null : state.marks.poolPrice
  return price(input.poolPrice, { what: 'pool', before: poolBefore, config }) ?? withdrawals(state, input, config)
}

/** A figure that is missing is not zero. */
function lengths(input: OpenInput, config: VaultsConfig): Refused | null {
  const { prices, weights, funding, venueEquity, deposits, withdrawals, deploy = deposits } = input
  const ofAssets = Object.entries({ prices, weights, funding, venueEquity })
  const wrong =
    ofAssets.find(([, list]) => list.length !== config.assets.length) ??
    Object.entries({ deposits, withdrawals, deploy }).find(([, list]) => list.length !== config.vaults.length)
  if (wrong === undefined) return null
  return refuse('INPUT_INCOMPLETE', `The list of ${wrong[0]} has not one entry for each asset or vault.`, {
    facts: { list: wrong[0], entries: wrong[1].length, assets: config.assets.length, vaults: config.vaults.length },
    lift: 'Report a figure for each, in the order of the config.',
  })
}

interface About {
  readonly what: string
  readonly before: bigint | null
  readonly config: VaultsConfig
}

function price(quote: Quote, { what, before, config }: About): Refused | null {
  const { ageMax, jumpMax } = config.guard
  const facts = { what, price: String(quote.price) }
  if (quote.price <= 0n)
    return refuse('PRICE_NOT_POSITIVE', `The price of ${what} is zero or negative.`, {
      facts,
      lift: 'Read the price again, from another source if need be.',
    })
  if (quote.low > quote.high || quote.price < quote.low || quote.price > quote.high)
    return refuse('PRICE_CROSSED', `The price of ${what} and its bounds contradict each other.`, {
      facts: { ...facts, low: String(quote.low), high: String(quote.high) },
      lift: 'Read price and bounds again at one instant.',
    })
  if (ageMax !== null && quote.age > ageMax)
    return refuse('PRICE_STALE', `The price of ${what} is too old.`, {
      facts: { ...facts, age: String(quote.age), ageMax: String(ageMax) },
      lift: 'Wait for a fresh price.',
    })
  if (jumpMax !== null && before !== null && abs(quote.price - before) * WAD > jumpMax * before)
    return refuse('PRICE_JUMPED', `The price of ${what} moved further than a cycle may take for granted.`, {
      facts: { ...facts, before: String(before), jumpMax: String(jumpMax) },
      lift: 'Confirm the price elsewhere, and widen the bound for this cycle if it is true.',
    })
  return null
}

function withdrawals(state: VaultsState, input: OpenInput, config: VaultsConfig): Refused | null {
  const negative = [...input.deposits, ...input.withdrawals].some((flow) => flow < 0n)
  const v = input.withdrawals.findIndex((shares, at_) => shares > at(state.shares, at_))
  if (!negative && v === -1) return null
  if (negative)
    return refuse('FLOW_NEGATIVE', 'A deposit or a withdrawal is below zero.', {
      facts: {},
      lift: 'Report what comes in as a deposit and what leaves as a withdrawal.',
    })
  return refuse('SHARES_SHORT', 'More shares are to be withdrawn than there are.', {
    facts: {
      vault: config.vaults[v] ?? String(v),
      shares: String(at(state.shares, v)),
      asked: String(at(input.withdrawals, v)),
    },
    lift: 'Withdraw no more than the supply.',
  })
}
