import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import {
  anyReserve,
  BLOCK,
  E18,
  NOW,
  prices,
  reserve,
  STILL,
  tranche,
  units,
} from '../../../test/arbitraries/reserveModel.ts'
import { of as amountOf } from '../../units/amount.ts'
import { block, timestamp } from '../../units/chain.ts'
import { of as priceOf } from '../../units/price.ts'
import { of as ratioOf } from '../../units/ratio.ts'
import { Fault } from './fault.ts'
import { check, decayed, limitFor, limitOf, type Passed } from './flow.ts'
import { DEFAULT, GYROSCOPE } from './profile.ts'
import type { Reserve } from './reserve.ts'
import type { Rules } from './rules.ts'
import { value } from './state.ts'
import type { Flow, Tranche } from './tranche.ts'

const limit = { kind: 'amount', amount: amountOf(10n * E18) } as const
const limited = (id: string, change: Partial<Tranche> = {}) =>
  tranche(id, { flowRule: { memory: ratioOf(units(0.9)), limit }, ...change })
const pair = (change: Partial<Tranche> = {}) => reserve([limited('a', change), limited('b')])
const tokens = (n: number) => amountOf(units(n))
const into = (of: Reserve, amounts: readonly number[], rules: Rules = DEFAULT) =>
  check(of, { direction: 'in', amounts: amounts.map(tokens) }, rules)

/** The reserve with the flows of a movement that passed. */
function after(of: Reserve, passed: Passed): Reserve {
  return { ...of, tranches: of.tranches.map((each, at) => ({ ...each, inflow: passed.flows[at] ?? each.inflow })) }
}

function passing(answer: ReturnType<typeof check>): Passed {
  if (!answer.ok) expect.unreachable(answer.refusal.code)
  return answer
}

describe('decay', () => {
  const flow = (amount: bigint) => ({ amount: amountOf(amount), seen: block(100n) })

  test('memory to the power of the blocks, floored; nothing decays within a block', () => {
    expect(decayed(flow(1000n), ratioOf(units(0.5)), block(103n))).toBe(125n)
    expect(decayed(flow(1000n), ratioOf(0n), block(100n))).toBe(1000n)
    expect(decayed(flow(1000n), ratioOf(0n), block(101n))).toBe(0n)
    expect(decayed(flow(0n), ratioOf(units(0.5)), block(1n))).toBe(0n)
  })

  test('a flow cannot be looked at before it was seen', () => {
    expect(() => decayed(flow(1n), ratioOf(0n), block(99n))).toThrow(Fault)
  })

  test('it never grows, for any memory of at most one', () => {
    const any = fc.bigInt({ min: 0n, max: 1n << 100n })
    fc.assert(
      fc.property(any, fc.bigInt({ min: 0n, max: E18 }), fc.bigInt({ min: 0n, max: 100_000n }), (n, memory, blocks) => {
        const [early, late] = [blocks, blocks + 1n].map((gone) => decayed(flow(n), ratioOf(memory), block(100n + gone)))
        expect(early !== undefined && late !== undefined && late <= early && early <= n).toBe(true)
      }),
    )
  })
})

test('a limit is an amount, or a share of what the tranche holds', () => {
  expect(limitOf(limit, tokens(5))).toBe(10n * E18)
  expect(limitOf({ kind: 'fraction', of: ratioOf(units(0.25)) }, amountOf(10n))).toBe(2n)
})

test('what comes in has a share of half the target where that is more than is there', () => {
  const share = (balance: number, change: Partial<Tranche> = {}) => {
    const flowRule = { memory: ratioOf(0n), limit: { kind: 'fraction', of: ratioOf(units(0.2)) } } as const
    const of = reserve([tranche('a', { balance: tokens(balance), flowRule, ...change }), tranche('b')])
    const valuation = value(of)
    const [a] = valuation.tranches
    if (a === undefined) expect.fail()
    return (['in', 'out'] as const).map((direction) => limitFor(a, direction, valuation))
  }
  expect(share(0)).toEqual([tokens(50), 0n])
  expect(share(1000)).toEqual([tokens(200), tokens(200)])
  expect(share(200)).toEqual([tokens(60), tokens(40)])
  const terms = { kind: 'staking', cliff: 0n, vesting: 0n, decay: null, revoked: null } as const
  const commitment = { ...terms, start: timestamp(NOW), pledges: [], target: 'fixed' } as const
  expect(share(0, { commitment })).toEqual([0n, 0n])
  expect(share(0, { prices: { ...prices(1), raw: priceOf(0n) } })).toEqual([0n, 0n])
})

