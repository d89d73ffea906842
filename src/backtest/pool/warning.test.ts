import { describe, expect, it } from 'vitest'
import { compared } from '../../app/pool/compare.ts'
import { parseScenario } from '../../app/pool/scenario.ts'
import { replayed, simulated } from '../../app/pool/simulate.ts'

const QUIET = { start: () => undefined, at: () => undefined, stop: () => undefined }

/** One unit of a share, whose price a gain lifts above what the next holder pays. */
const inflated = (mint: string): string => `base: USDC
rules: { spread: 1 bps, minimumPeriod: 1 day, minimumOrder: 1000000 }
tokens: { USDC: { decimals: 6, price: 1 } }
chains: { A: { holders: { eve: 0.000001 }, balances: { USDC: 0.000001 } } }
events:
  - gain: { chain: A, token: USDC, amount: 1000 }
  - mint: ${mint}
`
const run = (text: string) => replayed(parseScenario(text, 'x.yaml'), 'vs-only')

describe('a mint that gives no shares', () => {
  const text = inflated('{ chain: A, holder: vic, amount: 900 }')

  it('is done as the contract does it, and warned of with its figures', () => {
    const { outcomes, refused, warnings, final } = run(text)
    expect([refused, warnings]).toEqual([0, 1])
    expect(final.chains[0]).toMatchObject({ totalSupply: 1n, netAssets: 1_899_910_001n })
    expect(outcomes[1]).toMatchObject({
      refusal: null,
      warning: {
        code: 'MINT_OF_NOTHING',
        facts: { holder: 'vic', amount: '900000000', sharePrice: '1000000001000000' },
      },
    })
    expect(outcomes[1]?.warning?.detail).toContain(
      '900 USDC of vic bought no share on A: a share costs 1,000,000,001 USDC',
    )
  })

  it('is warned of on the page of a simulation and of a comparison, and in JSON', async () => {
    const one = await simulated(parseScenario(text, 'x.yaml'), null, QUIET)
    const many = await compared(parseScenario(text, 'x.yaml'), QUIET)
    for (const { document, report } of [one, many]) {
      expect(JSON.stringify(document.sections.find(({ id }) => id === 'warned'))).toContain('bought no share on A')
      expect(JSON.stringify(report)).toContain('"warning":{"code":"MINT_OF_NOTHING"')
    }
    expect(JSON.stringify(one.document)).toContain('"1 gave nothing"')
  })

  it('is refused where the holder names the fewest shares to take', () => {
    const { outcomes, refused, warnings, final } = run(
      inflated('{ chain: A, holder: vic, amount: 900, least: 0.000001 }'),
    )
    expect([refused, warnings]).toEqual([1, 0])
    expect(outcomes[1]?.refusal?.code).toBe('PoolMintOutputAmount')
    expect(final.chains[0]?.netAssets).toBe(1_000_000_001n)
  })

  it('is not what a mint of one unit of a share is', () => {
    expect(run(inflated('{ chain: A, holder: vic, amount: 1000.2 }'))).toMatchObject({ refused: 0, warnings: 0 })
  })
})

describe('a burn that pays nothing', () => {
  const worthless = (burn: string): string => `base: USDC
rules: { spread: 1 bps, minimumPeriod: 1 day }
tokens: { USDC: { decimals: 6, price: 1 } }
chains: { A: { holders: { eve: 1000, bob: 1000 }, balances: { USDC: 0.001 } } }
events:
  - update: { chain: A }
  - wait: 2 days
  - burn: ${burn}
`

  it('is warned of, and refused where the holder names the least to take', () => {
    const given = run(worthless('{ chain: A, holder: eve, shares: 0.1 }'))
    expect(given.outcomes[2]).toMatchObject({ refusal: null, warning: { code: 'BURN_OF_NOTHING' } })
    const refused = run(worthless('{ chain: A, holder: eve, shares: 0.1, least: 0.000001 }'))
    expect(refused.outcomes[2]?.refusal?.code).toBe('PoolBurnOutputAmount')
    expect(run(worthless('{ chain: A, holder: eve, shares: 1000 }'))).toMatchObject({ refused: 0, warnings: 0 })
  })
})
