import { describe, expect, it } from 'vitest'
import { chain, ETHER, type Sketch, setting, USDC } from '../../../test/arbitraries/poolChain.ts'
import * as Amount from '../../units/amount.ts'
import { refuse } from '../../units/refusal.ts'
import { type Chain, credit, holding, withHolding } from './chain.ts'
import * as SharePrice from './sharePrice.ts'

const HUGE = (1n << 255n) - 1n
const FAILING = {
  ...setting(),
  convert: () => refuse('Panic', 'the oracle reverts', { facts: { code: '0x11' }, lift: 'Wait.' }),
}

function outcome(state: Chain, under = setting()) {
  const result = SharePrice.update(state, under)
  return result.ok ? [result.sharePrice, result.netAssets, result.liabilities] : result.refusal.code
}

const of = (sketch: Sketch) => outcome(chain(sketch))

describe('the writer', () => {
  it('divides the worth of everything that counts by the effective supply, rounded down', () => {
    expect(of({ usdc: 300n, weth: ETHER, supply: 3000n * USDC, virtual: -1000n * USDC })).toEqual([
      1_000_000n,
      2_000_000_300n,
      0n,
    ])
    expect(of({ weth: ETHER, active: [], supply: 100n })).toEqual([1n, 0n, 0n])
  })

  it('starts at par whatever is there, and whatever the supply rule says', () => {
    expect(of({ price: 0n, usdc: 7n, supply: 10n, virtual: -10n })).toEqual([1_000_000n, 7n, 0n])
  })

  it('leaves the price as it is where no supply is effective, even as assets come', () => {
    expect(of({ price: 5n, usdc: 7n })).toEqual([5n, 7n, 0n])
  })

  it('stores 1 and not 0 where nothing stands behind shares, or less than a unit', () => {
    expect(of({ supply: 10n })).toEqual([SharePrice.SENTINEL, 0n, 0n])
    expect(of({ usdc: 1n, supply: 10n ** 30n })).toEqual([SharePrice.SENTINEL, 1n, 0n])
  })

  it('tells debts apart from assets', () => {
    const indebted = withHolding(chain({ usdc: 100n, supply: 10n }), {
      ...holding(chain({ usdc: 100n }), 'USDC'),
      apps: [Amount.of(-150n)],
    })
    expect(outcome(indebted)).toEqual([1n, 0n, 50n])
  })

  it('tests the supply rule on the state as it stands', () => {
    expect(of({ usdc: 9n, supply: 100n, virtual: -91n })).toBe('EffectiveSupplyTooLow')
  })

  it('needs the price of its base token, and hands on what the oracle refuses', () => {
    expect(outcome(chain({ usdc: 1n }), { ...setting(), unpriced: ['USDC'] })).toBe('BaseTokenPriceFeedError')
    expect(outcome(chain({ weth: 1n }), FAILING)).toBe('Panic')
  })

  it('stops where a figure does not fit', () => {
    expect(of({ usdc: HUGE, supply: USDC })).toBe('Panic')
    expect(of({ usdc: 10n, supply: HUGE, virtual: 1n })).toBe('Panic')
  })

  it('gives back the same state where the price was stored already', () => {
    const settled = chain({ usdc: 10n, supply: 10n })
    expect(SharePrice.update(settled, setting())).toMatchObject({ ok: true, chain: settled })
  })
})

describe('the read-only view', () => {
  const view = (state: Chain, under = setting()) => {
    const result = SharePrice.view(state, under)
    return result.ok ? [result.sharePrice, result.netAssets] : result.refusal.code
  }

  it('reads a real price where the writer says par, and 0 where the writer says 1', () => {
    expect(view(chain({ price: 0n, usdc: 20n, supply: 10n }))).toEqual([2_000_000n, 20n])
    expect(view(chain({ supply: 10n }))).toEqual([0n, 0n])
    const indebted = credit(chain({ supply: 10n }), 'USDC', Amount.of(-5n))
    expect(view(indebted)).toEqual([0n, 0n])
  })

  it('shows the stored price, or par, where no supply is effective, and knows no supply rule', () => {
    expect(view(chain({ price: 5n, usdc: 7n, supply: 5n, virtual: -9n }))).toEqual([5n, 7n])
    expect(view(chain({ price: 0n, usdc: 7n }))).toEqual([1_000_000n, 7n])
    expect(view(chain({ usdc: 5n, supply: 100n, virtual: -99n }))).toEqual([5_000_000n, 5n])
  })

  it('is all zero where a conversion fails, and stops where a figure does not fit', () => {
    expect(view(chain({ weth: 1n, supply: 1n }), FAILING)).toEqual([0n, 0n])
    expect(view(chain({ usdc: HUGE, supply: USDC }))).toBe('Panic')
    expect(view(chain({ usdc: 10n, supply: HUGE, virtual: 1n }))).toBe('Panic')
  })
})
