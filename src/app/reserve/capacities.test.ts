import { expect, it } from 'vitest'
import { marketOf, stateOf, type Wanted } from '../../../test/arbitraries/reserve.ts'
import { capacities, capacitiesSection } from './capacities.ts'

const wanted = (count: number): readonly Wanted[] =>
  Array.from({ length: count }, (_, at) => ({
    id: `T${at}`,
    balance: 1000 + (at === 3 ? 900 : at === 5 ? -900 : at),
    weight: 1 / count,
  }))
const sceneOf = (count: number) => ({ state: stateOf(wanted(count)), market: marketOf(wanted(count)) })

it('tries every pair of a few tranches', () => {
  const found = capacities(sceneOf(4))
  expect(found.swaps).toHaveLength(12)
  expect(capacitiesSection(found).lead).not.toContain('farthest')
})

it('sells of many tranches the farthest above their targets for the farthest below, in reasonable time', () => {
  const found = capacities(sceneOf(20))
  expect(found.swaps).toHaveLength(25)
  expect(found.swaps[0]).toMatchObject({ from: { id: 'T3' }, to: { id: 'T5' } })
  expect(new Set(found.swaps.map(({ from }) => from.id))).toEqual(new Set(['T3', 'T19', 'T18', 'T17', 'T16']))
  expect(found.tranches).toHaveLength(20)
  expect(capacitiesSection(found).lead).toContain('the 5 farthest above their targets')
})
