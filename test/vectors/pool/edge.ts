// pool-donate-edge: wrapped ether that is unwrapped as it arrives, and a mint between the two phases.
import * as Arrival from '../../../src/models/pool/arrival.ts'
import { type Chain, credit, type Setting, wallet } from '../../../src/models/pool/chain.ts'
import * as Mint from '../../../src/models/pool/mint.ts'
import * as Versions from '../../../src/models/pool/versions.ts'
import type { Pair, Replay } from '../tally.ts'
import * as Read from './read.ts'

interface Unwrap extends Read.Numbered {
  readonly kind: 'unwrap'
  readonly in: Read.State & {
    readonly base: string
    readonly nativeActive: boolean
    readonly wethPre: string
    readonly nativePre: string
    readonly amount: string
    readonly amountDelta: string
    readonly opType: number
    readonly tickUSDC: number
  }
}

interface Interleaved extends Read.Numbered {
  readonly kind: 'interleavedMint'
  readonly in: Read.State & {
    readonly mintAmountIn: string
    readonly extraTransfer: string
    readonly claimedAmount: string
    readonly opType: number
  }
}

export const edge: Replay = (file) =>
  Read.each<Unwrap | Interleaved>(file, (each) => (each.kind === 'unwrap' ? unwrapped(each) : interleaved(each)))

/** The base token is never on the list of what counts beside it. */
function unwrapped({ id: _, kind: __, in: input, ...recorded }: Unwrap): Pair {
  const setting = Read.settingOf('new', { tick: input.tickUSDC })
  const { base, nativeActive, wethActive, usdcBalance = '0' } = input
  const flags = [nativeActive ? 'ETH' : '', wethActive === true ? 'WETH' : '']
  const active = flags.filter((token) => token !== '' && token !== base)
  const bare: Chain = { ...Read.chainOf({ ...input, usdcBalance: '0', wethActive: false }), active }
  const before = [
    { token: 'USDC', amount: usdcBalance },
    { token: 'WETH', amount: input.wethPre },
    { token: 'ETH', amount: input.nativePre },
  ].reduce((chain, { token, amount }) => credit(chain, token, Read.amount(amount)), bare)
  const begun = Arrival.begin(before, 'WETH', setting)
  const locked = credit(begun.ok ? begun.chain : before, 'WETH', Read.amount(input.amountDelta))
  const order = {
    token: 'WETH',
    amount: Read.amount(input.amount),
    opType: Read.opTypeOf(input.opType),
    unwrap: true,
  }
  const result = Arrival.finish(locked, order, setting)
  const after = result.ok ? result.chain : locked
  return {
    expected: recorded,
    found: {
      lock: Read.outcome(begun, { storedNav: Read.text(begun.ok ? begun.chain.sharePrice : 0n) }, {}),
      out: Read.outcome(
        result,
        {},
        {
          virtualSupply: Read.text(after.virtualSupply),
          storedUnitaryValue: Read.text(after.sharePrice),
          active: after.active,
          native: Read.text(wallet(after, 'ETH')),
          weth: Read.text(wallet(after, 'WETH')),
        },
      ),
      afterNav: renewed(after, setting),
    },
  }
}

function interleaved({ id: _, kind: __, in: input, ...recorded }: Interleaved): Pair {
  const setting = Read.settingOf('new')
  const before = Read.chainOf(input)
  const begun = Arrival.begin(before, 'USDC', setting)
  const amount = Read.amount(input.mintAmountIn)
  const order = { recipient: 'minter', token: 'USDC', amount, sharesMin: Read.shares(), now: 0 }
  const minted = Mint.mint(begun.ok ? begun.chain : before, order, setting)
  if (!minted.ok) return { expected: recorded, found: { mint: minted.refusal } }
  const paid = credit(minted.chain, 'USDC', Read.amount(input.extraTransfer))
  const claimed = { token: 'USDC', amount: Read.amount(input.claimedAmount), opType: Read.opTypeOf(input.opType) }
  const result = Arrival.finish(paid, { ...claimed, unwrap: false }, setting)
  const after = result.ok ? result.chain : paid
  return {
    expected: recorded,
    found: {
      lock: Read.outcome(begun, { storedNav: Read.text(begun.ok ? begun.chain.sharePrice : 0n) }, {}),
      afterMint: {
        totalSupply: Read.text(minted.chain.totalSupply),
        unitaryValue: Read.text(minted.chain.sharePrice),
      },
      out: Read.outcome(
        result,
        {},
        {
          virtualSupply: Read.text(after.virtualSupply),
          totalSupply: Read.text(after.totalSupply),
          storedUnitaryValue: Read.text(after.sharePrice),
        },
      ),
      afterNav: renewed(after, setting),
    },
  }
}

/** This file records what a further renewal returns, and not what it stores. */
function renewed(chain: Chain, setting: Setting): object {
  const result = Versions.update(chain, setting)
  if (!result.ok) return Read.errorOf(result.refusal)
  const { sharePrice, netAssets, liabilities } = result
  return {
    unitaryValue: Read.text(sharePrice),
    netTotalValue: Read.text(netAssets),
    netTotalLiabilities: Read.text(liabilities),
  }
}
