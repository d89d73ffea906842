import { readFileSync } from 'node:fs'
import { expect, it } from 'vitest'
import type { Scene } from '../../backtest/reserve/replay.ts'
import { bookOf } from '../config/book.ts'
import { ConfigError, StateError } from '../config/problem.ts'
import { parse } from './config.ts'
import { stood } from './state.ts'

const read = (name: string): string =>
  readFileSync(new URL(`../../../examples/reserve-${name}.yaml`, import.meta.url), 'utf8')

const SCENE = parse(bookOf(read('drifted'), 'x.yaml')).scene
const text = (scene: Scene): string =>
  JSON.stringify(scene.state, (_, value: unknown) => (typeof value === 'bigint' ? String(value) : value))

it('an empty file leaves everything as it is, and the same figures mean the same', () => {
  expect(text(stood(SCENE, '{}', 'x.yaml'))).toBe(text(SCENE))
  const same = 'tranches: { USDC: { balance: 52_000_000 }, ETH: {} }\noperator: { coins: 20_000_000 }\n'
  expect(text(stood(SCENE, same, 'x.yaml'))).toBe(text(SCENE))
})

it('says balances, flows, closings, supply, what was redeemed and what the operator holds, as of the block of the scene', () => {
  const { reserve, operator } = stood(SCENE, read('state'), 'x.yaml').state
  const [usdc, dai, eth] = reserve.tranches
  expect(usdc).toMatchObject({ balance: 48_000_000_000_000n, outflow: { amount: 2_500_000_000_000n, seen: 1n } })
  // 200 blocks from block 1: closed up to and including 200.
  expect(dai?.inflow).toEqual({ amount: 2_100_000n * 10n ** 18n, blockedUntil: 200n, seen: 1n })
  expect(eth).toEqual(SCENE.state.reserve.tranches[2])
  expect(reserve.supply).toBe(99_500_000n * 10n ** 18n)
  expect(reserve.redemption).toEqual({ level: 400_000n * 10n ** 18n, lastBlock: 1n })
  expect(operator).toEqual({
    coins: 16_000_000n * 10n ** 18n,
    holdings: { DAI: 1_500_000n * 10n ** 18n, ETH: 1500n * 10n ** 18n },
  })
})

it('says the days below the floor and the coins of stakers, which are part of the supply', () => {
  const { reserve } = stood(SCENE, 'violations: { days: 3, last: 2023-12-31 }\nstaked: 5', 'x.yaml').state
  expect(reserve.violations).toEqual({ days: 3n, last: 19_722n })
  expect(reserve.staked).toBe(5n * 10n ** 18n)
  const staking = { ...SCENE, state: { ...SCENE.state, reserve } }
  expect(stood(staking, '{}', 'x.yaml').state.reserve).toMatchObject({
    staked: 5n * 10n ** 18n,
    violations: { days: 3n },
  })
  expect(() => stood(staking, 'supply: 4\noperator: { coins: 0 }', 'x.yaml')).toThrow(StateError)
  expect(() => stood(SCENE, 'staked: 101_000_000', 'x.yaml')).toThrow(StateError)
})

it('a config says the same of its own start', () => {
  const keys = 'flowed: { out: 2_500_000 }\n    closed: { in: 3 }\n    weight: 40 %'
  const config = read('drifted').replace('weight: 40 %', keys).replace('trade:', 'redeemed: 7\ntrade:')
  const { reserve } = parse(bookOf(config, 'x.yaml')).scene.state
  expect(reserve.tranches[0]).toMatchObject({
    inflow: { amount: 0n, blockedUntil: 3n },
    outflow: { amount: 2_500_000_000_000n, blockedUntil: 0n, seen: 1n },
  })
  expect(reserve.redemption.level).toBe(7n * 10n ** 18n)
})

