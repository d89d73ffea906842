import { expect, test } from 'vitest'
import { afterMint, order } from './counterparty.ts'
import { at, WAD } from './table.ts'

test('a hedge against a fifth of oneself is ordered a quarter larger', () => {
  expect(order(-80n, WAD / 5n)).toEqual({ ok: true, order: -100n })
  expect(order(80n, 0n)).toEqual({ ok: true, order: 80n })
  expect(order(80n, WAD)).toMatchObject({ refusal: { code: 'OWN_COUNTERPARTY' } })
})

const input = {
  deployed: [0n, 10_000_000n],
  own: [null, 0],
  weights: [WAD / 4n],
  ratios: [WAD / 10n],
  caps: { pool: null, hedge: [] },
}

test('a mint in one asset raises its weight until fit and weight agree', () => {
  const found = afterMint(input, { total: 1_000_000_000n, held: [0n, 0n] })
  if (!found.ok) throw new Error(found.refusal.code)
  const minted = at(found.fit.pool, 1)
  const weight = ((WAD / 4n) * 1_000_000_000n + minted * WAD) / (1_000_000_000n + minted)
  expect(Number(at(found.weights, 0) - weight) / 1e18).toBeCloseTo(0, 3)
  expect(found.rounds).toBeGreaterThan(1)
  expect(afterMint({ ...input, deployed: [0n, 0n] }, { total: 1n, held: [0n, 0n] })).toMatchObject({ rounds: 1 })
})

test('vaults that are most of the pool do not settle within 20 rounds; a tenth of it does', () => {
  const pool = (total: bigint) =>
    afterMint(
      {
        deployed: [940_158_519n, 158_762_270n, 215_502_731n],
        own: [0, null, 1],
        weights: [WAD / 1000n, (424n * WAD) / 1000n],
        ratios: [(526n * WAD) / 1000n, (451n * WAD) / 1000n],
        caps: { pool: null, hedge: [] },
      },
      { total, held: [354_569_808n, 8_191_452n, 396_428_399n] },
    )
  expect(pool(814_792_708n)).toMatchObject({ refusal: { code: 'WEIGHTS_UNSETTLED' } })
  expect(pool(8_147_927_080n)).toMatchObject({ ok: true })
})

test('what cannot be fitted is refused as the fit refuses it', () => {
  const all = { ...input, weights: [20n * WAD] }
  expect(afterMint(all, { total: 1n, held: [0n, 0n] })).toMatchObject({ refusal: { code: 'FIT_NOT_MONOTONE' } })
})
