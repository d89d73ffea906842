import { expect, test } from 'vitest'
import { native, of } from './sharePrice.ts'
import { WAD } from './table.ts'

test('the worked example: 559 974.927402 US dollars at 28 050 behind 20 shares', () => {
  const held = native(559_974_927_402n, 2_805_000_000_000n, 'down')
  expect(of(held, 20n * WAD)).toBe(998_172_776_117_647_058n)
  expect(native(559_974_927_402n, 2_805_000_000_000n, 'up') - held).toBe(1n)
})

test('one without shares', () => {
  expect(of(5n, 0n)).toBe(WAD)
})
