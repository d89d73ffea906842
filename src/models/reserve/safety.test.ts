import { describe, expect, test } from 'vitest'
import { E18, free, NOW, stable, tranche, units } from '../../../test/arbitraries/reserveModel.ts'
import { of as amountOf } from '../../units/amount.ts'
import { timestamp } from '../../units/chain.ts'
import { of as priceOf } from '../../units/price.ts'
import { of as ratioOf } from '../../units/ratio.ts'
import { isCloser, isInside } from './band.ts'
import { DEFAULT } from './profile.ts'
import { type Bounds, judge, type Line, standings } from './safety.ts'
import type { Asset } from './tranche.ts'

interface Draft {
  readonly weight?: number
  readonly target?: number
  readonly balance?: number
  readonly amount?: number
  readonly assets?: readonly Asset[]
}

// By default two halves of a thousand, on their targets.
const line = ({ weight = 0.5, target = 0.5, balance = 500, amount = 0, assets = [stable(1)] }: Draft): Line => ({
  tranche: tranche('t', { balance: amountOf(units(balance)), assets }),
  price: priceOf(E18),
  weight: ratioOf(units(weight)),
  targetWeight: ratioOf(units(target)),
  amount: amountOf(units(amount)),
  moved: amountOf(units(amount)),
})

const judged = (drafts: readonly Draft[], direction: 'in' | 'out' = 'in', bounds: Bounds = DEFAULT) =>
  judge(drafts.map(line), { direction, time: timestamp(NOW), bounds })

const code = (answer: ReturnType<typeof judge>) => (answer.ok ? 'ok' : String(answer.refusal.facts['gyroscope']))

describe('the band', () => {
  test('is relative to the target, and its edge counts as inside', () => {
    const [target, band] = [ratioOf(units(0.2)), ratioOf(units(0.1))]
    expect(isInside(ratioOf(units(0.22)), target, band)).toBe(true)
    expect(isInside(ratioOf(units(0.22) + 1n), target, band)).toBe(false)
    expect(isInside(ratioOf(units(0.18)), target, band)).toBe(true)
  })

  test('rounds its edge up', () => {
    expect(isInside(ratioOf(4n), ratioOf(3n), ratioOf(1n))).toBe(true)
  })

  test('may be overshot, but not as far as it was', () => {
    const way = (from: number, to: number) => ({
      from: ratioOf(units(from)),
      to: ratioOf(units(to)),
      target: ratioOf(units(0.5)),
    })
    expect(isCloser(way(0.3, 0.69), 'strict')).toBe(true)
    expect(isCloser(way(0.3, 0.7), 'strict')).toBe(false)
    expect(isCloser(way(0.3, 0.7), 'document')).toBe(true)
    expect(isCloser(way(0.3, 0.71), 'document')).toBe(false)
  })
})

describe('where a movement may lead', () => {
  test('inside the band anything passes', () => {
    expect(code(judged([{ amount: 50 }, {}]))).toBe('ok')
  })

  test('out of the band nothing does that leads away: the tranche farthest off is named', () => {
    const answer = judged([{ amount: 200 }, {}])
    expect(answer).toMatchObject({ refusal: { code: 'MINT_UNSAFE', facts: { why: 'drift', gyroscope: '52' } } })
    expect(code(judged([{ amount: 200 }, {}], 'out'))).toBe('53')
    const three = [
      { balance: 600, amount: 600, weight: 0.4, target: 0.4 },
      { balance: 500, weight: 0.34, target: 0.34 },
      { balance: 400, weight: 0.26, target: 0.26 },
    ]
    const named = judge(
      three.map(line).map((each, at) => ({ ...each, tranche: { ...each.tranche, id: `t${at}` } })),
      { direction: 'in', time: timestamp(NOW), bounds: DEFAULT },
    )
    expect(named).toMatchObject({ refusal: { facts: { tranche: 't0' } } })
  })

  const skewed = [
    { balance: 300, weight: 0.3 },
    { balance: 700, weight: 0.7 },
  ]

  test('outside it, toward the target passes, also where it ends outside', () => {
    expect(code(judged([{ ...skewed[0], amount: 10 }, skewed[1] ?? {}]))).toBe('ok')
    expect(code(judged([skewed[0] ?? {}, { ...skewed[1], amount: 10 }], 'out'))).toBe('ok')
    expect(code(judged([skewed[0] ?? {}, { ...skewed[1], amount: 10 }]))).toBe('52')
  })

  test('outside it, standing still fails `strict` and passes `document`', () => {
    expect(code(judged(skewed))).toBe('52')
    expect(code(judged(skewed, 'in', { ...DEFAULT, closer: 'document' }))).toBe('ok')
  })

  test('a reserve cannot be drained, unless the band allows everything', () => {
    const all = [{ amount: 500 }, { amount: 500 }]
    expect(code(judged(all, 'out'))).toBe('53')
    expect(code(judged(all, 'out', { ...DEFAULT, band: ratioOf(E18) }))).toBe('ok')
  })
})

