import { readFileSync } from 'node:fs'
import { expect, it, test } from 'vitest'
import { parseScenario } from '../pool/scenario.ts'
import { setupOf } from '../pool/setup.ts'
import { parse as parseReserve } from '../reserve/config.ts'
import { parse as parseReserveScenario } from '../reserve/scenario.ts'
import { bookOf } from './book.ts'
import { ConfigError, type Problem } from './problem.ts'

const example = (name: string): string =>
  readFileSync(new URL(`../../../examples/${name}.yaml`, import.meta.url), 'utf8')

const problems = (read: () => unknown): readonly Problem[] => {
  try {
    read()
  } catch (error) {
    if (error instanceof ConfigError) return error.problems
    throw error
  }
  return []
}

const asReserveConfig = (text: string): unknown => parseReserve(bookOf(text, 'x.yaml'))
const asReserveScenario = (text: string): unknown => parseReserveScenario(text, 'x.yaml', null)
const asPoolConfig = (text: string): unknown => setupOf(bookOf(text, 'x.yaml'))
const asPoolScenario = (text: string): unknown => parseScenario(text, 'x.yaml')

test.each([
  ['reserve-orders', asReserveConfig, { path: 'events', found: 'a scenario', to: '`npx trimtab reserve simulate`' }],
  ['reserve-drifted', asReserveScenario, { path: 'market', found: 'a config', to: '`npx trimtab check`, `plan`' }],
  ['pool-regular', asPoolConfig, { path: 'events', found: 'a scenario', to: '`npx trimtab pool simulate`' }],
  ['pool-book', asPoolScenario, { path: 'policy', found: 'a config', to: '`npx trimtab check`, `plan`' }],
])('%s given to the command of the other kind is one problem that names the command', (name, read, expected) => {
  const [first, ...others] = problems(() => read(example(name)))
  const { path, found, to } = expected
  expect(others).toEqual([])
  expect(first).toMatchObject({ code: 'FILE_KIND', path, found, allowed: expect.stringContaining(to) })
  expect(first?.line).toBeGreaterThan(1)
})

it('leaves files of the right kind, and of another book, to their readers', () => {
  for (const [name, read] of [
    ['reserve-orders', asReserveScenario],
    ['reserve-drifted', asReserveConfig],
    ['pool-regular', asPoolScenario],
    ['pool-book', asPoolConfig],
  ] as const)
    expect(problems(() => read(example(name)))).toEqual([])
  expect(problems(() => asReserveScenario(example('pool-book')))).toMatchObject([{ path: 'book' }])
  expect(problems(() => asReserveScenario('book: reserve\ntranches: {}\n'))).toMatchObject([{ code: 'KEY_MISSING' }])
})
