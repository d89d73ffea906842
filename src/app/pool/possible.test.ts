import { describe, expect, it } from 'vitest'
import { problems } from '../../../test/problems.ts'
import { instant } from '../../units/time.ts'
import { bookOf, type Opened } from '../config/book.ts'
import { begun } from './book.ts'
import { setupOf } from './setup.ts'
import { pastOf, worldOf } from './world.ts'

/** The market ends at 2024-01-03 23:00. */
const CONFIG = `book: pool
base: USDC
model: MODEL
tokens: { USDC: { decimals: 6, price: 1 }, WETH: { decimals: 18, price: 2000 } }
data: { simulated: { seed: 1, hours: 72 } }
chains:
  arbitrum: { supply: 1000, balances: { USDC: 1000 } }
  base: { supply: 1000, balances: { USDC: 1000 } }
`
const file = (text: string, name: string): Opened => bookOf(text, name)
const config = (model = 'vs-only'): Opened => file(CONFIG.replace('MODEL', model), 'pool.yaml')
const state = (arbitrum: string, flight = ''): Opened =>
  file(
    `book: pool\nchains:\n  arbitrum: { ${arbitrum} }\n  base: { supply: 1000, balances: { USDC: 1000 } }\n${flight === '' ? '' : `flights:\n  - { from: arbitrum, to: base, token: USDC, amount: 100, ${flight} }\n`}`,
    'state.yaml',
  )
const SOUND = 'supply: 1000, balances: { USDC: 1000 }'

async function standing(opened: Opened): Promise<readonly unknown[]> {
  const setup = setupOf(config(), opened)
  const past = await pastOf(setup, { folder: null, from: null, to: null, seed: null })
  return problems(() => begun(setup, worldOf(setup, past)(71)))
}

describe('a state that no contract gets to', () => {
  it.each([
    ['supply: 100, virtualSupply: -200, balances: { USDC: 1 }', '-200', 'no less than -100:'],
    ['supply: 1, virtualSupply: -1.000001, balances: { USDC: 1 }', '-1.000001', 'no less than -1:'],
  ])('has fewer shares in effect than none: %s', (chain, found, allowed) => {
    const path = 'chains.arbitrum.virtualSupply'
    expect(problems(() => setupOf(config(), state(chain)))).toMatchObject([
      { code: 'POOL_SUPPLY_IMPOSSIBLE', path, line: 3, found, allowed: expect.stringContaining(allowed) },
    ])
    const burnt = file(`${CONFIG.replace('MODEL', 'vb-vs')}rules: { preset: vbvs }\n`, 'pool.yaml')
    expect(() => setupOf(burnt, state(chain))).not.toThrow()
    expect(() => setupOf(config(), state('supply: 100, virtualSupply: -100, balances: { USDC: 1 }'))).not.toThrow()
  })

  it('has claims that its model does not book', () => {
    const claims = (token: string) => state(`${SOUND}, claims: { ${token}: -5 }`)
    const refused = (model: string, token: string) => problems(() => setupOf(config(model), claims(token)))
    expect(refused('vs-only', 'USDC')).toMatchObject([
      { code: 'POOL_CLAIM', path: 'chains.arbitrum.claims.USDC', line: 3, found: 'a claim in USDC' },
    ])
    expect(refused('vb-vs', 'WETH')).toMatchObject([{ code: 'POOL_CLAIM', path: 'chains.arbitrum.claims.WETH' }])
    expect(() => setupOf(config('vb-vs'), claims('USDC'))).not.toThrow()
    expect(() => setupOf(config('token-vb'), claims('WETH'))).not.toThrow()
  })
})

describe('a deposit that no bridge could have', () => {
  it.each([
    ['arrives: 90', 'POOL_FLIGHT', 'flights.0.arrives'],
    ['arrives: 97.99', 'POOL_FLIGHT', 'flights.0.arrives'],
    ['arrives: 101', 'POOL_FLIGHT', 'flights.0'],
    ['sent: 2024-01-03T22:00:00Z, deadline: 2024-01-03T21:59:59Z', 'FLIGHT_BACKWARDS', 'flights.0.deadline'],
  ])('%s', (flight, code, path) => {
    expect(problems(() => setupOf(config(), state(SOUND, flight)))).toMatchObject([{ code, path, line: 6 }])
  })

  it.each([
    ['sent: 2024-01-04T00:00:00Z', 'FLIGHT_NOT_DEPARTED', 'flights.0.sent'],
    ['at: escrow, deadline: 2024-01-04T00:00:00Z', 'POOL_FLIGHT', 'flights.0.at'],
    ['at: escrow, sent: 2024-01-03T23:55:00Z', 'POOL_FLIGHT', 'flights.0.at'],
  ])('at the hour of the book: %s', async (flight, code, path) => {
    expect(await standing(state(SOUND, flight))).toMatchObject([{ code, path, line: 6 }])
  })

  it.each([
    'arrives: 98',
    'sent: 2024-01-03T23:59:00Z',
    'at: escrow',
    'at: escrow, deadline: 2024-01-03T22:00:00Z',
    'at: bridge, sent: 2024-01-03T22:00:00Z, deadline: 2024-01-03T22:00:00Z',
  ])('is told from one that could be: %s', async (flight) => {
    const setup = setupOf(config(), state(SOUND, flight))
    const past = await pastOf(setup, { folder: null, from: null, to: null, seed: null })
    expect(begun(setup, worldOf(setup, past)(71)).flights).toHaveLength(1)
    expect(worldOf(setup, past)(71).asOf).toBe(instant(Date.UTC(2024, 0, 3, 23)))
  })
})
