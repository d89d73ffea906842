import { expect, test } from 'vitest'
import { BLOCK, reserve, tranche } from '../../../test/arbitraries/reserveModel.ts'
import { block } from '../../units/chain.ts'
import { close, pause } from './guardian.ts'
import { DEFAULT, GYROSCOPE } from './profile.ts'
import type { Reserve } from './reserve.ts'

const pair = reserve([tranche('a'), tranche('b')])
const ends = (answer: ReturnType<typeof close>) =>
  answer.ok ? answer.reserve.tranches.map((each) => [each.inflow.blockedUntil, each.outflow.blockedUntil]) : answer

test('closes the directions it names, and no others', () => {
  const closing = (direction: 'in' | 'out' | 'both') =>
    ends(close(pair, { tranches: ['a'], direction, blocks: 10n }, DEFAULT))
  expect(closing('in')).toEqual([
    [BLOCK + 10n, 0n],
    [0n, 0n],
  ])
  expect(closing('out')).toEqual([
    [0n, BLOCK + 10n],
    [0n, 0n],
  ])
  expect(closing('both')).toEqual([
    [BLOCK + 10n, BLOCK + 10n],
    [0n, 0n],
  ])
})

test('a pause closes everything, or everything that comes in, for as long as a guardian may', () => {
  const end = BLOCK + 7200n
  expect(ends(pause(pair, 'in', DEFAULT))).toEqual([
    [end, 0n],
    [end, 0n],
  ])
  expect(ends(pause(pair, 'both', DEFAULT))).toEqual([
    [end, end],
    [end, end],
  ])
})

test('the contracts let a guardian shorten what is closed; ours takes the later end', () => {
  const closed: Reserve = {
    ...pair,
    tranches: pair.tranches.map((each) => ({ ...each, inflow: { ...each.inflow, blockedUntil: block(BLOCK + 99n) } })),
  }
  const shorter = { tranches: ['a'], direction: 'in', blocks: 1n } as const
  expect(ends(close(closed, shorter, GYROSCOPE))).toEqual([
    [BLOCK + 1n, 0n],
    [BLOCK + 99n, 0n],
  ])
  expect(ends(close(closed, shorter, DEFAULT))).toEqual([
    [BLOCK + 99n, 0n],
    [BLOCK + 99n, 0n],
  ])
  expect(ends(close(closed, { ...shorter, blocks: 100n }, DEFAULT))).toEqual([
    [BLOCK + 100n, 0n],
    [BLOCK + 99n, 0n],
  ])
})

test('the most is allowed, a block more is not, and neither is a tranche that is not there', () => {
  const closing = (tranches: readonly string[], blocks: bigint) =>
    close(pair, { tranches, direction: 'in', blocks }, DEFAULT)
  expect(closing(['a'], 7200n).ok).toBe(true)
  expect(closing(['a'], 7201n)).toMatchObject({ refusal: { code: 'GUARDIAN_TOO_LONG', facts: { gyroscope: '62' } } })
  expect(closing(['z'], 1n)).toMatchObject({ refusal: { code: 'TRANCHE_UNKNOWN' } })
})
