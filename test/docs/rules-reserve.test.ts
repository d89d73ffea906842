// The worked examples of docs/rules/reserve.md are computed again from their inputs.
import { expect, test } from 'vitest'
import { check } from '../../src/models/reserve/check.ts'
import * as Flows from '../../src/models/reserve/flow.ts'
import { shapeOf } from '../../src/models/reserve/pamm/params.ts'
import { payout } from '../../src/models/reserve/pamm/redemption.ts'
import { DEFAULT, GYROSCOPE } from '../../src/models/reserve/profile.ts'
import { of as amountOf, ZERO } from '../../src/units/amount.ts'
import { block } from '../../src/units/chain.ts'
import { format, parse } from '../../src/units/decimal.ts'
import { of as ratioOf } from '../../src/units/ratio.ts'
import { prices, reserve, STILL, stable, tranche } from '../arbitraries/reserveModel.ts'
import { examplesOf, pageText, worked } from './page.ts'

const page = pageText('docs/rules/reserve.md')
const units = (text = ''): bigint => parse(text, 18)
const shown = (n: bigint): string => format(n, 18)

/** One flow, kept from row to row. */
function flows(): (row: readonly string[]) => readonly string[] {
  let flow = STILL
  return ([at = '', into]) => {
    const stream = {
      tranche: 'A',
      flow,
      amount: amountOf(units(into)),
      memory: ratioOf(units('0.9')),
      limit: amountOf(units('1000')),
    }
    const passed = Flows.pass([stream], { ...DEFAULT, direction: 'in', now: block(BigInt(at)) })
    if (!passed.ok) return [passed.refusal.code, '', '']
    flow = passed.flows[0] ?? STILL
    const closed = flow.blockedUntil === 0n ? '' : String(flow.blockedUntil)
    return ['passes', shown(flow.amount), closed]
  }
}

const EXAMPLES: Readonly<Record<string, (row: readonly string[]) => readonly string[]>> = {
  orders: ([order = '', price]) => {
    const [a, b] = [tranche('A', { prices: prices(Number(price)), assets: [stable(Number(price))] }), tranche('B')]
    const moved = (id: string) => {
      const found = new RegExp(`(\\d+) ${id}`).exec(order)?.[1]
      return found === undefined ? ZERO : amountOf(units(found))
    }
    const isMint = order.startsWith('mint')
    const movement = { direction: isMint ? 'in' : 'out', amounts: [moved('A'), moved('B')] } as const
    const answer = check(reserve([a, b]), { purpose: isMint ? 'mint' : 'redeem', movement }, DEFAULT)
    return [answer.ok ? 'passes' : answer.refusal.code]
  },
  flows: flows(),
  redemption: ([value, redeemed, coins]) => {
    const level = { redeemed: units(redeemed), value: units(value), supply: units('100') }
    return [shown(payout(units(coins), level, shapeOf(DEFAULT)))]
  },
}

test('each worked example has a computation, and each computation an example', () => {
  expect([...examplesOf(page)].sort()).toEqual(Object.keys(EXAMPLES).sort())
})

test.each(Object.entries(EXAMPLES))('%s: every row is what the model answers', (name, answer) => {
  const rows = worked(page, name)
  expect(rows.length).toBeGreaterThan(3)
  const found = rows.map((row) => {
    const answered = answer(row)
    return [...row.slice(0, row.length - answered.length), ...answered]
  })
  expect(found).toEqual(rows)
})

test('defaults are those of both profiles', () => {
  const { quirks: _, redemption, ...figures } = DEFAULT
  expect({ ...GYROSCOPE, quirks: null }).toEqual({ ...DEFAULT, quirks: null })
  const table = new Map(
    [...page.matchAll(/^\| `([\w.]+)` \| (.+) \|$/gm)].map(([, name = '', said = '']) => [name, said]),
  )
  const said: Readonly<Record<string, string>> = {
    band: `${shown(figures.band)} of the target`,
    closer: `\`${figures.closer}\``,
    priceMin: shown(figures.priceMin),
    cooldown: `${figures.cooldown} blocks`,
    guardianMax: `${figures.guardianMax} blocks`,
    supplyMax: figures.supplyMax === (1n << 256n) - 1n ? '2^256 − 1' : String(figures.supplyMax),
    bootstrapped: shown(figures.bootstrapped),
    dust: `${shown(figures.dust)} of value`,
    'redemption.slopeMin': shown(redemption.slopeMin),
    'redemption.parMax': shown(redemption.parMax),
    'redemption.priceFloor': shown(redemption.priceFloor),
    'redemption.memory': `${shown(redemption.memory)} a block`,
    'redemption.discount': shown(redemption.discount),
  }
  expect(Object.keys(said).map((name) => [name, table.get(name)])).toEqual(Object.entries(said))
})
