import { isEstimated } from '../../portfolio/applied.ts'
import type { Forecast, Foreseen } from '../../portfolio/foresee.ts'
import type { Plan } from '../../portfolio/plan.ts'
import { ASSETS, type Asset } from '../../portfolio/venues/asset.ts'
import type { VenuesMarket } from '../../portfolio/venues/market.ts'
import { phrase } from '../../portfolio/venues/phrase.ts'
import { PLACES, type Place } from '../../portfolio/venues/place.ts'
import type { VenuesState } from '../../portfolio/venues/state.ts'
import { placeOf, type VenuesStep } from '../../portfolio/venues/step.ts'
import * as Amount from '../../units/amount.ts'
import { quantity } from '../../units/estimate.ts'
import { TOKENS } from '../../units/token.ts'

/**
 * What moves from one place to another. `amount` is in whole tokens and `amount_units` the same in
 * the token's base units, floored; `cost_bps` is the cost over the amount in USD (docs/rules/venues.md#D6, #D32).
 */
export interface Instruction {
  readonly source_venue: Place
  readonly target_venue: Place
  readonly amount_usd: number
  readonly purpose: string
  readonly transfer_plan: {
    readonly asset: Asset
    readonly total_cost: number
    readonly cost_bps: number
    readonly route_description: string
    readonly steps: readonly InstructionStep[]
  }
}

export interface InstructionStep {
  readonly step: number
  readonly action: string
  /** Where the step acts; for a transfer, where it goes. */
  readonly venue: Place
  readonly token: Asset
  readonly amount: number
  readonly amount_units: string
  readonly description: string
}

type Taken = Foreseen<VenuesState, VenuesStep>

/** The instructions of a plan: steps that pass the same capital on, from where it stood to where it comes to rest. */
export function instructions(
  plan: Pick<Plan<VenuesStep>, 'purpose'>,
  forecast: Pick<Forecast<VenuesState, VenuesStep>, 'steps'>,
  market: VenuesMarket,
): readonly Instruction[] {
  const chains: Link[][] = []
  for (const taken of forecast.steps) {
    const link = linkOf(taken, market)
    if (link === null) continue
    // The youngest chain that ends where this step begins: steps of one transfer follow one another.
    const chain = chains.findLast((each) => each.at(-1)?.to.key === link.from.key)
    if (chain === undefined) chains.push([link])
    else chain.push(link)
  }
  return chains.flatMap((chain) => written(chain, plan.purpose, market))
}

/** Where a step takes capital from and where it puts it; null for steps that move none. */
interface Link {
  readonly taken: Taken
  readonly from: End
  readonly to: End
}

interface End {
  readonly key: string
  readonly place: Place
  readonly asset: Asset
  readonly quantity: number
}

function linkOf(taken: Taken, market: VenuesMarket): Link | null {
  const moved = ends(taken)
  const value = ({ asset, quantity: size }: End): number => size * market.price[asset]
  const from = moved.filter((end) => end.quantity < 0).sort((a, b) => value(a) - value(b))[0]
  const to = moved.filter((end) => end.quantity > 0 && !isDebt(taken.step, end)).sort((a, b) => value(b) - value(a))[0]
  return from === undefined || to === undefined ? null : { taken, from, to }
}

/** What a step's postings come to in each account that is the book's, fees within and gas apart. */
function ends(taken: Taken): readonly End[] {
  const { step, postings } = taken
  const found = new Map<string, End>()
  for (const line of postings.filter(isEstimated)) {
    const asset = ASSETS.find((each) => each === line.asset)
    // Gas leaves the wallet beside what moves.
    const name = line.account === 'COST:gas' ? 'WALLET' : line.account
    const place = asset && (name === 'FLIGHT' ? target(step, taken) : placeIn(name, asset))
    if (asset === undefined || place === undefined) continue
    const key = `${name === 'FLIGHT' ? `FLIGHT ${flightOf(step)}` : name} ${asset}`
    found.set(key, { key, place, asset, quantity: (found.get(key)?.quantity ?? 0) + line.quantity })
  }
  return [...found.values()]
}

/** What a deleverage pays back is no end of its chain: the equity that it frees is. */
function isDebt({ kind }: VenuesStep, { place }: End): boolean {
  return kind === 'venues.deleverage' && place === 'AAVE'
}

function written(chain: readonly Link[], purpose: string, market: VenuesMarket): readonly Instruction[] {
  const first = chain[0]
  const last = chain.at(-1)
  if (first === undefined || last === undefined || first.from.place === last.to.place) return []
  const amount = leaving(first, market)
  const cost = chain.reduce((sum, link) => sum + costOf(link, market), 0)
  return [
    {
      source_venue: first.from.place,
      target_venue: last.to.place,
      amount_usd: amount,
      purpose,
      transfer_plan: {
        asset: traveller(chain),
        total_cost: cost,
        cost_bps: (cost / amount) * 1e4,
        route_description: chain.map(brief).join(' → '),
        steps: chain.map(stepOf),
      },
    },
  ]
}

