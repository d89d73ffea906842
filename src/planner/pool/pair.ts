import { BPS } from '../../models/pool/bridge.ts'
import { credit } from '../../models/pool/chain.ts'
import * as Versions from '../../models/pool/versions.ts'
import { standAt } from '../../portfolio/pool/apply/done.ts'
import { withChain } from '../../portfolio/pool/state.ts'
import * as Amount from '../../units/amount.ts'
import { lookup } from '../../units/lookup.ts'
import { divide } from '../../units/rounding.ts'
import type { Node, Option } from './option.ts'
import { priceOf } from './option.ts'
import { largest } from './root.ts'
import { arriving, delivered } from './route.ts'
import type { Context } from './trial.ts'

/**
 * The Sync that brings two share prices together: the largest input after which the receiver is not above the giver, before either price is
 * rounded; one unit more and it would be. With V net assets, E effective supply, ℓ and g the worth of a unit at both ends, f the bridge's fee
 * and F its fixed part:
 *
 *   (V₁ − ℓx) / E₁ = (V₂ + g((1 − f)x − F)) / E₂   ⇒   x = (V₁E₂ − V₂E₁ + gFE₁) / (ℓE₂ + g(1 − f)E₁)
 *
 * The model's own figures settle the last units. `max` bounds the answer. Nothing where the prices are the same as the contracts round them.
 */
export function between(giver: Node, receiver: Node, { option, max, context }: Asked): bigint {
  if (priceOf(giver.name, context) <= priceOf(receiver.name, context)) return 0n
  return largest((input) => isNotAbove({ input, route: option.route }, context), {
    estimate: closed(giver, receiver, option),
    max,
  })
}

interface Asked {
  readonly option: Option
  readonly max: bigint
  readonly context: Context
}

function closed(giver: Node, receiver: Node, { route, loss, gain }: Option): bigint {
  const apart = giver.netAssets * receiver.supply - receiver.netAssets * giver.supply
  const fixed = gain.numerator * route.feeFixed * giver.supply * loss.denominator
  const numerator = (apart * loss.denominator * gain.denominator + fixed) * BPS
  const given = loss.numerator * gain.denominator * receiver.supply * BPS
  const taken = gain.numerator * loss.denominator * giver.supply * (BPS - route.feeBps)
  return divide(numerator, given + taken, 'down')
}

/** One Sync that is thought of, and who gave to its receiver before. */
interface Thought {
  readonly input: bigint
  readonly route: Option['route']
  readonly givers?: readonly string[]
}

/**
 * Whether after so much the receiver's price does not exceed that of any giver, as exact ratios V₂ · E₁ ≤ V₁ · E₂: prices that are rounded down
 * would stay equal for more, which only pays the bridge. Less than a fee arrives as nothing.
 */
export function isNotAbove({ input, route, givers = [] }: Thought, context: Context): boolean {
  const after = moved(input, route, context)
  if (after === null) return true
  const receiver = stakeOf(route.to, after)
  return [route.from, ...givers].every((name) => {
    const giver = stakeOf(name, after)
    return receiver.netAssets * giver.supply <= giver.netAssets * receiver.supply
  })
}

/** Whether after so much the receiver's price is still below the giver's by more than units make. */
export function isShortOf({ input, route }: Thought, context: Context): boolean {
  const after = moved(input, route, context)
  if (after === null) return false
  const [giver, receiver] = [stakeOf(route.from, after), stakeOf(route.to, after)]
  return ratio(giver) > ratio(receiver) * (1 + UNITS)
}

const ratio = ({ netAssets, supply }: Stake): number => Number(netAssets) / Number(supply)

/** What whole prices and units may leave between two chains that were levelled. */
const UNITS = 1e-4

interface Stake {
  readonly netAssets: bigint
  readonly supply: bigint
}

/** Both sides of a share price; nothing for a share where it cannot be known. */
function stakeOf(name: string, { state, market }: Context): Stake {
  const stand = standAt(state, name, market)
  const priced = stand.ok ? Versions.update(stand.chain, stand.setting) : stand
  if (!priced.ok) return { netAssets: 0n, supply: 1n }
  const { totalSupply, virtualSupply } = priced.chain
  return { netAssets: priced.netAssets, supply: totalSupply + virtualSupply }
}

/** The book as a Sync leaves it once it has landed, without its checks. */
export function moved(input: bigint, route: Option['route'], context: Context): Context | null {
  const source = lookup(context.state.chains, route.from)
  const destination = lookup(context.state.chains, route.to)
  if (source === undefined || destination === undefined || delivered(input, route) === 0n) return null
  const output = arriving(input, route, { source, destination })
  const sent = withChain(context.state, route.from, credit(source, route.token, Amount.of(-input)))
  const state = withChain(sent, route.to, activated(credit(destination, route.token, output), route.token))
  return { ...context, state }
}

/** An arrival lets its token count. */
function activated(chain: ReturnType<typeof credit>, token: string): ReturnType<typeof credit> {
  if (token === chain.base || chain.active.includes(token)) return chain
  return { ...chain, active: [...chain.active, token] }
}
