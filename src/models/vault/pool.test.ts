import fc from 'fast-check'
import { expect, test } from 'vitest'
import * as Pool from './pool.ts'
import { WAD } from './table.ts'

const pool: Pool.Pool = {
  name: 'GLP',
  price: { mint: 95_000_000n, burn: 94_000_000n },
  deltas: [WAD / 4n],
  fee: { mint: WAD / 400n, burn: WAD / 200n },
  capacity: { mint: 1_000_000_000n, burn: 500_000_000n },
  lockup: 900n,
  settle: 'atomic',
}

test('a mint pays the higher price and the fee, a burn gets the lower one less the fee', () => {
  expect(Pool.quoteMint(380_000_000n, pool)).toEqual({
    ok: true,
    units: 399_000_000_000_000_000_000n,
    worth: 380_000_000n,
    fee: 950_000n,
  })
  expect(Pool.quoteBurn(100n * WAD, 900n, pool)).toMatchObject({ worth: 93_530_000n, fee: 470_000n })
})

test('what is full or locked is refused', () => {
  const code = (found: ReturnType<typeof Pool.quoteMint>) => (found.ok ? null : found.refusal.code)
  const endless = { ...pool, capacity: { mint: null, burn: null } }
  expect(code(Pool.quoteMint(1_000_000_001n, pool))).toBe('POOL_CAPACITY')
  expect(code(Pool.quoteBurn(1000n * WAD, 900n, pool))).toBe('POOL_CAPACITY')
  expect(code(Pool.quoteBurn(WAD, 899n, pool))).toBe('POOL_LOCKED')
  expect([code(Pool.quoteMint(10n ** 15n, endless)), code(Pool.quoteBurn(10n ** 30n, 900n, endless))]).toEqual([
    null,
    null,
  ])
})

test('in and out never gains', () => {
  fc.assert(
    fc.property(fc.bigInt({ min: 0n, max: 10n ** 9n }), (usd) => {
      const into = Pool.quoteMint(usd, pool)
      if (!into.ok) throw new Error(into.refusal.code)
      const out = Pool.quoteBurn(into.units, 900n, { ...pool, capacity: { mint: null, burn: null } })
      expect(out.ok && out.worth <= usd).toBe(true)
    }),
  )
})

test('a basket has the deltas of its parts by worth', () => {
  expect(
    Pool.deltasOfBasket(
      [300n, 100n],
      [
        [WAD, 0n],
        [0n, WAD],
      ],
    ),
  ).toEqual([(3n * WAD) / 4n, WAD / 4n])
  expect(Pool.deltasOfBasket([0n], [[WAD]])).toEqual([0n])
  expect([Pool.deltasOfBasket([], []), Pool.deltasOfBasket([0n], [])]).toEqual([[], []])
  expect(Pool.deltasOfBasket([1n, 1n], [[WAD]])).toEqual([WAD / 2n])
})

test('positions over equity may be levered, cover is against the traders, and both are nothing without worth', () => {
  expect(Pool.deltasOfPositions([300n, -50n], 100n)).toEqual([3n * WAD, -WAD / 2n])
  expect(Pool.deltasOfPositions([300n], 0n)).toEqual([0n])
  expect(Pool.deltasOfCover([40n, -20n], WAD / 2n, 100n)).toEqual([-WAD / 5n, WAD / 10n])
  expect(Pool.deltasOfCover([40n], 0n, 100n)).toEqual([0n])
  expect(Pool.deltasOfCover([40n], WAD, 0n)).toEqual([0n])
  expect(Pool.smooth([WAD], [0n], (9n * WAD) / 10n)).toEqual([(9n * WAD) / 10n])
})

test('an estimate becomes exact with the digits it has', () => {
  expect(Pool.deltasOfEstimate([0.25, -1.5, 1 / 3])).toEqual([WAD / 4n, (-3n * WAD) / 2n, 333_333_333_333_000_000n])
})
