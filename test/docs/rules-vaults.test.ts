// The worked examples of docs/rules/vaults.md are computed again from their inputs.
import { expect, test } from 'vitest'
import { schema } from '../../src/app/vaults/schema.ts'
import * as Buffer from '../../src/models/vault/buffer.ts'
import * as Fit from '../../src/models/vault/fit.ts'
import * as Funding from '../../src/models/vault/funding.ts'
import { assign } from '../../src/models/vault/netting.ts'
import { settle } from '../../src/models/vault/settle.ts'
import { WAD } from '../../src/models/vault/table.ts'
import { format, parse } from '../../src/units/decimal.ts'
import { lr } from '../../src/units/split.ts'
import { examplesOf, pageText, worked } from './page.ts'

const page = pageText('docs/rules/vaults.md')
const list = (text = ''): readonly bigint[] => text.split(', ').map(BigInt)
const said = (figures: readonly bigint[]): string => figures.join(', ')
const percent = (n: bigint): bigint => (n * WAD) / 100n

const EXAMPLES: Readonly<Record<string, (row: readonly string[]) => readonly string[]>> = {
  splits: ([nums, den = '']) => [said(lr(list(nums), BigInt(den)))],
  settlement: ([profits, pool, buffer]) => {
    const { received, shortfall } = settle(list(profits), { pool: list(pool), buffer: list(buffer) })
    return [said(received), said(shortfall)]
  },
  funding: ([cost = '', hedges]) => [said(Funding.assign(BigInt(cost), list(hedges)).cost)],
  buffer: ([netAssets = '', before = '']) => {
    const policy = { target: percent(10n), min: percent(5n), max: percent(20n), hold: percent(6n) }
    const situation = { netAssets: BigInt(netAssets), before: BigInt(before), urgent: false }
    const { deployed, action } = Buffer.choose(situation, policy)
    return [String(deployed), action]
  },
  fit: ([deployed = '']) => {
    const found = Fit.fit({
      deployed: deployed.split(', ').map((usd) => parse(usd, 6)),
      own: [null, 0, 1],
      weights: ['0.26', '0.33', '0.01', '0.005'].map((delta) => parse(delta, 18)),
      ratios: ['0.1', '0.1', '0.15', '0.15'].map((ratio) => parse(ratio, 18)),
      caps: { pool: null, hedge: [] },
    })
    if (!found.ok) return [found.refusal.code, '']
    return [format(found.poolTotal, 6), found.net.map((x) => format(x, 6)).join(', ')]
  },
  fills: ([wishes, filled = '', fee = '']) => {
    const found = assign(list(wishes), { filled: BigInt(filled), fee: BigInt(fee) }, [])
    if (!found.ok) return [found.refusal.code, '', '']
    return [String(found.crossed), said(found.fills), said(found.fees)]
  },
}

test('each worked example has a computation, and each computation an example', () => {
  expect([...examplesOf(page)].sort()).toEqual(Object.keys(EXAMPLES).sort())
})

test.each(Object.entries(EXAMPLES))('%s: every row is what the model answers', (name, answer) => {
  const rows = worked(page, name)
  expect(rows.length).toBeGreaterThan(1)
  const found = rows.map((row) => {
    const answered = answer(row)
    return [...row.slice(0, row.length - answered.length), ...answered]
  })
  expect(found).toEqual(rows)
})

test('defaults are those that a config has', () => {
  const shape = JSON.stringify(schema.toJSONSchema({ unrepresentable: 'any', io: 'input' }))
  const defaults = (name: string): readonly string[] =>
    [...shape.matchAll(new RegExp(`"${name}":\\{[^{}]*?"default":"([^"]+)"`, 'g'))].map(([, value]) => value ?? '')
  const table = page.slice(page.indexOf('## Defaults'), page.indexOf('## Findings'))
  const rows = [...table.matchAll(/^\| (`.+?) \| (.+) \|$/gm)]
  expect(rows).toHaveLength(8)
  for (const [, keys = '', values = ''] of rows) {
    const names = [...keys.matchAll(/`([^`]+)`/g)].map(([, key = '']) => key.split('.').at(-1) ?? '')
    const stated = values.replace(/`| of net assets/g, '').split(', ')
    for (const [at, name] of names.entries()) expect(defaults(name)).toContain(stated[at] ?? stated[0])
  }
})
