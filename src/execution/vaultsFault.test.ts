import { describe, expect, test } from 'vitest'
import { begun, marketOf, NOW, POLICY, percent, THREE } from '../../test/arbitraries/vaults.ts'
import type { VaultsMarket } from '../portfolio/vaults/market.ts'
import type { Underway } from '../portfolio/vaults/underway.ts'
import { price } from '../safety/vaults/price.ts'
import { decide } from './cycle.ts'
import { VAULTS_ROOMS } from './vaults.ts'

const MARKET = marketOf(THREE)
const BOOK = begun()
const decided = (state: Underway, market: VaultsMarket = MARKET) =>
  decide({ asOf: NOW, state, market }, POLICY, VAULTS_ROOMS)

/** The cycle under way with marks that a feed got wrong. */
const marked = (change: Partial<Underway['opened']['marks']>): Underway => ({
  ...BOOK,
  opened: { ...BOOK.opened, marks: { ...BOOK.opened.marks, ...change } },
})

const prices = (second: readonly bigint[]): readonly bigint[] => [2_750_000_000_000n, ...second]
const figures = ({ findings }: ReturnType<typeof decided>) =>
  findings.map(({ code, facts }) => [code, facts['figure'], facts['found']])

describe('a decision of the vaults beside a fault of data', () => {
  test('finds nothing where all is known, and has a plan', () => {
    const { findings, chosen, assessment } = decided(BOOK)
    expect([findings, chosen === null, assessment.level]).toEqual([[], false, 'DRIFT'])
  })

  test.each<[string, string, Underway]>([
    ['price of ETH', '0', marked({ prices: prices([0n, 600_000_000n]) })],
    ['price of ETH', '-1', marked({ prices: prices([-1n, 600_000_000n]) })],
    ['price of LINK', 'missing', marked({ prices: prices([185_000_000_000n]) })],
    ['price of the pool', '0', marked({ poolPrice: 0n })],
    ['weight of LINK in the pool', 'missing', marked({ weights: [percent(26n), percent(33n)] })],
  ])('a %s of %s is told once; nothing is measured, planned or traded at it', (figure, found, state) => {
    const decision = decided(state)
    expect(figures(decision)).toEqual([['DATA_FAULT', figure, found]])
    expect([decision.assessment.level, decision.assessment.measures()]).toEqual(['NORMAL', []])
    expect([decision.chosen, decision.weighed, decision.unavailable]).toEqual([null, [], []])
  })

  test('a cost below zero would make trades pay: it is no cost', () => {
    expect(figures(decided(BOOK, { ...MARKET, costs: { pool: -1n, hedge: -2n } }))).toEqual([
      ['DATA_FAULT', 'cost of a pool order', '-1'],
      ['DATA_FAULT', 'cost of a hedge', '-2'],
    ])
  })

  test('the check of a step blocks it by itself', () => {
    const [weighed] = decided(BOOK).weighed
    const [foreseen] = weighed?.proposal.forecast.steps ?? []
    if (foreseen === undefined) expect.fail()
    const examined = { ...foreseen, now: NOW, policy: POLICY, class: 'TARGET' as const, start: BOOK }
    expect(price({ ...examined, market: MARKET })).toEqual([])
    const unusable = [{ figure: 'price of ETH', found: '0' }]
    expect(price({ ...examined, market: { ...MARKET, unusable } })).toMatchObject([
      { code: 'PRICE_UNKNOWN', severity: 'block', facts: { figure: 'price of ETH' } },
    ])
  })
})
