import fc from 'fast-check'
import { expect, test } from 'vitest'
import * as Fit from './fit.ts'
import { ownedBy, root } from './root.ts'
import { abs, at, column, halfUp, sum, WAD } from './table.ts'

const percent = (n: bigint): bigint => (n * WAD) / 100n
const free = { pool: null, hedge: [] }

const example: Fit.FitInput = {
  deployed: [950_000_000_000n, 522_500_000_000n, 527_250_000_000n],
  own: [null, 0, 1],
  weights: [percent(26n), percent(33n), percent(1n), percent(1n) / 2n],
  ratios: [percent(10n), percent(10n), percent(15n), percent(15n)],
  caps: free,
}

function fitted(input: Fit.FitInput): Fit.Fit {
  const found = Fit.fit(input)
  if (!found.ok) throw new Error(found.refusal.code)
  return found
}

test('the worked example: 1 981 892.49 of pool, 7 207.95 BTC long, the rest short', () => {
  const fit = fitted(example)
  expect(fit.poolTotal).toBe(1_981_892_494_426n)
  expect(fit.net).toEqual([7_207_951_449n, -126_774_523_161n, -19_818_924_944n, -9_909_462_472n])
  expect(column(fit.external, 1)).toEqual([-81_790_014_943n, -44_984_508_218n, 0n])
  expect(column(fit.internal, 0)).toEqual([-244_322_672_386n, 381_101_985_476n, -136_779_313_090n])
  expect(fit.scale).toEqual({ num: 1n, den: 1n })
})

test('a cap on the pool or on a hedge scales all vaults alike', () => {
  const half = fitted({ ...example, caps: { pool: 990_946_247_213n, hedge: [] } })
  expect(990_946_247_213n - half.poolTotal).toBeLessThan(4n)
  expect(abs(sum(half.deployed) * 2n - sum(example.deployed))).toBeLessThan(10n)
  const eth = fitted({ ...example, caps: { pool: null, hedge: [null, 12_677_452_316n, null, null] } })
  expect(abs(at(eth.net, 1))).toBeLessThan(12_677_452_318n)
  const off = fitted({ ...example, caps: { pool: null, hedge: [0n] } })
  expect([off.poolTotal, sum(off.deployed)]).toEqual([0n, 0n])
  expect(off.scale).toEqual({ num: 0n, den: 1n })
})

test('nothing in, nothing out', () => {
  const fit = fitted({ ...example, deployed: [0n, 0n, 0n] })
  expect([fit.poolTotal, sum(fit.pool), sum(fit.internal.map(sum))]).toEqual([0n, 0n, 0n])
  expect(fit.scale).toEqual({ num: 1n, den: 1n })
})

test('an asset that the pool lacks is long for its owner alone', () => {
  const fit = fitted({ ...example, deployed: [0n, 1000n, 0n], weights: [0n, percent(50n), 0n, 0n] })
  expect(column(fit.external, 0)).toEqual([0n, 1000n, 0n])
})

test('a delta below zero is hedged long by all, one above one is shorted even where all own the asset', () => {
  const below = fitted({ ...example, own: [null, null, null], weights: [-percent(20n), 0n, 0n, 0n] })
  expect(column(below.external, 0).every((x) => x > 0n)).toBe(true)
  expect(sum(column(below.internal, 0))).toBe(0n)
  const above = fitted({ ...example, own: [0, 0, 0], weights: [2n * WAD, 0n, 0n, 0n] })
  expect(at(above.net, 0)).toBeLessThan(0n)
  expect(sum(column(above.external, 0))).toBe(at(above.net, 0))
})

test('where equity would take all, it is refused', () => {
  const alone = { ...example, deployed: [0n, 1000n, 0n], weights: [percent(50n), percent(50n)] }
  expect(Fit.fit({ ...alone, ratios: [percent(99n), percent(99n)] })).toMatchObject({ ok: true })
  expect(Fit.fit({ ...alone, ratios: [percent(100n), percent(100n)] })).toMatchObject({
    refusal: { code: 'FIT_NOT_MONOTONE' },
  })
  expect(Fit.fit({ ...alone, weights: [0n, percent(10n)], ratios: [percent(200n), 0n] })).toMatchObject({
    refusal: { code: 'MARGIN_EXCEEDS_CAPITAL' },
  })
  const starved = { ...example, deployed: [1_000_000n, 1_000_000n, 0n], weights: [0n, percent(40n), 0n, 0n] }
  expect(Fit.fit({ ...starved, ratios: [percent(120n), percent(10n), 0n, 0n] })).toMatchObject({
    refusal: { code: 'MARGIN_EXCEEDS_CAPITAL' },
  })
})