it.each([
  ['TRANCHE_UNKNOWN 1', 'tranches: { USDX: { balance: 1 } }'],
  ['TRANCHE_UNKNOWN 1', 'operator: { holdings: { USDX: 1 } }'],
  ['KEY_UNKNOWN 1', 'tranches: { USDC: { weight: 1 } }'],
  ['PLACES_TOO_MANY 1', 'tranches: { USDC: { balance: "0.1234567" } }'],
  ['PLACES_TOO_MANY 1', 'tranches: { USDC: { flowed: { in: "0.1234567" } } }'],
  ['VALUE_UNKNOWN 1', 'book: pool'],
  ['FIGURE_TOO_LARGE 2', 'supply: 99_500_000\nredeemed: 123456789012345678901234567890'],
  ['FIGURE_TOO_LARGE 2', 'supply: 99_500_000\nredeemed: 1000000000000000000'],
  ['FIGURE_TOO_LARGE 1', 'supply: 1000000000000000000'],
  ['FIGURE_TOO_LARGE 1', 'tranches: { USDC: { balance: .inf } }'],
  ['FIGURE_INVALID 1', 'operator: { coins: .nan }'],
  ['FLOW_IMPOSSIBLE 1', 'tranches: { USDC: { flowed: { in: 52_000_100 } } }'],
  ['FLOW_IMPOSSIBLE 1', 'tranches: { USDC: { balance: 100, flowed: { in: 201, out: 100 } } }'],
  ['CLOSED_TOO_LONG 1', 'tranches: { USDC: { closed: { in: 7202 } } }'],
  ['CLOSED_TOO_LONG 1', 'tranches: { USDC: { closed: { out: 900000 } } }'],
])('%s', (problem, wrong) => {
  let problems: readonly string[] = []
  try {
    stood(SCENE, wrong, 'x.yaml')
  } catch (error) {
    if (!(error instanceof StateError)) throw error
    problems = error.problems.map(({ code, line }) => `${code} ${line}`)
  }
  expect(problems).toEqual([problem])
})

it.each([
  ['operator: { coins: 200_000_000 }\n', 'operator.coins'],
  ['supply: 19_999_999\n', 'supply'],
])('refuses an operator that holds more coins than there are: %s', (state, path) => {
  try {
    stood(SCENE, state, 'x.yaml')
  } catch (error) {
    if (!(error instanceof StateError)) throw error
    expect(error.problems).toMatchObject([{ code: 'COINS_ABOVE_SUPPLY', path, line: 1 }])
    return
  }
  expect.unreachable()
})

it('takes flows and closings that could be', () => {
  const flows = 'USDC: { balance: 100, flowed: { in: 200, out: 100 } }'
  const { reserve } = stood(SCENE, `tranches: { ${flows}, DAI: { closed: { in: 7201, out: 0 } } }`, 'x.yaml').state
  expect(reserve.tranches[0]?.inflow.amount).toBe(200_000_000n)
  expect(reserve.tranches[1]?.inflow.blockedUntil).toBe(7201n)
})

it('a config is held to the same, and its schedule begins at weights that summed to one', () => {
  const problemsOf = (written: string): readonly string[] => {
    try {
      parse(bookOf(read('drifted').replace('weight: 40 %', `weight: 40 %\n    ${written}`), 'x.yaml'))
    } catch (error) {
      if (!(error instanceof ConfigError)) throw error
      return error.problems.map(({ code, path, line }) => `${code} ${path} ${line}`)
    }
    return []
  }
  expect(problemsOf('flowed: { in: 52_000_100 }')).toEqual(['FLOW_IMPOSSIBLE tranches.USDC.flowed.in 16'])
  expect(problemsOf('closed: { in: 900000 }')).toEqual(['CLOSED_TOO_LONG tranches.USDC.closed.in 16'])
  expect(problemsOf('from: 90 %\n    over: 3 days')).toEqual(['WEIGHTS_NOT_ONE tranches.USDC.from 16'])
  expect(problemsOf('from: 40 %\n    over: 3 days')).toEqual([])
})
