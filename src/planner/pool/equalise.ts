import { figuresOf, type PoolFigures } from '../../portfolio/pool/risk.ts'
import type { PoolState } from '../../portfolio/pool/state.ts'
import * as Amount from '../../units/amount.ts'
import { lookup } from '../../units/lookup.ts'
import { mulDiv } from '../../units/rounding.ts'
import { orders, partitions } from './group.ts'
import { type Flow, fill, type Options, pieces } from './level.ts'
import { type Node, nodeOf, type Option, optionsBetween } from './option.ts'
import { isNotAbove, isShortOf, moved } from './pair.ts'
import { largest } from './root.ts'
import { delivered } from './route.ts'
import { type Context, land, type Move } from './trial.ts'

export interface Equalised {
  readonly moves: readonly Move[]
  /** When all has landed. */
  readonly state: PoolState
  readonly figures: PoolFigures
  /** Highest ÷ lowest share price − 1, before and after. */
  readonly spreadBefore: number
  readonly spread: number
  readonly isWithin: boolean
  /** What bridges keep, in the whole pool's units of the base token. */
  readonly fee: Amount.Amount
}

/** Up to so many chains every way to part them is weighed; beyond, chains outside of the tolerance form one group. */
const EXACT_MAX = 5

/**
 * Share prices brought together by Syncs (docs/models/pool.md): fewest moves that bring all within a tolerance of one another, then least fees.
 * Chains are parted into groups that are levelled each on its own; a group of k takes k − 1 moves, and its last one is exact to the unit.
 * Up to five chains all partings and orders are weighed. What fails its checks is left out, and `isWithin` tells.
 */
export function equalise(context: Context, tolerance: number): Equalised {
  const figures = figuresOf(context.state, context.market)
  const nodes = figures.chains
    .filter(({ hasShares, isPriced }) => hasShares && isPriced)
    .map((one) => nodeOf(one, context))
  const spreadBefore = spreadOf(nodes.map(({ price }) => price))
  if (!(spreadBefore > tolerance)) return result([], context, { spreadBefore, tolerance })
  const options = memo(nodes, context)
  const setting = { context, options, tolerance, isUniform: isUniform(nodes, context) }
  const flows = nodes.length <= EXACT_MAX ? best(nodes, setting) : outside(nodes, setting)
  return result(flows, context, { spreadBefore, tolerance })
}

interface Setting {
  readonly context: Context
  readonly options: Options
  readonly tolerance: number
  /** Whether every way costs the same, so that orders need not be compared. */
  readonly isUniform: boolean
}

/** Highest ÷ lowest − 1. */
export const spreadOf = (prices: readonly number[]): number => Math.max(...prices) / Math.min(...prices) - 1

function best(nodes: readonly Node[], setting: Setting): readonly (readonly Flow[])[] {
  let chosen: Weighed | null = null
  for (const parting of partitions(nodes)) {
    if (chosen?.isWithin === true && nodes.length - parting.length > chosen.count) break
    if (spreadOf(parting.map(pooled)) > setting.tolerance) continue
    const weighed = weigh(parting, nodes, setting)
    if (chosen === null || isBetter(weighed, chosen)) chosen = weighed
  }
  return chosen?.groups ?? []
}

/** Those beyond half the tolerance from the whole alone, or all where that does not do. */
function outside(nodes: readonly Node[], setting: Setting): readonly (readonly Flow[])[] {
  const whole = pooled(nodes)
  const far = nodes.filter(({ price }) => Math.abs(price / whole - 1) > setting.tolerance / 2)
  const few = weigh([far], nodes, setting)
  if (few.isWithin || far.length === nodes.length) return few.groups
  const all = weigh([nodes], nodes, setting)
  return isBetter(all, few) ? all.groups : few.groups
}

interface Weighed {
  readonly groups: readonly (readonly Flow[])[]
  readonly count: number
  readonly fee: number
  readonly spread: number
  readonly isWithin: boolean
}

function isBetter(a: Weighed, b: Weighed): boolean {
  if (a.isWithin !== b.isWithin) return a.isWithin
  if (!a.isWithin) return a.spread < b.spread
  return a.count === b.count ? a.fee < b.fee : a.count < b.count
}

function weigh(parting: readonly (readonly Node[])[], nodes: readonly Node[], setting: Setting): Weighed {
  const groups = parting.filter(({ length }) => length > 1).map((group) => cheapest(group, setting))
  const after = new Map(nodes.map((node) => [node.name, Number(node.netAssets)]))
  const add = ({ name }: Node, worth: number): number => {
    const sum = (after.get(name) ?? 0) + worth
    after.set(name, sum)
    return sum
  }
  for (const flow of groups.flat()) {
    const { loss, gain, route } = flow.option
    add(flow.from, -scaled(flow.input, loss))
    add(flow.to, scaled(delivered(flow.input, route), gain))
  }
  const spread = spreadOf(nodes.map((node) => add(node, 0) / Number(node.supply)))
  return {
    groups,
    count: groups.reduce((sum, flows) => sum + countOf(flows, setting), 0),
    fee: groups.reduce((sum, flows) => sum + feeOf(flows), 0),
    spread,
    isWithin: spread <= setting.tolerance + ROUNDING,
  }
}

/** What rounding to units may leave between prices that were made equal. */
const ROUNDING = 1e-5

const scaled = (amount: bigint, { numerator, denominator }: Option['loss']): number =>
  (Number(amount) * Number(numerator)) / Number(denominator)

const countOf = (flows: readonly Flow[], { context }: Setting): number =>
  flows.reduce((sum, flow) => sum + pieces(flow, context).length, 0)

