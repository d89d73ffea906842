import { describe, expect, it } from 'vitest'
import { events } from '../../backtest/vaults/event.ts'
import { type Done, simulate } from '../../backtest/vaults/simulate.ts'
import { abs } from '../../models/vault/table.ts'
import { bookOf } from '../config/book.ts'
import { NO_CHOICE, staged } from './scene.ts'
import { setup } from './setup.ts'

/** Ether falls by a fifth, which sells ether, and a withdrawal burns pool, which buys it back. */
const book = (fills: string): string => `book: vaults
assets: { BTC: {}, ETH: {} }
vaults: { USDC: { own: stable, start: 1000000 } }
data:
  epochs:
    - { label: T0, prices: { BTC: 27500, ETH: 1850 }, pool: { price: 0.95, deltas: { BTC: 0.26, ETH: 0.33 } } }
    - { label: T1, after: 8 h, prices: { BTC: 27500, ETH: 1480 }, pool: { price: 0.95 }, withdrawals: { USDC: 60000 }${fills} }
`

async function second(fills: string, orderMax: bigint | null) {
  const { scene } = await staged(setup(bookOf(book(fills), 'x.yaml')), NO_CHOICE)
  const [first, ...rest] = scene.epochs
  const open = simulate({ ...scene, epochs: first === undefined ? [] : [first] })
  const run = simulate({ ...scene, start: open.state, epochs: rest, policy: { ...scene.policy, orderMax } })
  const turn = run.turns[0]
  if (turn?.ok !== true) throw new RangeError(turn?.refusal.code)
  return { turn, run }
}

const largest = ({ journal: { opened } }: Done): bigint =>
  [opened.pool, ...opened.hedges].reduce((most, { order }) => (abs(order) > most ? abs(order) : most), 0n)

describe('a pool order of which nothing is filled', () => {
  it('leaves a hedge that is larger than any that was checked: it is checked, held back and told of', async () => {
    const planned = largest((await second('', null)).turn)
    const unfilled = (await second(', fills: { pool: { part: 0 % } }', null)).turn
    expect(abs(unfilled.journal.opened.hedges[1]?.order ?? 0n)).toBeGreaterThan(planned)
    const { turn, run } = await second(', fills: { pool: { part: 0 % } }', planned)
    expect(turn.refused.map(({ code, facts }) => [code, facts['asset']])).toEqual([['ORDER_TOO_LARGE', 'ETH']])
    expect(turn.journal.closed.hedges[1]?.filled).toBe(0n)
    const told = events(run).find(({ code }) => code === 'ORDER_TOO_LARGE')
    expect(told?.said).toMatch(
      /^The hedge of ETH is not sent\. An order of [\d,.]+ USD is above the [\d,.]+ USD that one may move$/,
    )
    expect(told?.lift).not.toBe('')
  })
})
