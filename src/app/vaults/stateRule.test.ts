import { describe, expect, it } from 'vitest'
import { empty, type VaultsState } from '../../portfolio/vaults/state.ts'
import { impossible } from './stateRule.ts'

const ASSETS = { assets: ['BTC', 'ETH'] }
const EMPTY = empty(2, 2)
const MARKS = { prices: [1n, 1n], poolPrice: 1n, weights: [1n, 1n] }
const ONE = 10n ** 18n

const found = (change: Partial<VaultsState>): readonly string[] =>
  impossible({ ...EMPTY, marks: MARKS, ...change }, ASSETS).map(
    ({ code, path, found: what }) => `${code} ${path.join('.')} ${what}`,
  )

describe('a state that no cycle leaves behind', () => {
  it.each<[string, Partial<VaultsState>]>([
    ['state.deployed.1 -1', { deployed: [0n, -1n] }],
    ['state.shortfall.0 -5', { shortfall: [-5n, 0n] }],
    [`state.highWater.1 ${ONE - 1n}`, { highWater: [ONE, ONE - 1n] }],
    ['state.highWater.0 0', { highWater: [0n, ONE] }],
    [
      'state.internal ETH that sums to 1 over the vaults',
      {
        internal: [
          [5n, 3n],
          [-5n, -2n],
        ],
      },
    ],
    ['state.marks.prices.1 0', { marks: { ...MARKS, prices: [1n, 0n] } }],
    ['state.marks.poolPrice -1', { marks: { ...MARKS, poolPrice: -1n } }],
    [
      'state.claims.0 claims that are not what is owed',
      {
        claims: [
          [0n, 1n],
          [0n, 0n],
        ],
      },
    ],
    [
      'state.claims.1 claims that are not what is owed',
      {
        claims: [
          [0n, 0n],
          [-1n, 1n],
        ],
      },
    ],
    ['state.claims claims that are not what is owed', { claims: [[0n, 0n]] }],
    ['state.queue 8 shares of vault 1 that wait', { shares: [9n, 7n], queue: [{ vault: 1, shares: 8n, since: 0 }] }],
    ['state.queue 0 shares of vault 0 that wait', { queue: [{ vault: 0, shares: 0n, since: 0 }] }],
    ['state.queue 1 shares of vault 2 that wait', { queue: [{ vault: 2, shares: 1n, since: 0 }] }],
    ['state.marks nothing, beside units, hedges or equity', { marks: null, units: [1n, 0n] }],
  ])('%s', (said, change) => {
    expect(found(change)).toEqual([`VAULTS_STATE_IMPOSSIBLE ${said}`])
  })

  it('is told from one that was left by a cycle, or before the first', () => {
    const internal = [
      [5n, -3n],
      [-5n, 3n],
    ]
    expect(found({ internal, highWater: [ONE, 2n * ONE], deployed: [7n, 0n], shortfall: [0n, 7n] })).toEqual([])
    const claims = [
      [0n, 0n],
      [4n, 0n],
    ]
    const queue = [{ vault: 0, shares: 5n, since: 1 }]
    expect(found({ claims, shortfall: [0n, 4n], shares: [5n, 0n], queue })).toEqual([])
    expect(impossible(EMPTY, ASSETS)).toEqual([])
  })
})
