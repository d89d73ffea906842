import { expect, it } from 'vitest'
import { REPLAYS } from '../replay.ts'

const TEXT = 'Effective total supply is zero - cannot calculate NAV increase'

/** One arrival of 200 USDC and a unit more, at a chain whose claims take up all of it and which issued no share. */
const recorded = (args: readonly string[]) => ({
  vectors: [
    {
      id: 0,
      note: 'a surplus, claims and no supply',
      in: {
        decimals: 6,
        storedUnitaryValue: '1000000',
        totalSupply: '0',
        virtualSupply: '0',
        baseVirtualBalance: '500000000',
        usdcBalance: '500000000',
        wethBalance: '0',
        wethActive: false,
        token: 'USDC',
        amount: '200000000',
        amountDelta: '200000001',
        opType: 0,
        conv: {
          wethCountedBefore: '0',
          amount: '200000000',
          creditedAmount: '200000001',
          wethCountedAfterSuccess: '0',
          surplus: '1',
        },
      },
      lock: { ok: true, storedNav: '1000000' },
      out: {
        ok: false,
        error: 'Error',
        args,
        virtualSupply: '0',
        storedUnitaryValue: '1000000',
        baseVirtualBalance: '500000000',
      },
      afterNav: { unitaryValue: '1000000', storedAfter: '1000000' },
    },
  ],
})

it('answers a refusal without a name in the words of the contract', () => {
  expect(REPLAYS['pool-donate-vbvs']?.(recorded([TEXT])).mismatches).toEqual([])
  expect(REPLAYS['pool-donate-vbvs']?.(recorded([])).mismatches).toHaveLength(1)
})
