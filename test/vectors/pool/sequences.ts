// pool-sequences: histories of three chains with deposits in flight. Our own state is carried from step to step; every step is a case.

import * as Arrival from '../../../src/models/pool/arrival.ts'
import * as Burn from '../../../src/models/pool/burn.ts'
import { account, type Chain, credit, type Setting, wallet, withAccount } from '../../../src/models/pool/chain.ts'
import * as Mint from '../../../src/models/pool/mint.ts'
import { networkOf } from '../../../src/models/pool/networks.ts'
import * as Refund from '../../../src/models/pool/refund.ts'
import type { Profile } from '../../../src/models/pool/rules.ts'
import * as Source from '../../../src/models/pool/source.ts'
import * as Versions from '../../../src/models/pool/versions.ts'
import * as Amount from '../../../src/units/amount.ts'
import type { Refused } from '../../../src/units/refusal.ts'
import { join, type Pair, type Replay, tally } from '../tally.ts'
import * as Read from './read.ts'

const USER = 'user'
const COLLECTOR = 'collector'

interface Initial {
  readonly uv: string
  readonly ts: string
  readonly vs: string
  readonly bal: string
  readonly user: string
  readonly feeC: string
  readonly vb?: string
  readonly spread: number
  readonly fee: number
}

interface Recorded {
  readonly ok: boolean
  readonly state: object
}

interface Send extends Recorded {
  readonly op: 'send'
  readonly chain: number
  readonly dst: number
  readonly input: string
  readonly output: string
  readonly opType: number
  readonly tol?: string
}

interface Moved extends Recorded {
  readonly op: 'fill' | 'refund'
  readonly flight: number
  readonly surplus?: string
}

interface Local extends Recorded {
  readonly op: 'mint' | 'burn' | 'pnl' | 'update'
  readonly chain: number
  readonly amount?: string
  readonly shares?: string
  readonly balance?: string
}

type Step = Send | Moved | Local

interface Sequence extends Read.Numbered {
  readonly name: string
  readonly initial: readonly Initial[]
  readonly steps: readonly Step[]
}

interface Flight {
  readonly from: number
  readonly order: Source.Deposit
  readonly to: number
}

/** Everything that a history goes on from. */
interface World {
  readonly chains: Chain[]
  readonly settings: readonly Setting[]
  readonly flights: Flight[]
}

/** A chain's number is its place in the list plus this, so that no two are the same and all list the base token. */
const IDS = [1, 10, 137]

export const sequences =
  (profile: Profile): Replay =>
  (file) =>
    join(
      Read.casesOf<Sequence>(file).map(({ id, initial, steps }) => {
        const world: World = {
          chains: initial.map(chainOf),
          settings: initial.map(({ spread, fee }) =>
            Read.settingOf(profile, {
              rules: {
                spreadBps: BigInt(spread === 0 ? 10 : spread),
                transactionFeeBps: BigInt(fee),
                collector: COLLECTOR,
              },
            }),
          ),
          flights: [],
        }
        return tally(
          steps,
          ({ op }, at) => `id ${id} step ${at} ${op}`,
          (step) => take(step, world),
        )
      }),
    )

function chainOf({ uv, ts, vs, bal, user, feeC, vb }: Initial, at: number): Chain {
  const bare = Read.chainOf({
    decimals: 6,
    storedUnitaryValue: uv,
    totalSupply: ts,
    virtualSupply: vs,
    usdcBalance: bal,
    ...(vb === undefined ? {} : { baseVirtualBalance: vb }),
  })
  const held = withAccount(bare, { holder: USER, shares: Read.shares(user), activation: 0 })
  const collected = withAccount(held, { holder: COLLECTOR, shares: Read.shares(feeC), activation: 0 })
  return { ...collected, ...networkOf(IDS[at] ?? 0) }
}

/** What a step leads to: the chain it was on, its state after, and what was recorded beside that. */
interface Led {
  readonly at: number
  readonly result: { readonly ok: true } | Refused
  readonly after: Chain
  readonly told: object
}

function take(step: Step, world: World): Pair {
  const { at, result, after, told } = led(step, world)
  world.chains[at] = after
  const profile = settingAt(world, at).rules.profile
  const error = result.ok ? {} : { error: Read.errorOf(result.refusal).error }
  const given = Object.fromEntries(Object.entries(step).filter(([key]) => GIVEN.some((name) => name === key)))
  return {
    expected: step,
    found: { ...given, chain: at, ok: result.ok, ...error, ...told, state: stateOf(after, profile) },
  }
}

/** What a step is told, and does not answer. The chain is answered where a flight says it. */
const GIVEN = ['op', 'flight', 'dst', 'input', 'output', 'opType', 'tol', 'surplus', 'amount', 'shares', 'balance']

