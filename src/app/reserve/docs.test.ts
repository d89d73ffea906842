// The tables of docs/models/reserve.md are recomputed by the models, so that no figure in them can be wrong.
import { readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { reserve, tranche } from '../../../test/arbitraries/reserveModel.ts'
import { isCloser, isInside } from '../../models/reserve/band.ts'
import { lower, priced, upper } from '../../models/reserve/clamp.ts'
import { counted } from '../../models/reserve/commitment.ts'
import { decayed } from '../../models/reserve/flow.ts'
import { compared } from '../../models/reserve/guard.ts'
import type { Pool } from '../../models/reserve/lp.ts'
import { shapeOf } from '../../models/reserve/pamm/params.ts'
import { payout } from '../../models/reserve/pamm/redemption.ts'
import { DEFAULT, GYROSCOPE } from '../../models/reserve/profile.ts'
import { recover } from '../../models/reserve/recovery.ts'
import { scheduledWeight } from '../../models/reserve/schedule.ts'
import { value } from '../../models/reserve/state.ts'
import { drifted, sharesOf } from '../../models/reserve/target.ts'
import { of as amountOf } from '../../units/amount.ts'
import { block, timestamp } from '../../units/chain.ts'
import { format, parse } from '../../units/decimal.ts'
import { of as priceOf } from '../../units/price.ts'
import { of as ratioOf } from '../../units/ratio.ts'
import { of as coinsOf } from '../../units/shares.ts'
import { jsonOf } from '../config/json.ts'
import { config } from './configSchema.ts'
import { scenario } from './scenarioSchema.ts'

const text = readFileSync(new URL('../../../docs/models/reserve.md', import.meta.url), 'utf8')

/** Rows of the table with this head. */
function rows(...head: readonly string[]): readonly (readonly string[])[] {
  const cells = (line: string): readonly string[] =>
    line
      .split('|')
      .slice(1, -1)
      .map((cell) => cell.trim())
  const lines = text.split('\n')
  const at = lines.findIndex((line) => line.startsWith('|') && cells(line).join() === head.join())
  const end = lines.findIndex((line, index) => index > at && !line.startsWith('|'))
  expect(at).toBeGreaterThan(0)
  return lines.slice(at + 2, end).map(cells)
}

const E18 = 18
const units = (cell = ''): bigint => parse(cell, E18)
const shown = (n: bigint): string => format(n, E18)
const DAY = 86_400
const yes = (is: boolean): string => (is ? 'yes' : 'no')

describe('the guide of the reserve book', () => {
  const guide = readFileSync(new URL('../../../docs/guide/reserve-book.md', import.meta.url), 'utf8')

  it.each([
    ['config', config],
    ['scenario', scenario],
  ])('names every key of a %s', (_, schema) => {
    const missing = [...keys(jsonOf(schema))].filter(
      (key) => !new RegExp(`\\b${key.replace('$', '\\$')}\\b`).test(guide),
    )
    expect(missing.filter((key) => key !== '$schema')).toEqual([])
  })

  function keys(node: object, found = new Set<string>()): Set<string> {
    for (const [name, child] of Object.entries(node)) {
      if (name === 'properties') for (const key of Object.keys(child)) found.add(key)
      if (typeof child === 'object' && child !== null) keys(child, found)
    }
    return found
  }
})

describe('the worked examples of the reserve page', () => {
  it('scheduled weights', () => {
    const table = rows('from', 'to', 'day', 'scheduled')
    const found = table.map(([from = '', to = '', day = '']) => {
      const calibration = {
        price: priceOf(1n),
        weight: ratioOf(units(to)),
        previousWeight: ratioOf(units(from)),
        time: timestamp(0n),
        duration: BigInt(7 * DAY),
      }
      return [from, to, day, shown(scheduledWeight(calibration, timestamp(BigInt(Number(day) * DAY))))]
    })
    expect(found).toEqual(table)
  })

  it('targets, which sum to one', () => {
    const table = rows('price A', 'price B', 'price C', 'target A', 'target B', 'target C')
    const weights = ['0.4', '0.3', '0.3']
    const calibrated = ['1', '1', '2000']
    const found = table.map((row) => {
      const prices = row.slice(0, 3)
      const due = prices.map((price, at) =>
        drifted(ratioOf(units(weights[at])), priceOf(units(price)), priceOf(units(calibrated[at]))),
      )
      const share = sharesOf(ratioOf(due.reduce((sum, each) => sum + each, 0n)))
      return [...prices, ...due.map((each) => shown(share(each)))]
    })
    expect(found).toEqual(table)
    for (const row of table) expect(row.slice(3).reduce((sum, cell) => sum + units(cell), 0n)).toBe(10n ** 18n)
  })

  it('bands', () => {
    const table = rows('target', 'weight', 'resulting', 'inside', 'strict', 'document')
    const found = table.map(([target = '', weight = '', resulting = '']) => {
      const [goal, from, to] = [ratioOf(units(target)), ratioOf(units(weight)), ratioOf(units(resulting))]
      const way = { from, to, target: goal }
      const inside = isInside(to, goal, ratioOf(units('0.1')))
      return [target, weight, resulting, yes(inside), yes(isCloser(way, 'strict')), yes(isCloser(way, 'document'))]
    })
    expect(found).toEqual(table)
  })

  it('flows', () => {
    const table = rows('blocks', 'flow')
    const flow = { amount: amountOf(units('1000')), seen: block(0n) }
    const memory = ratioOf(units('0.999561094198769664'))
    expect(table.map(([blocks = '']) => [blocks, shown(decayed(flow, memory, block(BigInt(blocks))))])).toEqual(table)
  })

  it('prices of a stable asset', () => {
    const table = rows('price', 'lower', 'upper')
    const peg = { floor: priceOf(units('0.95')), ceiling: priceOf(units('1.05')) }
    const found = table.map(([price = '']) => {
      const asset = { id: 'A', price: priceOf(units(price)), per: ratioOf(units('1')), peg }
      return [price, shown(lower(asset)), shown(upper(asset))]
    })
    expect(found).toEqual(table)
  })

  it('prices of shares of pools', () => {
    const table = rows('kind', 'reserves', 'prices', 'raw', 'lower', 'upper')
    const peg = { floor: priceOf(units('0.95')), ceiling: priceOf(units('1.05')) }
    const found = table.map(([kind = '', held = '', at = '']) => {
      const shape = { supply: units('1000'), reserves: held.split(' and ').map(units) }
      const pool: Pool =
        kind === 'product' ? { kind, ...shape } : { kind: 'stable', ...shape, amplification: BigInt(kind.slice(12)) }
      const assets = at.split(' and ').map((one, index) => {
        const [price = '', isStable] = one.split(', ')
        const own = { id: `A${index}`, price: priceOf(units(price)), per: ratioOf(units('1')) }
        return { ...own, peg: isStable === undefined ? null : peg }
      })
      const { raw, lower: low, upper: high } = priced(assets, pool)
      return [kind, held, at, shown(raw), shown(low), shown(high)]
    })
    expect(found).toEqual(table)
  })

  it('what redemptions pay', () => {
    const table = rows('reserve', 'redeemed of late', 'coins', 'paid')
    const found = table.map(([value = '', redeemed = '', coins = '']) => {
      const level = { redeemed: units(redeemed), value: units(value), supply: units('100') }
      return [value, redeemed, coins, shown(payout(units(coins), level, shapeOf(DEFAULT)))]
    })
    expect(found).toEqual(table)
  })

  it('what a promise comes to', () => {
    const table = rows('day', 'counts')
    const promise = {
      kind: 'labour',
      start: timestamp(0n),
      cliff: BigInt(30 * DAY),
      vesting: BigInt(365 * DAY),
      decay: { perPeriod: ratioOf(units('0.5')), period: BigInt(400 * DAY) },
      revoked: null,
      pledges: [],
      target: 'fixed',
    } as const
    const at = (day: string) => timestamp(BigInt(Number(day) * DAY))
    expect(table.map(([day = '']) => [day, shown(counted(amountOf(units('1000')), promise, at(day)))])).toEqual(table)
  })

  it('prices that the guard lets pass', () => {
    const table = rows('own price', 'median', 'passes')
    const said = ['2400', '2500', '2510', '2520'].map((price, at) => [String(at), priceOf(units(price))] as const)
    const found = table.map(([own = '']) => {
      const prices = new Map([['ETH', priceOf(units(own))]])
      const oracle = { pairs: [], sources: { ETH: Object.fromEntries(said) } }
      const guard = { pairs: ratioOf(units('0.02')), level: ratioOf(units('0.02')) }
      const [one] = compared(prices, oracle, guard)
      return [own, shown(one?.other ?? 0n), yes(one?.isOff === false)]
    })
    expect(found).toEqual(table)
  })

  it('what stakers lose', () => {
    const table = rows('coins', 'staked', 'burnt')
    const bps = (n: string) => ratioOf(units(n))
    const found = table.map(([coins, staked]) => {
      const of = reserve([tranche('a'), tranche('b')], {
        supply: coinsOf(units(coins)),
        staked: coinsOf(units(staked)),
      })
      const recovery = { trigger: bps('0.95'), triggerMax: bps('0.95'), target: bps('1') }
      return [coins, staked, shown(recover(of, value(of), { ...DEFAULT, recovery }).burnt)]
    })
    expect(found).toEqual(table)
  })

  it('targets that follow what counts', () => {
    const table = rows('share that counts', 'target of the commitment')
    const targets = table.map(([share = '']) => {
      const due = [units('0.9'), (units('0.1') * units(share)) / units('1')] as const
      const shareOf = sharesOf(due[0] + due[1])
      shareOf(ratioOf(due[0]))
      return [share, shown(shareOf(ratioOf(due[1])))]
    })
    expect(targets).toEqual(table)
  })

  it('the quirks of both profiles', () => {
    const table = rows('', 'gyroscope', 'default', 'why')
    const quirks = Object.entries(GYROSCOPE.quirks).map(([name, value]) => [name, value])
    expect(table.map(([name, contracts]) => [name, contracts])).toEqual(quirks)
    expect(table.map(([name, , own]) => [name, own])).toEqual(Object.entries(DEFAULT.quirks))
  })
})
