import { expect, test } from 'vitest'
import { TrimtabError } from './error.ts'

class Leak extends TrimtabError {
  constructor() {
    super({ code: 'LEAK', message: 'water', facts: { litres: 3 }, remedy: 'bail' })
  }
}

test('an error carries its class name, code, facts and remedy', () => {
  const error = new Leak()
  expect(error).toBeInstanceOf(Error)
  expect(error).toBeInstanceOf(TrimtabError)
  expect(error).toMatchObject({ name: 'Leak', code: 'LEAK', facts: { litres: 3 }, remedy: 'bail', message: 'water' })
})