function led(step: Step, world: World): Led {
  switch (step.op) {
    case 'send':
      return send(step, world)
    case 'fill':
      return fill(step, world)
    case 'refund':
      return refund(step, world)
    case 'mint':
    case 'burn':
    case 'pnl':
    case 'update':
      return local(step, world)
  }
}

const chainAt = ({ chains }: World, at: number): Chain => found(chains[at])
const settingAt = ({ settings }: World, at: number): Setting => found(settings[at])

function found<T>(thing: T | undefined): T {
  if (thing === undefined) throw new Error('a step names a chain or a flight that there is not')
  return thing
}

function send(step: Send, world: World): Led {
  const [chain, setting] = [chainAt(world, step.chain), settingAt(world, step.chain)]
  const order: Source.Deposit = {
    opType: Read.opTypeOf(step.opType),
    token: 'USDC',
    outputToken: 'USDC',
    destination: chainAt(world, step.dst),
    inputAmount: Read.amount(step.input),
    outputAmount: Read.amount(step.output),
    toleranceBps: BigInt(step.tol ?? 10_000),
    isNative: false,
  }
  const result = Source.deposit(chain, order, setting)
  if (!result.ok) return { at: step.chain, result, after: chain, told: {} }
  world.flights.push({ from: step.chain, to: step.dst, order })
  const depositorIsPool = order.opType === 'sync' && Versions.of(setting.rules).syncDepositor === 'pool'
  return {
    at: step.chain,
    result,
    after: result.chain,
    told: { flight: world.flights.length - 1, depositorIsPool },
  }
}

/** A fill that fails leaves the tokens with the relayer, and the share price as the first phase renewed it; the lock ends with the transaction. */
function fill({ flight, surplus }: Moved, world: World): Led {
  const { to, order } = found(world.flights[flight])
  const [chain, setting] = [chainAt(world, to), settingAt(world, to)]
  const begun = Arrival.begin(chain, 'USDC', setting)
  const locked = begun.ok ? begun.chain : chain
  const came = credit(locked, 'USDC', Amount.add(order.outputAmount, Read.amount(surplus)))
  const claimed = { token: 'USDC', amount: order.outputAmount, opType: order.opType, unwrap: false }
  const result = Arrival.finish(came, claimed, setting)
  return {
    at: to,
    result,
    after: { ...(result.ok ? result.chain : locked), donation: null },
    told: { phase1: begun.ok ? 'ok' : begun.refusal.code },
  }
}

function refund({ flight }: Moved, world: World): Led {
  const { from, order } = found(world.flights[flight])
  const [chain, setting] = [chainAt(world, from), settingAt(world, from)]
  const { opType, inputAmount: amount } = order
  const result = Refund.refund(chain, { token: 'USDC', amount, opType, unwrap: false }, setting)
  const isDirect = opType === 'sync' && Versions.of(setting.rules).syncDepositor === 'pool'
  return { at: from, result, after: result.ok ? result.chain : chain, told: isDirect ? { direct: true } : {} }
}

function local(step: Local, world: World): Led {
  const at = step.chain
  const [chain, setting] = [chainAt(world, at), settingAt(world, at)]
  switch (step.op) {
    case 'mint': {
      const amount = Read.amount(step.amount)
      const order = { recipient: USER, token: 'USDC', amount, sharesMin: Read.shares(), now: 0 }
      const result = Mint.mint(chain, order, setting)
      if (!result.ok) return { at, result, after: chain, told: {} }
      return { at, result, after: result.chain, told: { returned: Read.text(result.shares) } }
    }
    case 'burn': {
      const order = { holder: USER, shares: Read.shares(step.shares), amountMin: Amount.ZERO, now: 0 }
      const result = Burn.burn(chain, order, setting)
      if (!result.ok) return { at, result, after: chain, told: {} }
      return { at, result, after: result.chain, told: { returned: Read.text(result.amount) } }
    }
    case 'pnl': {
      const change = Amount.sub(Read.amount(step.balance), wallet(chain, 'USDC'))
      return { at, result: { ok: true }, after: credit(chain, 'USDC', change), told: {} }
    }
    case 'update': {
      const result = Versions.update(chain, setting)
      return { at, result, after: result.ok ? result.chain : chain, told: {} }
    }
  }
}

function stateOf(chain: Chain, profile: Profile): object {
  return {
    uv: Read.text(chain.sharePrice),
    ts: Read.text(chain.totalSupply),
    vs: Read.text(chain.virtualSupply),
    bal: Read.text(wallet(chain, 'USDC')),
    user: Read.text(account(chain, USER).shares),
    feeC: Read.text(account(chain, COLLECTOR).shares),
    ...(profile === 'vbvs' ? { vb: Read.text(chain.holdings[0]?.virtualBalance ?? 0n) } : {}),
  }
}
