import * as Fee from '../../../models/vault/fee.ts'
import * as Flows from '../../../models/vault/flow.ts'
import { native, of } from '../../../models/vault/sharePrice.ts'
import { at, max, min } from '../../../models/vault/table.ts'
import type { VaultsConfig } from '../config.ts'
import type { OpenInput } from '../input.ts'
import type { Flow, Marking, Opened } from '../journal.ts'
import type { VaultsState } from '../state.ts'
import { ownPrice } from './holding.ts'

export type Flowed = Pick<
  Opened,
  'fees' | 'sharePrice' | 'highWater' | 'charged' | 'netAssets' | 'flows' | 'shares' | 'buffer'
>

/**
 * Fees, then deposits and withdrawals, all at the one share price after fees (docs/rules/vaults.md#flows). A deposit that may not be taken in
 * stays out with its reason; a withdrawal beyond the buffer waits for the buffer after trades.
 */
export function flow(state: VaultsState, marking: Marking, about: About): Flowed {
  const { input, config } = about
  const prices = input.prices.map(({ price }) => price)
  const each = marking.netAssets.map((netAssets, v) => {
    const price = ownPrice(config, prices, v)
    const shares = at(state.shares, v)
    const fee = Fee.charge(
      { netAssets, shares, highWater: at(state.highWater, v), price, elapsed: input.elapsed },
      config.fees,
    )
    const charged = netAssets - fee.management - fee.performance
    const sharePrice = of(native(max(0n, charged), price, 'down'), shares)
    const insolvent = at(marking.shortfall, v) > 0n
    const account = { netAssets: charged, shares, price, insolvent, cap: config.vaultMax[v] ?? null }
    const left = at(marking.buffer, v) - fee.management - fee.performance
    const taken = take(account, { deposit: at(input.deposits, v), withdrawal: at(input.withdrawals, v), left }, config)
    const change = taken.depositWorth - taken.withdrawalWorth
    return {
      fee,
      charged,
      sharePrice,
      highWater: max(at(state.highWater, v), sharePrice),
      flow: taken,
      netAssets: charged + change,
      shares: shares + taken.minted - at(input.withdrawals, v),
      buffer: left + change,
    }
  })
  return {
    fees: each.map(({ fee }) => fee),
    sharePrice: each.map(({ sharePrice }) => sharePrice),
    highWater: each.map(({ highWater }) => highWater),
    charged: each.map(({ charged }) => charged),
    netAssets: each.map(({ netAssets }) => netAssets),
    flows: each.map(({ flow: taken }) => taken),
    shares: each.map(({ shares }) => shares),
    buffer: each.map(({ buffer }) => buffer),
  }
}

export interface About {
  readonly input: OpenInput
  readonly config: VaultsConfig
}

interface Asked {
  readonly deposit: bigint
  readonly withdrawal: bigint
  /** Buffer after fees. */
  readonly left: bigint
}

function take(account: Flows.Account, asked: Asked, { fees }: VaultsConfig): Flow {
  const deposited = Flows.deposit(asked.deposit, account, fees)
  const withdrawn = Flows.withdraw(asked.withdrawal, account, fees)
  const [minted, depositWorth, depositFee] = deposited.ok
    ? [deposited.minted, deposited.worth, deposited.fee]
    : [0n, 0n, 0n]
  const now = min(withdrawn.worth, max(0n, asked.left + depositWorth))
  return {
    minted,
    depositWorth,
    depositFee,
    paid: withdrawn.paid,
    withdrawalWorth: withdrawn.worth,
    withdrawalFee: withdrawn.fee,
    now,
    queued: withdrawn.worth - now,
    refused: deposited.ok ? null : deposited.refusal,
  }
}
