// Every book says in the same words what a simulated market is, and spans of time as other commands print them.
import { readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { expect, test } from 'vitest'
import { bookOf } from './config/book.ts'
import { parse } from './config/parse.ts'
import { summary } from './config/summary.ts'
import { deskOf } from './desks.ts'

const opened = (name: string) =>
  bookOf(readFileSync(fileURLToPath(new URL(`../../examples/${name}.yaml`, import.meta.url)), 'utf8'), 'config.yaml')

async function checked(name: string) {
  const read = opened(name)
  if (read.book === 'venues') throw new RangeError('not of this test')
  return (await (await deskOf(read.book)).check(read)).document
}

test.each([
  ['pool-book', 'Prices', 'simulated market, drawn from seed 7, 2,160 hours'],
  ['reserve-simulated', 'Market', 'simulated market, drawn from seed 7'],
  ['vaults-simulated', 'Market', 'simulated market, drawn from seed 7'],
  ['vaults-epochs', 'Market', 'the epochs that the config states'],
])('check of %s', async (name, fact, says) => {
  expect((await checked(name)).facts).toContainEqual([fact, says])
})

test('check of a venues config', () => {
  const { text, file } = opened('simulated')
  expect(summary(parse(text, file)).data).toBe('simulated market, drawn from seed 7, 17,520 hours from 2024-01-01')
})

test('a plan of a pool and a plan of vaults', async () => {
  const asked = { choice: { folder: null, from: null, to: null, seed: 3 }, at: null, state: null }
  for (const [name, fact] of [
    ['pool-book', 'Prices'],
    ['vaults-simulated', 'Market'],
  ] as const) {
    const read = opened(name)
    if (read.book === 'venues') throw new RangeError('not of this test')
    const { document } = await (await deskOf(read.book)).plan(read, asked)
    expect(document.facts).toContainEqual([fact, 'simulated market, drawn from seed 3'])
  }
})

test('bridges of a pool take minutes, not hundreds of seconds', async () => {
  const { blocks } = (await checked('pool-book')).sections.find(({ id }) => id === 'bridges') ?? { blocks: [] }
  expect(JSON.stringify(blocks)).toContain(
    'filled within 2\u00a0min in the median case and 8\u00a0min in 19 of 20, expired after 10\u00a0min.',
  )
})