test('carry is income less what hedges cost; a mix of pools is one pool', () => {
  const rates = { income: percent(10n), long: [percent(1n)], short: [percent(2n)] }
  expect(Fit.carry({ poolTotal: 1000n, net: [100n] }, rates)).toBe(99n)
  expect(Fit.carry({ poolTotal: 1000n, net: [-6000n] }, rates)).toBe(-20n)
  expect(
    Fit.mix(
      [percent(25n), percent(75n)],
      [
        [percent(40n), -percent(8n)],
        [percent(80n), 0n],
      ],
    ),
  ).toEqual([percent(70n), -percent(2n)])
  expect(Fit.mix([], [])).toEqual([])
  expect(Fit.mix([WAD, WAD], [[1n]])).toEqual([1n])
})

const vault = fc.record({
  deployed: fc.oneof(fc.constant(0n), fc.bigInt({ min: 0n, max: 10n ** 17n })),
  own: fc.constantFrom(null, 0, 1, 2),
})
const inputs: fc.Arbitrary<Fit.FitInput> = fc
  .record({
    vaults: fc.array(vault, { minLength: 1, maxLength: 6 }),
    weights: fc.array(fc.bigInt({ min: 0n, max: 33n }).map(percent), { minLength: 3, maxLength: 3 }),
    ratios: fc.array(fc.bigInt({ min: 0n, max: 50n }).map(percent), { minLength: 3, maxLength: 3 }),
    pool: fc.option(fc.bigInt({ min: 0n, max: 10n ** 17n })),
    hedge: fc.array(fc.option(fc.bigInt({ min: 0n, max: 10n ** 17n })), { minLength: 3, maxLength: 3 }),
  })
  .map(({ vaults, weights, ratios, pool, hedge }) => ({
    deployed: vaults.map((each) => each.deployed),
    own: vaults.map((each) => each.own),
    weights,
    ratios,
    caps: { pool, hedge },
  }))

test('exposure rows hold exactly, internal hedges sum to zero, and a vault deploys its d to the unit', () => {
  fc.assert(
    fc.property(inputs, (input) => {
      const fit = fitted(input)
      for (const [v, d] of fit.deployed.entries()) {
        expect(at(fit.pool, v) + sum(fit.equity[v] ?? []) + at(fit.dust, v)).toBe(d)
        for (const a of input.weights.keys()) {
          const row = at(fit.exposure[v] ?? [], a) + at(fit.internal[v] ?? [], a) + at(fit.external[v] ?? [], a)
          expect(row).toBe(input.own[v] === a ? d : 0n)
        }
      }
      for (const a of input.weights.keys()) {
        expect(sum(column(fit.internal, a))).toBe(0n)
        const owned = at(ownedBy(fit.deployed, input.own, 3), a)
        expect(at(fit.net, a)).toBe(owned - halfUp(at(input.weights, a) * fit.poolTotal, WAD))
        expect(sum(column(fit.equity, a))).toBe(at(fit.equityNet, a))
        const cap = input.caps.hedge[a] ?? null
        if (cap !== null) expect(abs(at(fit.net, a)) <= cap + 2n * BigInt(input.deployed.length)).toBe(true)
      }
      expect(sum(fit.pool)).toBe(fit.poolTotal)
      if (input.caps.pool !== null) expect(fit.poolTotal <= input.caps.pool + 1n).toBe(true)
    }),
  )
})

test('the root meets the total, and scaling all amounts scales the pool', () => {
  fc.assert(
    fc.property(inputs, ({ deployed, own, weights, ratios }) => {
      const owned = ownedBy(deployed, own, 3)
      const { num, den } = root({ owned, weights, ratios, total: sum(deployed) })
      const hedges = weights.map((w, a) => at(ratios, a) * abs(at(owned, a) * den * WAD - w * num))
      expect(num * WAD * WAD + sum(hedges)).toBe(sum(deployed) * den * WAD * WAD)
      const one = fitted({ deployed, own, weights, ratios, caps: free })
      const ten = fitted({ deployed: deployed.map((d) => d * 10n), own, weights, ratios, caps: free })
      expect(abs(ten.poolTotal - 10n * one.poolTotal) <= 40n).toBe(true)
    }),
  )
})

test('vaults in another order get the same, up to who takes the last units', () => {
  fc.assert(
    fc.property(inputs, (input) => {
      const turned = { ...input, deployed: input.deployed.toReversed(), own: input.own.toReversed() }
      const [one, other] = [fitted(input), fitted(turned)]
      expect([other.poolTotal, other.net]).toEqual([one.poolTotal, one.net])
      for (const [v, g] of other.pool.toReversed().entries()) expect(abs(g - at(one.pool, v)) <= 6n).toBe(true)
    }),
  )
})