const feeOf = (flows: readonly Flow[]): number =>
  flows.reduce((sum, { input, option }) => sum + scaled(input - delivered(input, option.route), option.loss), 0)

function pooled(nodes: readonly Node[]): number {
  let assets = 0
  let supply = 0
  for (const node of nodes) {
    assets += Number(node.netAssets)
    supply += Number(node.supply)
  }
  return assets / supply
}

/** The flows of a group: largest gives to largest; in other orders too where ways differ in cost and the group is small. */
function cheapest(group: readonly Node[], setting: Setting): readonly Flow[] {
  const whole = pooled(group)
  const excess = ({ netAssets, supply }: Node): number => Math.abs(Number(netAssets) - whole * Number(supply))
  const sorted = [...group].sort((a, b) => excess(b) - excess(a))
  const givers = sorted.filter(({ price }) => price > whole)
  const receivers = sorted.filter(({ price }) => price < whole)
  const { options } = setting
  if (setting.isUniform || group.length > EXACT_MAX) return fill({ givers, receivers, options })
  let chosen: readonly Flow[] = []
  for (const first of orders(givers))
    for (const second of orders(receivers)) {
      const flows = fill({ givers: first, receivers: second, options })
      if (isCheaper(flows, chosen, setting)) chosen = flows
    }
  return chosen
}

function isCheaper(a: readonly Flow[], b: readonly Flow[], setting: Setting): boolean {
  const fewer = countOf(a, setting) - countOf(b, setting)
  const moves = a.length > 0 && b.length === 0
  return moves || (a.length > 0 && (fewer < 0 || (fewer === 0 && feeOf(a) < feeOf(b))))
}

/** One answer for each pair, with the way to take first in front: the cheapest that covers what is too much, else the largest. */
function memo(nodes: readonly Node[], context: Context): Options {
  const whole = pooled(nodes)
  const known = new Map<string, readonly Option[]>()
  return (from, to) => {
    const key = `${from.name}>${to.name}`
    const found = known.get(key)
    if (found !== undefined) return found
    const excess = Number(from.netAssets) - whole * Number(from.supply)
    const options = sortedFor(excess, optionsBetween(from.name, to.name, context))
    known.set(key, options)
    return options
  }
}

function sortedFor(excess: number, options: readonly Option[]): readonly Option[] {
  const worth = ({ balance, loss }: Option): number => scaled(balance, loss)
  const fee = ({ loss, route }: Option): number => {
    const input = mulDiv(BigInt(Math.max(0, Math.floor(excess))), loss.denominator, loss.numerator, 'down')
    return scaled(input - delivered(input, route), loss)
  }
  return [...options].sort((a, b) => {
    const [isEnough, isOtherEnough] = [worth(a) >= excess, worth(b) >= excess]
    if (isEnough !== isOtherEnough) return isEnough ? -1 : 1
    return isEnough ? fee(a) - fee(b) : worth(b) - worth(a)
  })
}

function isUniform(nodes: readonly Node[], { market }: Context): boolean {
  const names = new Set(nodes.map(({ name }) => name))
  const fees = new Set<string>()
  for (const from of names)
    for (const { to, token, feeBps, feeFixed } of lookup(market.routes, from) ?? [])
      if (names.has(to)) fees.add(`${token} ${feeBps} ${feeFixed}`)
  const tokens = new Set([...fees].map((fee) => fee.split(' ')[0]))
  return fees.size === tokens.size
}

interface Measured {
  readonly spreadBefore: number
  readonly tolerance: number
}

/** The moves as the book takes them, each landed before the next is looked at. */
function result(
  groups: readonly (readonly Flow[])[],
  context: Context,
  { spreadBefore, tolerance }: Measured,
): Equalised {
  const moves: Move[] = []
  let now = context
  let fee = Amount.ZERO
  for (const flow of groups.flatMap((flows) => exact(flows, context)))
    for (const input of pieces(flow, context)) {
      const move: Move = { kind: 'pool.sync', route: flow.option.route, input: Amount.of(input) }
      const landed = land(move, now)
      if (!landed.ok) continue
      moves.push(move)
      fee = Amount.add(fee, landed.fee)
      now = { ...now, state: landed.state }
    }
  const figures = figuresOf(now.state, now.market)
  const prices = figures.chains.filter(({ hasShares, isPriced }) => hasShares && isPriced)
  const spread = prices.length === 0 ? 0 : spreadOf(prices.map(({ sharePrice }) => Number(sharePrice)))
  return { moves, state: now.state, figures, spreadBefore, spread, isWithin: !(spread > tolerance + ROUNDING), fee }
}

/**
 * The last flow of a group as large as it may be without its receiver passing any that gave to it. Where it leaves them apart, the group has a
 * receiver that nothing reaches: then it stays as it is, for what that one should have had would lift this one past the whole pool.
 */
function exact(flows: readonly Flow[], context: Context): readonly Flow[] {
  const last = flows.at(-1)
  if (last === undefined) return []
  const { route, balance } = last.option
  let now = context
  let taken = 0n
  const givers: string[] = []
  for (const { option, input } of flows.slice(0, -1)) {
    now = moved(input, option.route, now) ?? now
    if (option.route.to === route.to) givers.push(option.route.from)
    if (option.route.from === route.from && option.route.token === route.token) taken += input
  }
  const before = now
  if (isShortOf({ input: last.input, route }, before)) return flows
  const holds = (n: bigint): boolean => isNotAbove({ input: n, route, givers }, before)
  const input = largest(holds, { estimate: last.input, max: balance - taken })
  return [...flows.slice(0, -1), { ...last, input }]
}
