import { expect, test } from 'vitest'
import { marketOf, POLICY, stateOf, type Wanted } from '../../../test/arbitraries/reserve.ts'
import { FREE } from '../../portfolio/cost.ts'
import type { ReserveStep } from '../../portfolio/reserve/step.ts'
import type { ReserveUnusable } from '../../portfolio/reserve/unusable.ts'
import * as Amount from '../../units/amount.ts'
import * as Shares from '../../units/shares.ts'
import { price } from './price.ts'

const WANTED: readonly Wanted[] = [
  { id: 'A', balance: 100, weight: 0.5 },
  { id: 'B', balance: 100, weight: 0.5 },
]
const BOOK = stateOf(WANTED)
const ONE = Amount.of(1n)
const STEPS: readonly ReserveStep[] = [
  { kind: 'reserve.mint', by: 'operator', deposits: [], least: Shares.ZERO },
  { kind: 'reserve.redeem', by: 'operator', coins: Shares.ZERO, withdrawals: [] },
  { kind: 'reserve.swap', legs: [{ from: 'A', to: 'B', amount: ONE, least: ONE }] },
  { kind: 'reserve.wait', blocks: 1n, seconds: 12n },
  { kind: 'reserve.pause', tranche: 'A', direction: 'in', blocks: 1n },
]

function blocked(unusable: readonly ReserveUnusable[]): readonly string[] {
  const market = { ...marketOf(WANTED), unusable }
  const rest = { before: BOOK, after: BOOK, start: BOOK, cost: FREE, endsStage: true, now: market.asOf }
  return STEPS.filter((step) =>
    price({ ...rest, step, market, policy: POLICY, class: 'TARGET' }).some(({ code }) => code === 'PRICE_UNKNOWN'),
  ).map(({ kind }) => kind.replace('reserve.', ''))
}

test('an order goes by no figure that is unknown; what waits or closes goes by no price', () => {
  const said = { figure: 'price of A', found: '0' }
  expect(blocked([])).toEqual([])
  expect(blocked([{ ...said, kind: 'price', tranche: 'B' }])).toEqual(['mint', 'redeem', 'swap'])
  for (const tranche of ['A', 'B']) expect(blocked([{ ...said, kind: 'trade', tranche }])).toEqual(['swap'])
  expect(blocked([{ ...said, kind: 'trade', tranche: 'C' }])).toEqual([])
  for (const call of ['mint', 'redeem', 'swap', 'pause'] as const)
    expect(blocked([{ ...said, kind: 'gas', call }])).toEqual([call])
})