describe('what is looked at before', () => {
  test('a unit more than there is, first of all', () => {
    const draining = [{ amount: 500.000001, assets: [] }, {}]
    expect(judged(draining, 'out')).toMatchObject({ refusal: { code: 'TRANCHE_SHORT', facts: { gyroscope: '56' } } })
  })

  test('one asset of each tranche with the least price, stable or not; without assets there is none', () => {
    const least = { ...DEFAULT, priceMin: priceOf(units(0.00001)) }
    const priced = (assets: readonly Asset[]) => code(judged([{ assets }, {}], 'in', least))
    expect(priced([free(0.00001)])).toBe('ok')
    expect(priced([free(0.000009)])).toBe('55')
    expect(priced([free(0.000009), free(1)])).toBe('ok')
    expect(priced([])).toBe('55')
    expect(judged([{ assets: [], amount: 900 }, {}], 'out', least)).toMatchObject({
      refusal: { code: 'TRANCHE_SHORT' },
    })
    expect(judged([{ assets: [], amount: 400 }, {}], 'out', least)).toMatchObject({
      refusal: { code: 'PRICE_TOO_SMALL' },
    })
  })
})

describe('pegs', () => {
  const off = (price: number, draft: Draft = {}) => ({ ...draft, assets: [stable(price)] })

  test('floor and ceiling are on the peg', () => {
    const seen = (price: number) =>
      standings([line(off(price))], { direction: 'in', time: timestamp(NOW), bounds: DEFAULT })
    expect([0.95, 1.05].map((price) => seen(price)[0]?.isOnPeg)).toEqual([true, true])
    expect([0.949999, 1.050001].map((price) => seen(price)[0]?.isOnPeg)).toEqual([false, false])
  })

  test('above the ceiling is tolerated when minting, below the floor is not', () => {
    expect(code(judged([off(1.1, { amount: 10 }), {}]))).toBe('ok')
    expect(judged([off(0.9, { amount: 10 }), {}])).toMatchObject({
      refusal: { code: 'MINT_UNSAFE', facts: { why: 'peg', gyroscope: '52' } },
    })
  })

  test('below the floor passes where the tranche off its peg shrinks', () => {
    expect(code(judged([off(0.9), { amount: 10 }]))).toBe('ok')
    // Of both in proportion: it stays as large as it was.
    expect(code(judged([off(0.9, { amount: 10 }), { amount: 10 }]))).toBe('52')
  })

  test('once one is below, one above must shrink too', () => {
    const third = { weight: 0.3, target: 0.3, balance: 300 }
    const rest = { weight: 0.4, target: 0.4, balance: 400 }
    expect(code(judged([off(0.9, third), off(1.1, third), { ...rest, amount: 10 }]))).toBe('ok')
    expect(code(judged([off(0.9, third), off(1.1, { ...third, amount: 20 }), rest]))).toBe('52')
  })

  test('redeeming has no condition on pegs', () => {
    expect(code(judged([off(0.5), { amount: 10 }], 'out'))).toBe('ok')
  })
})

describe('where no amounts of such an order help, other things are advised', () => {
  const commitment = {
    kind: 'labour',
    start: timestamp(NOW),
    cliff: 0n,
    vesting: 100n,
    decay: null,
    revoked: null,
    pledges: [],
    target: 'fixed',
  } as const

  const lift = (draft: Draft, direction: 'in' | 'out', changed: Partial<Line['tranche']> = {}) => {
    const it = line(draft)
    const [weight, target] = [1 - (draft.weight ?? 0), 1 - (draft.target ?? 0)]
    const other = line({ weight, target, balance: 1000 - (draft.balance ?? 0), amount: direction === 'in' ? 1 : 0 })
    const lines = [
      { ...it, tranche: { ...it.tranche, ...changed, id: 'it' } },
      { ...other, tranche: { ...other.tranche, id: 'other' } },
    ]
    const answer = judge(lines, { direction, time: timestamp(NOW), bounds: DEFAULT })
    return answer.ok ? null : answer.refusal.lift
  }
  const few = { weight: 0.05, target: 0.1, balance: 50 }
  const many = { weight: 0.2, target: 0.1, balance: 200 }
  const started = { ...commitment, start: timestamp(NOW - 100n) }

  test.each([
    ['nothing of it counts', [{ weight: 0, target: 0.1 }, 'in', { commitment }], /no order can bring it nearer/],
    [
      'what is promised now counts later',
      [few, 'in', { commitment: started }],
      /^What is promised to it now counts later/,
    ],
    ['what is promised now counts now', [few, 'in', { commitment: { ...started, vesting: 0n } }], /^Choose amounts/],
    ['a promise is too much to redeem', [many, 'out', { commitment: started }], /^A promise is never paid out/],
    ['a promise is too little to redeem others', [few, 'out', { commitment: started }], /^Choose amounts/],
    ['its peg is lost', [{ ...few, assets: [stable(0.8)] }, 'in', {}], /^Nothing can be minted with it off its peg/],
    ['its peg holds', [few, 'in', {}], /^Choose amounts/],
    ['it is too much to redeem others', [many, 'out', {}], /^Choose amounts/],
  ] as const)('%s', (_, [draft, direction, changed], said) => {
    expect(lift(draft, direction, changed)).toMatch(said)
  })
})
