import { expect, it } from 'vitest'
import * as SharePrice from './sharePrice.ts'

it('names a figure and leaves it as it is', () => {
  expect([SharePrice.of(1_250_000n), SharePrice.ZERO]).toEqual([1_250_000n, 0n])
})
