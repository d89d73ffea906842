import fc from 'fast-check'
import * as Chain from '../../src/models/pool/chain.ts'
import { DEFAULT, type Rules } from '../../src/models/pool/rules.ts'
import * as Amount from '../../src/units/amount.ts'
import { mulDiv } from '../../src/units/rounding.ts'
import * as SharePrice from '../../src/units/sharePrice.ts'
import * as Shares from '../../src/units/shares.ts'

/** Whole USDC, whole ether. */
export const USDC = 1_000_000n
export const ETHER = 10n ** 18n

/** Ether, wrapped or not, at so many units of USDC for a whole one; rounded toward zero. */
export const etherAt =
  (price: bigint): Chain.Convert =>
  (amount, from, to) => {
    if (from === to || (from !== 'USDC' && to !== 'USDC')) return amount
    return Amount.of(from === 'USDC' ? mulDiv(amount, ETHER, price, 'zero') : mulDiv(amount, price, ETHER, 'zero'))
  }

export const setting = (rules: Partial<Rules> = {}, price = 2000n * USDC): Chain.Setting => ({
  rules: { ...DEFAULT, ...rules },
  convert: etherAt(price),
  unpriced: [],
})

export interface Sketch {
  readonly id?: number
  readonly usdc?: bigint
  readonly weth?: bigint
  readonly ether?: bigint
  readonly supply?: bigint
  readonly virtual?: bigint
  readonly price?: bigint
  readonly active?: readonly string[]
}

/** A pool in USDC; the holder `ann` has all that was issued. */
export function chain(sketch: Sketch = {}): Chain.Chain {
  const {
    id = 1,
    usdc = 0n,
    weth = 0n,
    ether = 0n,
    supply = 0n,
    virtual = 0n,
    price = USDC,
    active = ['WETH'],
  } = sketch
  const empty = Chain.empty({ id, decimals: 6, base: 'USDC', native: 'ETH', wrapped: 'WETH' })
  const held = [
    { token: 'USDC', amount: usdc },
    { token: 'WETH', amount: weth },
    { token: 'ETH', amount: ether },
  ].reduce((before, { token, amount }) => Chain.credit(before, token, Amount.of(amount)), empty)
  return {
    ...Chain.withAccount(held, { holder: 'ann', shares: Shares.of(supply), activation: 0 }),
    sharePrice: SharePrice.of(price),
    totalSupply: Shares.of(supply),
    virtualSupply: Shares.of(virtual),
    active,
  }
}

const upTo = (most: bigint) => fc.bigInt({ min: 0n, max: most })

/** Pools that keep to a floor of a tenth: any holdings, issued and virtual supply, never minted or long in use. */
export const sound: fc.Arbitrary<Chain.Chain> = fc
  .record({
    usdc: upTo(10n ** 15n),
    weth: upTo(10n ** 24n),
    supply: upTo(10n ** 15n),
    depth: upTo(9n),
    arrived: upTo(10n ** 15n),
    price: fc.oneof(fc.constant(0n), fc.bigInt({ min: 1n, max: 10n ** 9n })),
    id: fc.constantFrom(1, 10, 56),
  })
  .map(({ depth, arrived, price, ...rest }) => {
    const gone = -mulDiv(rest.supply, depth, 10n, 'down')
    const virtual = depth === 0n ? arrived : gone
    return chain({ ...rest, virtual: price === 0n ? 0n : virtual, price })
  })