test('law: an empty tranche under a share limit takes a first mint, exactly as much as its limit', () => {
  fc.assert(
    fc.property(anyReserve, fc.nat(), fc.integer({ min: 1, max: 100 }), (drawn, which, percent) => {
      const at = which % drawn.tranches.length
      const limit = { kind: 'fraction', of: ratioOf(units(percent / 100)) } as const
      const tranches = drawn.tranches.map((each, index) =>
        index === at ? { ...each, balance: amountOf(0n), flowRule: { memory: ratioOf(0n), limit } } : each,
      )
      const emptied = { ...drawn, tranches }
      const valuation = value(emptied)
      const valued = valuation.tranches[at]
      if (valued === undefined || valuation.total === 0n) return
      const most = limitFor(valued, 'in', valuation)
      const moved = (amount: bigint) =>
        check(
          emptied,
          { direction: 'in', amounts: tranches.map((_, index) => amountOf(index === at ? amount : 0n)) },
          DEFAULT,
        ).ok
      expect(valued.targetWeight === 0n || most > 0n).toBe(true)
      expect([moved(most), moved(most + 1n)]).toEqual([true, false])
    }),
    { seed: 1126, numRuns: 2000 },
  )
}, 30_000)

test('exactly the limit passes, one unit more does not', () => {
  expect(into(pair(), [10, 0]).ok).toBe(true)
  const over = check(pair(), { direction: 'in', amounts: [amountOf(10n * E18 + 1n), amountOf(0n)] }, DEFAULT)
  expect(over).toMatchObject({
    refusal: { code: 'FLOW_TOO_HIGH', facts: { gyroscope: '60', room: String(10n * E18) } },
  })
})

test('four fifths do not close a direction, one unit more does, for the cooldown and one block', () => {
  expect(passing(into(pair(), [8, 0])).isClosed).toBe(false)
  const closed = passing(into(pair(), [8.000001, 0]))
  expect(closed.isClosed).toBe(true)
  const at = (now: bigint) => into({ ...after(pair(), closed), block: block(now) }, [0.1, 0])
  expect(at(BLOCK + 300n)).toMatchObject({ refusal: { code: 'SAFETY_MODE', facts: { closedUntil: '1000300' } } })
  expect(at(BLOCK + 301n).ok).toBe(true)
})

test('a closed direction leaves the other tranche and the other direction alone', () => {
  const closed = after(pair(), passing(into(pair(), [9, 0])))
  expect(into(closed, [0, 1]).ok).toBe(true)
  expect(check(closed, { direction: 'out', amounts: [tokens(1), tokens(0)] }, DEFAULT).ok).toBe(true)
})

test('an error on a later tranche leaves nothing of the earlier ones', () => {
  const answer = into(pair(), [9, 11])
  expect(answer).toMatchObject({ ok: false, refusal: { code: 'FLOW_TOO_HIGH', facts: { tranche: 'b' } } })
  expect(pair().tranches.map(({ inflow }) => inflow)).toEqual([STILL, STILL])
})

test('a limit that was lowered blocks nobody who does not touch the tranche', () => {
  const inflow: Flow = { amount: tokens(50), blockedUntil: block(0n), seen: block(BLOCK) }
  expect(into(pair({ inflow }), [0, 1]).ok).toBe(true)
})

