import { expect, it } from 'vitest'
import { dollars, percent } from './dollars.ts'

it('shows US dollars and ratios as a reader has them', () => {
  expect([dollars(1_234_567_890n), dollars(-2_500_000n), dollars(0n)]).toEqual(['1,234.56 USD', '−2.5 USD', '0 USD'])
  expect([percent(260_000_000_000_000_000n), percent(1_500_000_000_000_000n)]).toEqual(['26 %', '0.15 %'])
})
