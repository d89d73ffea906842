// The worked examples and the defaults of docs/rules/venues.md are computed again from their inputs.
import { expect, test } from 'vitest'
import { raw } from '../../src/app/config/preset.ts'
import { leverageAtHealth, ltvAtHealth } from '../../src/models/lending/account.ts'
import * as Capacity from '../../src/models/lending/capacity.ts'
import { distance } from '../../src/models/perp/liquidation.ts'
import * as Margin from '../../src/models/perp/margin.ts'
import { benefit } from '../../src/models/yield/breakeven.ts'
import { horizonOutcome, literalOutcome } from '../../src/planner/judge.ts'
import { find, MODES } from '../../src/portfolio/venues/mode.ts'
import { fraction, usd } from '../../src/units/estimate.ts'
import { anchorsOf, examplesOf, pageText, worked } from './page.ts'

const page = pageText('docs/rules/venues.md')

const EXAMPLES: Readonly<Record<string, (row: readonly string[]) => readonly string[]>> = {
  decision: ([gain, cost]) => {
    const net = benefit(usd(Number(gain)), 30) - Number(cost)
    const hurdle = 0.5 * Number(cost)
    return [net.toFixed(2), horizonOutcome(net, hurdle), literalOutcome(Number(gain), Number(cost))]
  },
  distance: ([ratio]) => {
    const tiers = [{ upTo: usd(Number.POSITIVE_INFINITY), mmr: fraction(0.01), deduction: usd(0), maxLeverage: 100 }]
    const position = {
      equity: usd(Number(ratio) * 1000),
      notional: usd(1000),
      side: 'short',
      tiers,
      fee: fraction(0),
    } as const
    return [`${(distance(position) * 100).toFixed(1)} %`]
  },
  shortfall: ([short, mark, equity, ratio]) => {
    const notional = Number(short) * Number(mark)
    const target = fraction(Number(ratio))
    const missing = Margin.shortfall(usd(Number(equity)), usd(notional), target)
    const part = Margin.closeFraction(Number(equity) / notional, target, fraction(0.00055))
    return [String(missing), (part * Number(short)).toFixed(6)]
  },
  health: ([health]) => [
    ltvAtHealth(Number(health), fraction(0.95)).toFixed(4),
    leverageAtHealth(Number(health), fraction(0.95)).toFixed(1),
  ],
  remedies: ([remedy = '']) => {
    const target = { weighted: usd(107.44 * 0.95), debt: usd(95.796), health: 1.1 }
    const liquidationLtv = fraction(Number(/[\d.]+/.exec(remedy)?.[0] ?? '0.95'))
    if (remedy === 'repay') return [Capacity.repayToHealth(target).toFixed(2)]
    if (remedy === 'deleverage')
      return [Capacity.deleverageToHealth({ ...target, liquidationLtv, slippage: fraction(0.0005) }).toFixed(2)]
    return [Capacity.supplyToHealth({ ...target, liquidationLtv }).toFixed(2)]
  },
}

test('each worked example has a computation, and each computation an example', () => {
  expect([...examplesOf(page)].sort()).toEqual(Object.keys(EXAMPLES).sort())
})

test.each(Object.entries(EXAMPLES))('%s: every row is what the model answers', (name, answer) => {
  const rows = worked(page, name)
  expect(rows.length).toBeGreaterThan(2)
  const found = rows.map((row) => {
    const answered = answer(row)
    return [...row.slice(0, row.length - answered.length), ...answered]
  })
  expect(found).toEqual(rows)
})

test('D1 to D32 are headings in order, each with its anchor', () => {
  const rules = Array.from({ length: 32 }, (_, at) => `D${at + 1}`)
  expect([...page.matchAll(/^<a id="(D\d+)"><\/a>\n\n### (D\d+) \S/gm)].map(([, id, name]) => [id, name])).toEqual(
    rules.map((name) => [name, name]),
  )
  expect(rules.filter((name) => !anchorsOf(page).has(name))).toEqual([])
})

test('defaults are those of the preset', () => {
  const mode = find('usdt_market_neutral', 'USDT')
  if (mode === undefined) expect.unreachable()
  const preset: unknown = raw(mode)
  const table = page.slice(page.indexOf('## Defaults'), page.indexOf('## Refusals'))
  const rows = [...table.matchAll(/^\| `([\w.]+)` \| (.+) \|$/gm)].map(([, key = '', value = '']) => [key, value])
  expect(rows.length).toBeGreaterThan(40)
  const at = (key: string): string => {
    let node = preset
    for (const name of key.split('.')) node = Object(node)[name]
    return String(node)
  }
  expect(rows.map(([key = '']) => [key, at(key)])).toEqual(rows)
})

test('the components of modes are those that the engine has', () => {
  const said = { full: 'all', ltv: 'its loan', simple: 'its own places' } as const
  const yes = (is: boolean): string => (is ? 'yes' : 'no')
  const table = page.slice(page.indexOf('### D29'), page.indexOf('### D30'))
  const rows = [...table.matchAll(/^\| (`.+) \|$/gm)].map(([, row = '']) => row.split(' | '))
  const stated = rows.flatMap(([names = '', classes = '', ...rest]) =>
    names
      .replaceAll('`', '')
      .split(', ')
      .flatMap((name) => classes.split(', ').map((shareClass) => [name, shareClass, ...rest].join(' '))),
  )
  const modes = MODES.map(({ name, shareClass, components: { transfers, emergency, complex, optimizer } }) =>
    [name, shareClass, yes(transfers), said[emergency], yes(complex), yes(optimizer)].join(' '),
  )
  expect(stated.sort()).toEqual(modes.sort())
})