test('the contracts close an untouched flow anew on any order; ours only by its own', () => {
  const inflow: Flow = { amount: tokens(9), blockedUntil: block(BLOCK - 1n), seen: block(BLOCK) }
  const theirs = passing(into(pair({ inflow }), [0, 1], GYROSCOPE))
  const ours = passing(into(pair({ inflow }), [0, 1]))
  expect([theirs.isClosed, theirs.flows[0]?.blockedUntil]).toEqual([true, BLOCK + 300n])
  expect([ours.isClosed, ours.flows[0]?.blockedUntil]).toEqual([false, BLOCK - 1n])
})

test('a flow of 2^128 wraps in the contracts and stays what it is in ours', () => {
  const flowRule = { memory: ratioOf(0n), limit: { kind: 'amount', amount: amountOf(1n << 130n) } } as const
  const wide = reserve([tranche('a', { flowRule })])
  const movement = { direction: 'in', amounts: [amountOf((1n << 128n) + 5n)] } as const
  expect(passing(check(wide, movement, GYROSCOPE)).flows[0]?.amount).toBe(5n)
  expect(passing(check(wide, movement, DEFAULT)).flows[0]?.amount).toBe((1n << 128n) + 5n)
})

test('a refusal says the very block from which the amount passes', () => {
  const inflow: Flow = { amount: tokens(7), blockedUntil: block(0n), seen: block(BLOCK) }
  const refused = into(pair({ inflow }), [5, 0])
  if (refused.ok) expect.unreachable()
  const opens = BigInt(String(refused.refusal.facts['opens']))
  expect(into({ ...pair({ inflow }), block: block(opens) }, [5, 0]).ok).toBe(true)
  expect(into({ ...pair({ inflow }), block: block(opens - 1n) }, [5, 0]).ok).toBe(false)
  expect(refused.refusal.facts['room']).toBe(String(tokens(3)))
})

test('what never passes is not told to wait', () => {
  const full: Flow = { amount: tokens(50), blockedUntil: block(0n), seen: block(BLOCK) }
  const forever = { memory: ratioOf(E18), limit }
  const growing = { memory: ratioOf(2n * E18), limit }
  for (const [change, amount] of [
    [{}, 11],
    [{ inflow: full, flowRule: forever }, 1],
    [{ inflow: full, flowRule: growing }, 1],
  ] as const) {
    const refused = into(pair(change), [amount, 0])
    if (refused.ok) expect.unreachable()
    expect(refused.refusal.facts['opens']).toBeUndefined()
  }
})

test('flows of tranches that were seen at different blocks decay each by its own', () => {
  const seen = (n: bigint): Flow => ({ amount: amountOf(1000n), blockedUntil: block(0n), seen: block(BLOCK - n) })
  const memory = ratioOf(units(0.5))
  const of = reserve([1n, 1n, 2n].map((n) => tranche(`t${n}`, { inflow: seen(n), flowRule: { memory, limit } })))
  expect(passing(into(of, [0, 0, 0])).flows.map(({ amount }) => amount)).toEqual([500n, 500n, 250n])
})

test('what comes in never changes what may go out', () => {
  fc.assert(
    fc.property(fc.array(fc.tuple(fc.boolean(), fc.integer({ min: 0, max: 12 })), { maxLength: 12 }), (orders) => {
      let both = reserve([limited('a')])
      let alone = both
      for (const [isIn, amount] of orders) {
        const movement = { direction: isIn ? 'in' : 'out', amounts: [tokens(amount)] } as const
        const keep = isIn ? 'inflow' : 'outflow'
        const moved = (of: Reserve): Reserve => {
          const answer = check(of, movement, DEFAULT)
          const [flow] = answer.ok ? answer.flows : []
          return { ...of, tranches: of.tranches.map((each) => ({ ...each, [keep]: flow ?? each[keep] })) }
        }
        both = { ...moved(both), block: block(both.block + 3n) }
        alone = { ...(isIn ? alone : moved(alone)), block: block(alone.block + 3n) }
        expect(both.tranches[0]?.outflow).toEqual(alone.tranches[0]?.outflow)
      }
    }),
  )
})
