import { expect, test } from 'vitest'
import { parse } from '../../app/reserve/scenario.ts'
import { sceneOf } from '../../app/reserve/simulate.ts'
import { burntRows } from './around.ts'
import { attribution } from './attribution.ts'
import { NOTHING } from './gain.ts'

const sceneWith = (staked: string) =>
  sceneOf(
    parse(
      `start: 2024-01-01\nsupply: 1000\n${staked}tranches: { A: { balance: 1000, price: 1, weight: 1 } }\nevents: []\n`,
      'x.yaml',
      null,
    ),
  )

test('coins of stakers that were burnt are said where somebody stakes', () => {
  const [start, end] = [sceneWith('staked: 400\n'), sceneWith('staked: 250\n')]
  expect(burntRows({ start, end })).toMatchObject([{ value: '150 coins', tone: 'warning' }])
  expect(burntRows({ start, end: start })).toMatchObject([{ value: '0 coins', tone: 'good' }])
  expect(burntRows({ start: sceneWith(''), end: sceneWith('') })).toEqual([])
})

test('what an added tranche held is not said to be a promise alone', () => {
  const { blocks } = attribution({ ...NOTHING, calibrated: 50n * 10n ** 18n }, 50n * 10n ** 18n)
  expect(JSON.stringify(blocks)).toContain('Balances of tranches that a calibration added')
})
