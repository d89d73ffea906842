import fc from 'fast-check'
import { expect, test } from 'vitest'
import { choose, type Policy } from './buffer.ts'
import { WAD } from './table.ts'

const percent = (n: bigint): bigint => (n * WAD) / 100n
const policy: Policy = { target: percent(10n), min: percent(5n), max: percent(20n), hold: percent(6n) }
const at = (netAssets: bigint, before: bigint, urgent = false) => choose({ netAssets, before, urgent }, policy)

test('from 95 to 90 behind the same position: the buffer pays', () => {
  expect(at(100n, 90n)).toEqual({ deployed: 90n, action: 'hold' })
  expect(at(95n, 90n)).toEqual({ deployed: 90n, action: 'hold' })
  expect(at(945n, 900n)).toEqual({ deployed: 897n, action: 'clamp' })
  expect(at(945n, 900n, true)).toEqual({ deployed: 850n, action: 'refit' })
  expect(at(80n, 90n)).toEqual({ deployed: 72n, action: 'refit' })
})

test('nothing there, nothing deployed; nothing deployed yet, nothing to hold', () => {
  expect(at(0n, 90n)).toEqual({ deployed: 0n, action: 'zero' })
  expect(at(-5n, 90n)).toEqual({ deployed: 0n, action: 'zero' })
  expect(at(1n, 0n)).toEqual({ deployed: 0n, action: 'refit' })
  expect(at(100n, 0n)).toEqual({ deployed: 90n, action: 'refit' })
})

test('whatever is chosen leaves the buffer in its band', () => {
  const usd = fc.bigInt({ min: 0n, max: 10n ** 15n })
  fc.assert(
    fc.property(usd, usd, fc.boolean(), (netAssets, before, urgent) => {
      const { deployed } = at(netAssets, before, urgent)
      const buffer = (netAssets - deployed) * 100n
      expect(buffer >= netAssets * 5n && buffer <= netAssets * 20n + 100n).toBe(true)
    }),
  )
})
