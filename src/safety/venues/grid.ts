import type { VenuesMarket } from '../../portfolio/venues/market.ts'
import type { Exchange } from '../../portfolio/venues/place.ts'
import type { VenuesStep } from '../../portfolio/venues/step.ts'
import { perpGrid, spotGrid } from '../../portfolio/venues/terms.ts'
import { tradedBy } from '../../portfolio/venues/traded.ts'
import * as Grid from '../../units/grid.ts'
import { block, type Finding } from '../finding.ts'
import type { VenuesExamined } from './examined.ts'

/**
 * Every size is one that its venue takes: a multiple of the lot or the tick, and an order worth the least notional, unless
 * it only reduces a position and the exchange takes that. What a step takes as `all` is the venue's own figure.
 */
export function grid(examined: VenuesExamined): readonly Finding[] {
  const { step, market } = examined
  const findings: Finding[] = []
  for (const { size, lot } of sizesOf(step, market)) {
    if (size === 'all' || size === 0 || Grid.isOn(size, lot)) continue
    findings.push(
      block('SIZE_OFF_GRID', `A size of ${step.kind} is no multiple of what its venue takes`, {
        facts: { size, lot, below: Grid.round(size, lot, 'down'), above: Grid.round(size, lot, 'up') },
        lift: 'Round the size to the lot or the tick before it is sent.',
      }),
    )
  }
  const small = smallness(examined)
  return small === null ? findings : [...findings, small]
}

/** The least notional of an order against what the step trades. */
function smallness({ step, before, after, market }: VenuesExamined): Finding | null {
  const least = leastOf(step, market)
  const value = tradedBy(step, { before, after }, market) / market.price.USDT
  if (!(value < least)) return null
  return block('SIZE_BELOW_LEAST', `An order of ${step.kind} is worth less than its exchange takes`, {
    facts: { value, leastNotional: least },
    lift: 'Leave it out: what it would trade is dust.',
  })
}

function leastOf(step: VenuesStep, { terms }: VenuesMarket): number {
  switch (step.kind) {
    case 'venues.openPerp':
      return perpGrid(terms, step.place, step.contract).leastNotional
    case 'venues.closePerp':
      return terms.exchanges[step.place].closesBelowLeast ? 0 : perpGrid(terms, step.place, step.contract).leastNotional
    case 'venues.swap':
      return step.place === 'WALLET'
        ? 0
        : spotGrid(terms, step.place, step.sell === 'USDT' ? step.buy : step.sell).leastNotional
    default:
      return 0
  }
}

/** The sizes of a step with what each must be a multiple of. */
function sizesOf(step: VenuesStep, { terms }: VenuesMarket): readonly Sized[] {
  const { ticks } = terms
  switch (step.kind) {
    case 'venues.supply':
    case 'venues.withdraw':
    case 'venues.borrow':
    case 'venues.repay':
    case 'venues.internalTransfer':
    case 'venues.stake':
      return [{ size: step.size, lot: ticks[step.asset] }]
    case 'venues.transfer':
      return [
        { size: step.size, lot: step.from === 'WALLET' ? ticks[step.asset] : withdrawTick(step.from, step, terms) },
      ]
    case 'venues.unstake':
      return [{ size: step.size, lot: ticks.weETH }]
    case 'venues.wrap':
      return [{ size: step.size, lot: ticks.WETH }]
    case 'venues.swap':
      return [{ size: step.size, lot: soldIn(step, terms) }]
    case 'venues.openPerp':
    case 'venues.closePerp':
      return [{ size: step.quantity, lot: perpGrid(terms, step.place, step.contract).lot }]
    case 'venues.leverage':
      return [
        { size: step.equity, lot: ticks.WETH },
        { size: step.borrow, lot: ticks.WETH },
      ]
    case 'venues.deleverage':
      return [
        { size: step.sell, lot: ticks.weETH },
        { size: step.repay, lot: ticks.WETH },
      ]
    case 'venues.setEMode':
    case 'venues.deposit':
      return []
  }
}

type Terms = VenuesMarket['terms']

function withdrawTick(
  from: Exchange,
  { network, asset }: Extract<VenuesStep, { kind: 'venues.transfer' }>,
  { exchanges, ticks }: Terms,
): number {
  const way = exchanges[from].networks.find((each) => each.name === network && each.asset === asset)
  return way === undefined ? ticks[asset] : way.withdrawTick
}

function soldIn({ place, sell }: Extract<VenuesStep, { kind: 'venues.swap' }>, terms: Terms): number {
  return place === 'WALLET' || sell === 'USDT' ? terms.ticks[sell] : spotGrid(terms, place, sell).lot
}

interface Sized {
  readonly size: number | 'all'
  readonly lot: number
}
