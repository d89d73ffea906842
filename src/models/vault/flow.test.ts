import fc from 'fast-check'
import { expect, test } from 'vitest'
import { type Account, deposit, withdraw } from './flow.ts'
import { WAD } from './table.ts'

const free = { deposit: 0n, withdrawal: 0n }
const rates = { deposit: WAD / 100n, withdrawal: (15n * WAD) / 10_000n }
const account: Account = {
  netAssets: 549_330_598_067n,
  shares: 20n * WAD,
  price: 2_760_000_000_000n,
  insolvent: false,
  cap: null,
}

test('the worked example: 5 BTC in, 120 000 shares out', () => {
  expect(deposit(5n * WAD, account, free)).toMatchObject({
    minted: 5_024_296_861_875_100_047n,
    worth: 138_000_000_000n,
  })
  const usdc = {
    ...account,
    netAssets: 1_010_211_303_944n,
    shares: 1_015_026_844_203_630_442_318_350n,
    price: 10n ** 8n,
  }
  expect(withdraw(120_000n * WAD, usdc, rates).worth).toBe(119_251_544_065n)
})

test('the first deposit is one to one, and a fee stays in the vault', () => {
  const fresh = { ...account, netAssets: 0n, shares: 0n }
  expect(deposit(WAD, fresh, rates)).toEqual({
    ok: true,
    minted: (WAD * 99n) / 100n,
    worth: 27_600_000_000n,
    fee: WAD / 100n,
  })
  expect(deposit(0n, { ...account, netAssets: 0n }, rates)).toMatchObject({ ok: true, minted: 0n })
})

test('a deposit stays out where it would be given away, owed to others, or above the cap', () => {
  const refused = (each: Partial<Account>) => deposit(WAD, { ...account, ...each }, free)
  expect(refused({ netAssets: 0n })).toMatchObject({ refusal: { code: 'WORTHLESS_SHARES' } })
  expect(refused({ insolvent: true })).toMatchObject({ refusal: { code: 'VAULT_INSOLVENT' } })
  expect(refused({ cap: 576_930_598_066n })).toMatchObject({ refusal: { code: 'VAULT_FULL' } })
  expect(refused({ cap: 576_930_598_067n })).toMatchObject({ ok: true })
})

test('worthless shares are burnt for nothing', () => {
  expect(withdraw(WAD, { ...account, netAssets: -1n }, rates)).toEqual({ paid: 0n, worth: 0n, fee: 0n })
  expect(withdraw(0n, account, rates)).toEqual({ paid: 0n, worth: 0n, fee: 0n })
})

test('in and out again never gains, and never takes more than is there', () => {
  const some = fc.bigInt({ min: 1n, max: 10n ** 24n })
  fc.assert(
    fc.property(some, fc.bigInt({ min: 1n, max: 10n ** 15n }), some, (tokens, netAssets, shares) => {
      const one: Account = { ...account, netAssets, shares }
      fc.pre((netAssets * 10n ** 20n) / one.price > 0n)
      const put = deposit(tokens, one, free)
      if (!put.ok) throw new Error('a deposit was refused')
      const then = { ...one, netAssets: netAssets + put.worth, shares: shares + put.minted }
      expect(withdraw(put.minted, then, free).paid <= tokens).toBe(true)
      expect(withdraw(shares, one, free).worth <= netAssets).toBe(true)
    }),
  )
})
