// A name that does not exist is bad input in every book, in a config, a scenario and the file of a book.
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { afterAll, expect, test } from 'vitest'
import { bookOf } from './config/book.ts'
import { parse } from './config/parse.ts'
import { FileProblems } from './config/problem.ts'
import { deskOf } from './desks.ts'
import { planOf } from './plan.ts'
import { parseScenario } from './pool/scenario.ts'
import { simulated } from './pool/simulate.ts'
import { simulated as vaultsSimulated } from './vaults/desk.ts'

const QUIET = { start: () => undefined, at: () => undefined, stop: () => undefined }

const folder = mkdtempSync(join(tmpdir(), 'unknown-'))
afterAll(() => rmSync(folder, { recursive: true, force: true }))

const example = (name: string): string =>
  readFileSync(fileURLToPath(new URL(`../../examples/${name}.yaml`, import.meta.url)), 'utf8')

async function planned(name: string, state: string | null, change: (text: string) => string = (text) => text) {
  const choice = { folder: null, from: null, to: null, seed: null }
  const file = join(folder, 'state.yaml')
  if (state !== null) writeFileSync(file, state)
  const asked = { choice, at: null, state: state === null ? null : file }
  const opened = bookOf(change(example(name)), 'config.yaml')
  if (opened.book === 'venues') return planOf(parse(opened.text, opened.file), asked)
  return (await deskOf(opened.book)).plan(opened, asked)
}

const codesOf = async (work: () => unknown): Promise<readonly string[]> => {
  try {
    await work()
  } catch (error) {
    if (error instanceof FileProblems) return [error.code, ...error.problems.map(({ kind }) => kind)]
    throw error
  }
  return []
}

test.each([
  ['simulated', 'wallet: { USDT: 1000 }\nexchanges: { BINANCE: { trading: { DAI: 1 } } }\n'],
  ['simulated', 'wallet: { USDT: 1000 }\nloans: [{ id: mian, supplied: { USDT: 1 } }]\n'],
  ['simulated', 'wallet: { USDT: 1000 }\nflights: [{ asset: USDT, quantity: 5, from: MARS, to: WALLET }]\n'],
  ['pool-book', 'chains: { mars: { supply: 1, balances: { DAI: 1 } } }\n'],
  ['reserve-simulated', 'tranches: { DAI: { balance: 1 } }\n'],
  ['vaults-simulated', 'state: { vaults: {} }\n'],
])('%s: in the file of a book it is STATE_INVALID: %s', async (name, state) => {
  const [code, ...kinds] = await codesOf(() => planned(name, state))
  expect([code, kinds.length > 0, kinds.includes('bad')]).toEqual(['STATE_INVALID', true, true])
})

test('what breaks a rule in the file of a book is STATE_INVALID too', async () => {
  const text = 'supply: 1000\noperator: { coins: 2000 }\n'
  expect((await codesOf(() => planned('reserve-simulated', text)))[0]).toBe('STATE_INVALID')
})

test.each([
  ['reserve-simulated', (text: string) => text.replace('ETH: { daily: 3 % }', 'DAI: { daily: 3 % }')],
  ['pool-book', (text: string) => text.replace(/balances: \{ USDC/, 'balances: { DAI: 1, USDC')],
] as const)('%s: in a config it is CONFIG_INVALID', async (name, change) => {
  expect(change(example(name))).not.toBe(example(name))
  expect((await codesOf(() => planned(name, null, change)))[0]).toBe('CONFIG_INVALID')
})

test('in a scenario it is CONFIG_INVALID', async () => {
  const text = example('pool-equalise')
  const strange = text.replace(/balances: \{ USDC/, 'balances: { DAI')
  expect(strange).not.toBe(text)
  expect((await codesOf(() => simulated(parseScenario(strange, 'x.yaml'), null, QUIET)))[0]).toBe('CONFIG_INVALID')
})

// What is wrong, by where it stands: the same kind of mistake ends with the same exit code in every book.
test.each([
  [
    'too many decimals in a pool',
    'pool-book',
    [/balances: \{ USDC: \d+/, 'balances: { USDC: 0.00000001'],
    'CONFIG_INVALID',
  ],
  [
    'too many decimals in a reserve',
    'reserve-simulated',
    [/balance: [\d_]+/, `balance: 0.${'0'.repeat(30)}1`],
    'CONFIG_INVALID',
  ],
  ['too many decimals in vaults', 'vaults-simulated', [/start: \d+/, `start: 0.${'0'.repeat(30)}1`], 'CONFIG_INVALID'],
  ['a price of 0 in a pool', 'pool-book', [/decimals: 6, price: 1/, 'decimals: 6, price: 0'], 'CONFIG_INVALID'],
  ['a price of 0 in a reserve', 'reserve-simulated', [/price: 1$/m, 'price: 0'], 'CONFIG_INVALID'],
  ['levels out of order in a pool', 'pool-book', [/warning: 4 %/, 'warning: 40 %'], 'CONFIG_REFUSED'],
  ['weights that are not one in a reserve', 'reserve-simulated', [/weight: \d+ %/, 'weight: 1 %'], 'CONFIG_REFUSED'],
] as const)('%s', async (...[, name, [from, to], code]) => {
  const text = example(name)
  expect(text.replace(from, to)).not.toBe(text)
  expect((await codesOf(() => planned(name, null, (each) => each.replace(from, to))))[0]).toBe(code)
})

test('a first epoch without a price is bad input, as a missing key is', async () => {
  const text = example('vaults-epochs').replace('BTC: 27500, ', '')
  expect((await codesOf(() => vaultsSimulated(bookOf(text, 'x.yaml'), QUIET)))[0]).toBe('CONFIG_INVALID')
})
