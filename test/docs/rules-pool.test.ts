// The worked examples of docs/rules/pool.md are computed again from their inputs.
import { expect, test } from 'vitest'
import * as Burn from '../../src/models/pool/burn.ts'
import { account, wallet } from '../../src/models/pool/chain.ts'
import * as Mint from '../../src/models/pool/mint.ts'
import { networkOf } from '../../src/models/pool/networks.ts'
import { FLOORS, type SupplyFloor } from '../../src/models/pool/rules.ts'
import * as SharePrice from '../../src/models/pool/sharePrice.ts'
import * as Source from '../../src/models/pool/source.ts'
import * as Supply from '../../src/models/pool/supply.ts'
import * as Amount from '../../src/units/amount.ts'
import { format, parse } from '../../src/units/decimal.ts'
import * as Shares from '../../src/units/shares.ts'
import { chain, setting, USDC } from '../arbitraries/poolChain.ts'
import { examplesOf, pageText, worked } from './page.ts'

const page = pageText('docs/rules/pool.md')
const units = (text = ''): bigint => parse(text, 6)
const shown = (n: bigint): string => format(n, 6)

const EXAMPLES: Readonly<Record<string, (row: readonly string[]) => readonly string[]>> = {
  'share price': ([assets, total, virtual, stored]) => {
    const given = { usdc: units(assets), supply: units(total), virtual: units(virtual), price: units(stored) }
    const result = SharePrice.update(chain(given), setting())
    return [result.ok ? shown(result.sharePrice) : result.refusal.code]
  },
  'supply floor': ([total = '', virtual = '']) => {
    const said = (floor: SupplyFloor): string => {
      const standing = { totalSupply: Shares.of(BigInt(total)), virtualSupply: Shares.of(BigInt(virtual)), floor }
      return Supply.check(standing) === undefined ? 'passes' : 'refused'
    }
    return [said(FLOORS.documents), said(FLOORS.rigoblock)]
  },
  transfer: ([input, output]) => {
    const before = chain({ usdc: 10_000n * USDC, supply: 10_000n * USDC })
    const order = {
      opType: 'transfer',
      token: 'USDC',
      outputToken: 'USDC',
      destination: networkOf(10),
      inputAmount: Amount.of(units(input)),
      outputAmount: Amount.of(units(output)),
      toleranceBps: 0n,
      isNative: false,
    } as const
    const sent = Source.deposit(before, order, setting())
    if (!sent.ok) return [sent.refusal.code, '', '']
    const after = SharePrice.update(sent.chain, setting())
    const { virtualSupply } = sent.chain
    return [shown(-virtualSupply), shown(virtualSupply), after.ok ? shown(after.sharePrice) : after.refusal.code]
  },
  orders: ([order = '']) => {
    const before = chain({ usdc: 5000n * USDC, supply: 5000n * USDC })
    const amount = units(/[\d.]+/.exec(order)?.[0])
    if (order.startsWith('burn')) {
      const burnt = Burn.burn(
        before,
        { holder: 'ann', shares: Shares.of(amount), amountMin: Amount.ZERO, now: 0 },
        setting(),
      )
      return burnt.ok ? [`${shown(burnt.spread)} USDC`, `${shown(burnt.amount)} USDC`] : ['', burnt.refusal.code]
    }
    const given = { recipient: 'bob', token: 'USDC', amount: Amount.of(amount), sharesMin: Shares.ZERO, now: 0 }
    const minted = Mint.mint(before, given, setting())
    if (!minted.ok) return ['', minted.refusal.code]
    expect(wallet(minted.chain, 'USDC')).toBe(5000n * USDC + amount - minted.spread)
    expect(account(minted.chain, 'bob').shares).toBe(minted.shares)
    return [`${shown(minted.spread)} USDC`, `${shown(minted.shares)} shares`]
  },
}

test('each worked example has a computation, and each computation an example', () => {
  expect([...examplesOf(page)].sort()).toEqual(Object.keys(EXAMPLES).sort())
})

test.each(Object.entries(EXAMPLES))('%s: every row is what the model answers', (name, answer) => {
  const rows = worked(page, name)
  expect(rows.length).toBeGreaterThan(3)
  for (const row of rows) {
    const found = answer(row)
    expect(row).toEqual([...row.slice(0, row.length - found.length), ...found])
  }
})
