import fc from 'fast-check'
import { expect, test } from 'vitest'
import { share } from './crossing.ts'
import { assign } from './netting.ts'
import { at, sum } from './table.ts'

function assigned(wishes: readonly bigint[], fee: bigint) {
  const found = assign(wishes, { filled: sum(wishes), fee }, [])
  if (!found.ok) throw new Error(found.refusal.code)
  return found
}

test.each([
  ['the example of the notes without a share', [-50n, 25n, 100n], 7n, 0n, [0n, 1n, 6n]],
  ['a fifth of 100 for the one that was crossed', [-50n, 25n, 100n], 100n, 2_000n, [20n, 16n, 64n]],
  ['all of it', [-50n, 25n, 100n], 7n, 10_000n, [7n, 0n, 0n]],
  ['the last unit stays with the net side', [-50n, 25n, 100n], 7n, 1_000n, [0n, 1n, 6n]],
  ['a net of sales', [-60n, -40n, 30n], 10n, 5_000n, [3n, 2n, 5n]],
  ['nothing was crossed', [0n, 25n, 100n], 10n, 5_000n, [0n, 2n, 8n]],
  ['nothing is left over', [-50n, 50n], 10n, 5_000n, [5n, 5n]],
] as const)('%s', (...row) => {
  const [, wishes, fee, bps, fees] = row
  expect(share(assigned(wishes, fee), wishes, bps)).toEqual(fees)
})

test('the sum stays the fee, and nobody without a wish pays', () => {
  const wish = fc.bigInt({ min: -(10n ** 12n), max: 10n ** 12n })
  fc.assert(
    fc.property(
      fc.array(wish, { minLength: 1, maxLength: 8 }),
      fc.bigInt({ min: 0n, max: 10n ** 9n }),
      fc.bigInt({ min: 0n, max: 10_000n }),
      (wishes, fee, bps) => {
        const all = assigned(wishes, fee)
        const fees = share(all, wishes, bps)
        expect(sum(fees)).toBe(sum(all.fees))
        for (const [v, each] of fees.entries()) if (at(wishes, v) === 0n) expect(each).toBe(0n)
      },
    ),
  )
})
