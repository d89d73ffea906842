import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import * as Unit from './unit.ts'

/** One unit of each dimension that is the engine's own; none of those written bare. */
const WITH_UNIT: Readonly<Record<Unit.Dimension, string>> = {
  fraction: '',
  duration: 's',
  money: 'USD',
  gasPrice: 'gwei',
  ETH: 'ETH',
  USDT: 'USDT',
  BTC: 'BTC',
  weETH: 'weETH',
  tokens: '',
  ratio: '',
  gas: '',
  size: 'MiB',
}

describe('figures with units', () => {
  it.each([
    ['fraction', '2.5 %', 0.025],
    ['fraction', '250 bps', 0.025],
    ['fraction', '17.3%', 0.173],
    ['fraction', '1_000 bps', 0.1],
    ['duration', '30 days', 2_592_000],
    ['duration', '4 h', 14_400],
    ['duration', '90 min', 5400],
    ['duration', '60 s', 60],
    ['money', '10000 USD', 10_000],
    ['money', '1e6 USD', 1_000_000],
    ['gasPrice', '100 gwei', 100],
    ['ETH', '0.5 ETH', 0.5],
    ['size', '512 MiB', 536_870_912],
    ['size', '0.5 GiB', 536_870_912],
    ['size', '1.5 MB', 1_500_000],
    ['ratio', 1.2, 1.2],
    ['tokens', '1000000', 1_000_000],
    ['fraction', 0, 0],
  ] as const)('%s %s is %d', (dimension, raw, value) => {
    expect(Unit.read(dimension, raw)).toEqual({ ok: true, value })
  })

  it.each([
    ['fraction', 5, 'UNIT_MISSING'],
    ['fraction', '0.05', 'UNIT_MISSING'],
    ['duration', 60, 'UNIT_MISSING'],
    ['money', 1000, 'UNIT_MISSING'],
    ['gasPrice', 100, 'UNIT_MISSING'],
    ['size', 512, 'UNIT_MISSING'],
    ['size', '2 GiB', 'FIGURE_TOO_LARGE'],
    ['ETH', 1, 'UNIT_MISSING'],
    ['ETH', '1 USDT', 'UNIT_UNKNOWN'],
    ['money', '100 EUR', 'UNIT_UNKNOWN'],
    ['ratio', '1.2 x', 'UNIT_UNKNOWN'],
    ['fraction', '5 constructor', 'UNIT_UNKNOWN'],
    ['fraction', '1,5 %', 'UNIT_UNKNOWN'],
    ['fraction', '-1 %', 'FIGURE_NEGATIVE'],
    ['ratio', -1, 'FIGURE_NEGATIVE'],
    ['ratio', Number.NaN, 'FIGURE_INVALID'],
    ['money', Number.POSITIVE_INFINITY, 'FIGURE_TOO_LARGE'],
    ['money', Number.NEGATIVE_INFINITY, 'FIGURE_NEGATIVE'],
    ['money', '1e999 USD', 'FIGURE_TOO_LARGE'],
    ['money', `${'9'.repeat(400)} USD`, 'FIGURE_TOO_LARGE'],
    ['ratio', 1e-300, 'FIGURE_TOO_SMALL'],
    ['size', 0, 'FIGURE_TOO_SMALL'],
    ['size', '0 MiB', 'FIGURE_TOO_SMALL'],
    ['size', '0.5 KiB', 'FIGURE_TOO_SMALL'],
    ['fraction', 'much', 'FIGURE_INVALID'],
    ['fraction', '', 'FIGURE_INVALID'],
    ['fraction', true, 'FIGURE_INVALID'],
    ['fraction', { a: 1 }, 'FIGURE_INVALID'],
  ] as const)('%s %s is refused with %s', (dimension, raw, code) => {
    expect(Unit.read(dimension, raw)).toMatchObject({ ok: false, code })
  })

  it('offers both readings of a bare fraction', () => {
    const above = Unit.read('fraction', 5)
    const below = Unit.read('fraction', 0.05)
    expect(above).toMatchObject({ allowed: expect.stringContaining('`5 %`, or `5 bps` for 0.05 %') })
    expect(below).toMatchObject({ allowed: expect.stringContaining('`5 %` (= 500 bps), or `0.05 %`') })
  })

  it('reads per cent and basis points alike', () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 1_000_000 }), (bps) => {
        const asPercent = Unit.read('fraction', `${bps / 100} %`)
        expect(asPercent.ok && asPercent.value).toBeCloseTo(bps / 10_000, 12)
        expect(Unit.read('fraction', `${bps} bps`)).toEqual({ ok: true, value: bps / 10_000 })
      }),
    )
  })

  it('never lets through what is not finite and from zero up', () => {
    fc.assert(
      fc.property(
        fc.constantFrom('fraction', 'duration', 'money', 'ratio', 'tokens'),
        fc.anything(),
        (dimension, raw) => {
          const reading = Unit.read(dimension, raw)
          if (reading.ok) expect(Number.isFinite(reading.value) && reading.value >= 0).toBe(true)
        },
      ),
    )
  })

  it('reads back what it shows', () => {
    const dimensions = ['fraction', 'duration', 'money', 'gasPrice', 'ETH', 'ratio'] as const
    fc.assert(
      fc.property(fc.constantFrom(...dimensions), fc.integer({ min: 1, max: 10_000_000 }), (dimension, n) => {
        const value = Math.min(n / 1000, Unit.MOST[dimension])
        const reading = Unit.read(dimension, Unit.show(dimension, value))
        expect(reading.ok && reading.value).toBeCloseTo(value, 9)
      }),
    )
  })

  it.each([
    { dimension: 'tokens', raw: '1,000,000', plain: '1000000', grouped: '1_000_000' },
    { dimension: 'money', raw: '1,000 USD', plain: '1000 USD', grouped: '1_000 USD' },
  ] as const)('takes $raw for a figure with commas, and says how to write it', ({ dimension, raw, plain, grouped }) => {
    const allowed = `no commas: \`${plain}\` or \`${grouped}\``
    expect(Unit.read(dimension, raw)).toEqual({ ok: false, code: 'FIGURE_INVALID', allowed })
    expect(Unit.read(dimension, plain)).toMatchObject({ ok: true })
    expect(Unit.read(dimension, grouped)).toMatchObject({ ok: true })
  })

  it('shows a bound of many zeros by its exponent', () => {
    expect(Unit.read('tokens', 2e18)).toMatchObject({ allowed: 'at most 1e18' })
    expect(Unit.read('money', '1e16 USD')).toMatchObject({ allowed: 'at most 1e15 USD' })
  })

  it('bounds every dimension, and names the bound', () => {
    for (const [dimension, unit] of Object.entries(WITH_UNIT) as [Unit.Dimension, string][]) {
      if (dimension === 'fraction') continue
      const most = Unit.MOST[dimension]
      expect(Unit.read(dimension, Unit.show(dimension, most))).toEqual({ ok: true, value: most })
      for (const above of [most * 1.01, 1e308, '1e400'])
        expect(Unit.read(dimension, unit === '' ? Number(above) : `${above} ${unit}`)).toEqual({
          ok: false,
          code: 'FIGURE_TOO_LARGE',
          allowed: `at most ${Unit.show(dimension, most)}`,
        })
    }
    expect(Unit.read('duration', '1e307 days')).toMatchObject({ code: 'FIGURE_TOO_LARGE' })
    expect(Unit.show('size', 300 * 1024 ** 2)).toBe('300 MiB')
    expect(Unit.read('fraction', '2000000 %')).toMatchObject({ allowed: 'at most 100000 %' })
    expect(Unit.read('duration', '37000 days')).toMatchObject({ allowed: 'at most 36525 days' })
  })

  it('answers NaN for a unit that does not exist', () => {
    expect(Unit.inUnit(1, 'furlong')).toBeNaN()
    expect(Unit.dimensionOf('furlong')).toBeUndefined()
  })
})
