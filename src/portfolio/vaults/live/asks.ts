import { at, sum } from '../../../models/vault/table.ts'
import { type Refusal, refuse } from '../../../units/refusal.ts'
import type { VaultsConfig } from '../config.ts'
import type { OpenInput } from '../input.ts'
import type { VaultsState, Waiting } from '../state.ts'

/** Flows of a cycle as they are taken in: those that cannot be stay with their owners, each for itself. */
export interface Asks {
  readonly deposits: readonly bigint[]
  /** Shares that want to leave, those that waited included; oldest first in `queue`. */
  readonly asked: readonly bigint[]
  readonly queue: readonly Waiting[]
  /** Why a flow of a vault was not taken in. */
  readonly refused: readonly (Refusal | null)[]
}

/** A flow that cannot be is refused for its vault alone: the others' flows and the cycle go on. */
export function asksOf(state: VaultsState, input: OpenInput, config: VaultsConfig): Asks {
  const waiting = state.queue ?? []
  const each = config.vaults.map((vault, v) => {
    const queued = sum(waiting.flatMap((one) => (one.vault === v ? [one.shares] : [])))
    const [deposit, shares] = [at(input.deposits, v), at(input.withdrawals, v)]
    if (deposit < 0n || shares < 0n) return { deposit: 0n, shares: 0n, queued, refused: negative(vault) }
    const free = at(state.shares, v) - queued
    if (shares > free) return { deposit, shares: 0n, queued, refused: short(vault, { free, asked: shares }) }
    return { deposit, shares, queued, refused: null }
  })
  return {
    deposits: each.map(({ deposit }) => deposit),
    asked: each.map(({ shares, queued }) => shares + queued),
    queue: [
      ...waiting,
      ...each.flatMap(({ shares }, vault) => (shares > 0n ? [{ vault, shares, since: state.epoch }] : [])),
    ],
    refused: each.map(({ refused }) => refused),
  }
}

const negative = (vault: string): Refusal =>
  refuse('FLOW_NEGATIVE', 'A deposit or a withdrawal is below zero.', {
    facts: { vault },
    lift: 'Report what comes in as a deposit and what leaves as a withdrawal.',
  }).refusal

const short = (vault: string, { free, asked }: { readonly free: bigint; readonly asked: bigint }): Refusal =>
  refuse('SHARES_SHORT', 'More shares are to be withdrawn than there are.', {
    facts: { vault, shares: String(free), asked: String(asked) },
    lift: 'Withdraw no more than the supply, less what waits already.',
  }).refusal
