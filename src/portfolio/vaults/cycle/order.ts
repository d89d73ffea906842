import { net } from '../../../models/vault/netting.ts'
import { abs } from '../../../models/vault/table.ts'
import type { VaultsConfig } from '../config.ts'
import type { Order } from '../journal.ts'

/** Differences are against rolled positions: drift of a price is no trade (docs/rules/vaults.md#orders). */
export function order(wishes: readonly bigint[], { orderMin }: Pick<VaultsConfig, 'orderMin'>): Order {
  const netted = net(wishes)
  return { ...netted, wishes, order: abs(netted.net) < orderMin ? 0n : netted.net }
}
