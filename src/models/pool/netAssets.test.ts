import { describe, expect, it } from 'vitest'
import { chain, ETHER, setting, USDC } from '../../../test/arbitraries/poolChain.ts'
import * as Amount from '../../units/amount.ts'
import { type Chain, type Holding, holding, withHolding } from './chain.ts'
import * as NetAssets from './netAssets.ts'

const INT_MAX = (1n << 255n) - 1n

const change = (before: Chain, token: string, change: Partial<Holding>): Chain =>
  withHolding(before, { ...holding(before, token), ...change })

describe('net assets', () => {
  const plain = chain({ usdc: 100n, weth: ETHER })

  it('convert once for each token, wallet and applications together', () => {
    const apps = [Amount.of(-ETHER), Amount.of(1n)]
    expect(NetAssets.of(change(plain, 'WETH', { apps }), setting())).toBe(100n)
    expect(NetAssets.of(change(plain, 'USDC', { apps: [Amount.of(-150n)] }), setting())).toBe(2000n * USDC - 50n)
  })

  it('count a unit where applications cancel out, as the contract does', () => {
    const apps = [Amount.of(5n), Amount.of(-5n)]
    expect(NetAssets.of(change(chain({ usdc: 100n }), 'USDC', { apps }), setting())).toBe(101n)
  })

  it('count nothing of a token that answers no balance, its applications included', () => {
    const silent = change(plain, 'WETH', { isReadable: false, apps: [Amount.of(ETHER)] })
    expect(NetAssets.of(silent, setting())).toBe(100n)
  })

  it('leave out what does not count', () => {
    expect(NetAssets.of({ ...plain, active: [] }, setting())).toBe(100n)
  })

  it('stop where a sum does not fit', () => {
    const over = { apps: [Amount.of(INT_MAX)] }
    for (const holdings of [over, { virtualBalance: Amount.of(INT_MAX) }, { booked: Amount.of(INT_MAX) }]) {
      expect(NetAssets.of(change(plain, 'USDC', holdings), setting())).toMatchObject({
        refusal: { code: 'Panic', facts: { code: '0x11' } },
      })
    }
    expect(NetAssets.ofToken(change(plain, 'WETH', over), 'WETH', setting())).toMatchObject({ ok: false })
    expect(NetAssets.ofToken(plain, 'WETH', setting())).toBe(2000n * USDC)
  })
})
