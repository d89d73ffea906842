import { describe, expect, test } from 'vitest'
import { BLOCK, E18, NOW, reserve, STILL, tranche, units } from '../../../test/arbitraries/reserveModel.ts'
import { of as amountOf } from '../../units/amount.ts'
import { block, timestamp } from '../../units/chain.ts'
import { of as ratioOf } from '../../units/ratio.ts'
import type { Commitment } from './commitment.ts'
import { pledge } from './pledge.ts'
import { DEFAULT } from './profile.ts'
import type { Reserve } from './reserve.ts'
import type { Tranche } from './tranche.ts'

const work: Commitment = {
  kind: 'labour',
  start: timestamp(NOW - 200n),
  cliff: 0n,
  vesting: 100n,
  decay: null,
  revoked: null,
  pledges: [],
  target: 'fixed',
}
const stake: Commitment = { ...work, kind: 'staking', vesting: 0n }
const having = (commitment: Commitment, change: Partial<Tranche> = {}): Reserve =>
  reserve([tranche('held'), tranche('promised', { commitment, ...change })])
const pledging = (of: Reserve, amount: bigint, id = 'promised') =>
  pledge(of, [{ tranche: id, amount: amountOf(amount) }], DEFAULT)
const codeOf = (answer: ReturnType<typeof pledge>) => (answer.ok ? 'ok' : answer.refusal.code)

test('more is promised, from now on, and no coin is issued for it', () => {
  const answer = pledging(having(work), 7n * E18)
  if (!answer.ok) expect.fail(answer.refusal.detail)
  const { supply, tranches } = answer.reserve
  expect(supply).toBe(2000n * E18)
  expect(tranches[0]).toEqual(
    having(work).tranches[0] && { ...having(work).tranches[0], inflow: { ...STILL, seen: block(BLOCK) } },
  )
  expect(tranches[1]).toMatchObject({
    balance: 1007n * E18,
    commitment: { pledges: [{ amount: 7n * E18, start: NOW }] },
    inflow: { amount: 7n * E18, seen: BLOCK },
  })
})

test('what stands beside the weights is held to nothing', () => {
  const beside = reserve([tranche('held')], { beside: [tranche('promised', { commitment: stake })] })
  const answer = pledging(beside, 10n ** 30n)
  expect(answer).toMatchObject({ ok: true, reserve: { beside: [{ balance: 10n ** 30n + 1000n * E18 }] } })
})

describe('what is refused', () => {
  test('names and amounts that cannot be', () => {
    expect(codeOf(pledging(having(work), -1n))).toBe('AMOUNT_NEGATIVE')
    expect(codeOf(pledging(having(work), 1n, 'other'))).toBe('TRANCHE_UNKNOWN')
    expect(codeOf(pledging(having(work), 1n, 'held'))).toBe('PLEDGE_OF_ASSET')
    const one = { tranche: 'promised', amount: amountOf(1n) }
    expect(codeOf(pledge(having(work), [one, one], DEFAULT))).toBe('TRANCHE_TWICE')
  })

  test('more than may flow in', () => {
    const flowRule = { memory: ratioOf(units(0.9)), limit: { kind: 'amount', amount: amountOf(5n) } } as const
    expect([5n, 6n].map((amount) => codeOf(pledging(having(work, { flowRule }), amount)))).toEqual([
      'ok',
      'FLOW_TOO_HIGH',
    ])
  })

  test('what counts at once and leads out of the band; what counts later moves no weight', () => {
    expect(codeOf(pledging(having(stake), 200n * E18))).toBe('ok')
    expect(pledging(having(stake), 300n * E18)).toMatchObject({
      refusal: { code: 'PLEDGE_UNSAFE', facts: { tranche: 'held', targetWeight: String(E18 / 2n) } },
    })
    expect(codeOf(pledging(having(work), 300n * E18))).toBe('ok')
  })

  test('nothing where a commitment counts for nothing: a pledge leaves every weight where it is', () => {
    const revoked = { ...work, revoked: timestamp(NOW) }
    expect(codeOf(pledging(having(revoked), E18))).toBe('ok')
  })
})
