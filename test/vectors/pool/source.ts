// pool-source: a deposit on its own chain, and the share price renewed after it.
import * as Bridge from '../../../src/models/pool/bridge.ts'
import { type Chain, wallet } from '../../../src/models/pool/chain.ts'
import { networkOf } from '../../../src/models/pool/networks.ts'
import type { Profile } from '../../../src/models/pool/rules.ts'
import * as Source from '../../../src/models/pool/source.ts'
import type { Replay } from '../tally.ts'
import * as Read from './read.ts'

interface Input extends Read.State {
  readonly token: string
  readonly kind: string
  readonly inputAmount: string
  readonly outputAmount: string
  readonly opType: number
  readonly navToleranceBps: string
  readonly sameChain?: boolean
}

interface Case extends Read.Numbered {
  readonly note: string
  readonly in: Input
}

/** What is figured out of the inputs, and is listed among them. */
const DERIVED = [
  'scaledOutputAmount',
  'scaledOutputValueInBase',
  'inputValueInBase',
  'wethValueInBase',
  'wethValueBefore',
  'wethValueAfter',
] as const

export const source =
  (profile: Profile): Replay =>
  (file) =>
    Read.each<Case>(file, ({ id: _, note: __, in: input, ...recorded }) => {
      const setting = Read.settingOf(profile)
      const chain = Read.chainOf(input)
      const order = orderOf(input)
      const result = Source.deposit(chain, order, setting)
      const after = result.ok ? result.chain : chain
      const at = { chain, setting }
      return {
        expected: { ...recorded, ...derivedOf(input) },
        found: {
          out: Read.outcome(result, {}, stateOf(after, profile)),
          ...(profile === 'new' ? { afterWethValueInBase: weth(leaving(input), at) } : {}),
          afterNav: Read.renewed(after, setting),
          ...derived(input, order, at),
        },
      }
    })

function orderOf({
  token,
  kind,
  inputAmount,
  outputAmount,
  opType,
  navToleranceBps,
  sameChain,
}: Input): Source.Deposit {
  return {
    opType: Read.opTypeOf(opType),
    token,
    outputToken: kind === 'badpair' ? 'USDT' : token,
    destination: networkOf(sameChain === true ? Read.HERE : kind === 'bsc' ? 56 : Read.ELSEWHERE),
    inputAmount: Read.amount(inputAmount),
    outputAmount: Read.amount(outputAmount),
    toleranceBps: BigInt(navToleranceBps),
    isNative: false,
  }
}

function stateOf(chain: Chain, profile: Profile): object {
  const { virtualSupply, sharePrice, holdings } = chain
  const shared = { virtualSupply: Read.text(virtualSupply), storedUnitaryValue: Read.text(sharePrice) }
  if (profile === 'vs10') return shared
  if (profile === 'vbvs') return { ...shared, baseVirtualBalance: Read.text(holdings[0]?.virtualBalance ?? 0n) }
  return {
    ...shared,
    usdcBalance: Read.text(wallet(chain, 'USDC')),
    wethBalance: Read.text(wallet(chain, 'WETH')),
  }
}

function derivedOf(input: object): object {
  return Object.fromEntries(Object.entries(input).filter(([key]) => DERIVED.some((name) => name === key)))
}

/** The WETH that would be left: listed so even where the deposit was refused. */
const leaving = ({ token, inputAmount, wethBalance = '0' }: Input): bigint =>
  BigInt(wethBalance) - (token === 'WETH' ? BigInt(inputAmount) : 0n)

function derived(input: Input, order: Source.Deposit, at: Read.At): object {
  const { chain, setting } = at
  const route = { token: order.outputToken, source: chain, destination: order.destination }
  const output = Bridge.toSource(order.outputAmount, route)
  const scaled = typeof output === 'bigint' ? output : 0n
  const before = wallet(chain, 'WETH')
  const isCounted = input.wethActive === true
  return {
    scaledOutputAmount: Read.text(scaled),
    scaledOutputValueInBase: Read.worth(scaled, order.token, at),
    inputValueInBase: Read.worth(order.inputAmount, order.token, at),
    ...(setting.rules.profile === 'new'
      ? { wethValueInBase: weth(before, at) }
      : {
          wethValueBefore: isCounted ? weth(before, at) : '0',
          wethValueAfter: isCounted ? weth(leaving(input), at) : '0',
        }),
  }
}

const weth = (n: bigint, at: Read.At): string => Read.worth(n, 'WETH', at)