/** USD that leaves the source: a deleverage sells more than it frees, and what it repays stays. */
function leaving({ taken, from }: Link, market: VenuesMarket): number {
  if (taken.step.kind !== 'venues.deleverage') return -from.quantity * market.price[from.asset]
  let sum = 0
  for (const { account, asset, quantity: size } of taken.postings.filter(isEstimated)) {
    const known = ASSETS.find((each) => each === asset)
    if (known !== undefined && placeIn(account, known) === from.place) sum -= size * market.price[known]
  }
  return sum
}

/** What a step pays, and what a coin in flight does not earn until it lands (docs/rules/venues.md#D7). */
function costOf({ taken, to }: Link, market: VenuesMarket): number {
  const { gas, fee, slippage } = taken.cost
  const isCoin = to.key.startsWith('FLIGHT') && to.asset !== 'USDT' && to.asset !== 'BTC'
  const growth = isCoin ? Math.max(0, market.weeth.growth) : 0
  const idle = to.quantity * market.price[to.asset] * growth * (taken.times.p50 / SECONDS_PER_YEAR)
  return gas + fee + slippage + idle
}

/** The asset that is sent; without a transfer, the one in which the capital reaches its target. */
function traveller(chain: readonly Link[]): Asset {
  const sent = chain.find(({ taken }) => taken.step.kind === 'venues.transfer')
  const last = chain.at(-1)
  if (sent !== undefined) return sent.from.asset
  if (last === undefined) return 'USDT'
  const { kind } = last.taken.step
  const isPut = kind === 'venues.supply' || kind === 'venues.stake' || kind === 'venues.leverage'
  return isPut ? last.from.asset : last.to.asset
}

function stepOf({ taken, from, to }: Link, at: number): InstructionStep {
  const { step } = taken
  const lands = step.kind === 'venues.deposit'
  const size = quantity(lands ? to.quantity : -from.quantity)
  return {
    step: at + 1,
    action: step.kind.slice(step.kind.indexOf('.') + 1),
    venue: step.kind === 'venues.transfer' ? step.to : lands ? to.place : placeOf(step),
    token: from.asset,
    amount: size,
    amount_units: String(Amount.fromQuantity(size, TOKENS[from.asset], { tick: Amount.of(1n), rounding: 'down' })),
    description: phrase(step, taken.before.flights),
  }
}

function brief({ taken: { step }, from, to }: Link): string {
  switch (step.kind) {
    case 'venues.withdraw':
    case 'venues.borrow':
      return `${step.kind === 'venues.borrow' ? 'Borrow' : 'Withdraw'} ${from.asset} from AAVE`
    case 'venues.supply':
    case 'venues.repay':
      return `${step.kind === 'venues.repay' ? 'Repay' : 'Supply'} ${from.asset} at AAVE`
    case 'venues.transfer':
      return `Transfer ${from.asset} from ${step.from} to ${step.to}`
    case 'venues.deposit':
      return `${to.asset} credited at ${to.place}`
    case 'venues.internalTransfer':
      return `${step.place} ${step.from === 'trading' ? 'funding' : from.asset === 'USDT' ? 'margin' : 'trading'}`
    case 'venues.swap':
      return `Swap ${from.asset} for ${to.asset} at ${step.place}`
    case 'venues.wrap':
      return `${step.from === 'ETH' ? 'Wrap' : 'Unwrap'} ${from.asset}`
    case 'venues.unstake':
      return `Unstake weETH (${step.route})`
    case 'venues.stake':
      return `Stake ${from.asset}`
    case 'venues.leverage':
      return 'Leverage at AAVE'
    case 'venues.deleverage':
      return 'Deleverage at AAVE'
    case 'venues.setEMode':
    case 'venues.openPerp':
    case 'venues.closePerp':
      return phrase(step)
  }
}

/** The key of the flight that a step starts or ends. */
function flightOf(step: VenuesStep): string {
  return 'flight' in step ? step.flight : ''
}

/** Where what is in flight will land. */
function target(step: VenuesStep, { before, after }: Taken): Place | undefined {
  const key = flightOf(step)
  return (after.flights.find((flight) => flight.key === key) ?? before.flights.find((flight) => flight.key === key))?.to
}

/** The place of an account of postings; weETH in the wallet is the place ETHERFI. */
function placeIn(account: string, asset: Asset): Place | undefined {
  const [name = ''] = account.split(':')
  if (name === 'WALLET' && asset === 'weETH') return 'ETHERFI'
  return PLACES.find((place) => place === name)
}

const SECONDS_PER_YEAR = 31_536_000
