import { dollars } from '../../units/dollars.ts'
import { type Refused, refuse } from '../../units/refusal.ts'
import { divide } from '../../units/rounding.ts'
import { native } from './sharePrice.ts'
import { SCALE, WAD, worth } from './table.ts'

/** One vault at the share price of this cycle, after fees. */
export interface Account {
  readonly netAssets: bigint
  readonly shares: bigint
  /** Of the own asset, 1e8. */
  readonly price: bigint
  /** It owes others what it could not pay. */
  readonly insolvent: boolean
  /** Largest net assets; null where there is no limit. */
  readonly cap: bigint | null
}

export interface Rates {
  readonly deposit: bigint
  readonly withdrawal: bigint
}

export interface Deposited {
  readonly ok: true
  readonly minted: bigint
  /** What net assets grow by, in US dollars, rounded down. */
  readonly worth: bigint
  /** Tokens that the vault keeps without minting shares for them. */
  readonly fee: bigint
}

/**
 * Shares for tokens (docs/rules/vaults.md#flows): ⌊(tokens − fee) · shares / T_native⌋, one to one for the first. The fee is rounded up and stays in
 * the vault. Refuses where shares exist without net assets, where the vault is insolvent, and beyond the cap with this deposit counted.
 */
export function deposit(tokens: bigint, account: Account, rates: Rates): Deposited | Refused {
  const { netAssets, shares, price, cap } = account
  if (tokens === 0n) return { ok: true, minted: 0n, worth: 0n, fee: 0n }
  if (shares > 0n && netAssets <= 0n)
    return refuse('WORTHLESS_SHARES', 'Shares exist, but nothing stands behind them: a deposit would be given away.', {
      facts: { netAssets: String(netAssets), shares: String(shares) },
      lift: 'Wait until the vault is worth something again, or close it.',
    })
  if (account.insolvent)
    return refuse('VAULT_INSOLVENT', 'The vault owes other vaults what it could not pay: deposits are off.', {
      facts: { netAssets: String(netAssets) },
      lift: 'Settle what the vault owes first.',
    })
  const value = worth(tokens, price)
  if (cap !== null && netAssets + value > cap) return full({ netAssets, value, cap })
  const fee = divide(tokens * rates.deposit, WAD, 'up')
  const net = tokens - fee
  const minted = shares === 0n ? net : divide(net * shares, native(netAssets, price, 'down'), 'down')
  return { ok: true, minted, worth: value, fee }
}

interface Full {
  readonly netAssets: bigint
  readonly value: bigint
  readonly cap: bigint
}

function full({ netAssets, value, cap }: Full): Refused {
  const room = cap - netAssets
  const detail = `A deposit of ${dollars(value)} would take the vault from ${dollars(netAssets)} above its cap of ${dollars(cap)}.`
  return refuse('VAULT_FULL', detail, {
    facts: { netAssets: String(netAssets), deposit: String(value), cap: String(cap) },
    lift: `${room > 0n ? `Deposit at most ${dollars(room)}, wait` : 'Wait'} for withdrawals, or raise the cap to ${dollars(netAssets + value)}.`,
  })
}

export interface Withdrawn {
  /** Tokens that go out. */
  readonly paid: bigint
  /** What net assets shrink by, in US dollars, rounded up. */
  readonly worth: bigint
  readonly fee: bigint
}

/**
 * Tokens for shares: ⌊shares · T_native / supply⌋ less the fee, which is rounded up and stays in the vault (docs/rules/vaults.md#flows). Where nothing
 * stands behind the shares they are burnt for nothing. Asks that `shares` be no more than the supply.
 */
export function withdraw(shares: bigint, account: Account, rates: Rates): Withdrawn {
  if (shares === 0n || account.netAssets <= 0n) return { paid: 0n, worth: 0n, fee: 0n }
  const gross = divide(shares * native(account.netAssets, account.price, 'down'), account.shares, 'down')
  const fee = divide(gross * rates.withdrawal, WAD, 'up')
  const paid = gross - fee
  return { paid, worth: divide(paid * account.price, SCALE, 'up'), fee }
}
