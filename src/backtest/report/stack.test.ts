import { expect, it } from 'vitest'

interface Drawn {
  readonly lines: readonly { readonly values: readonly (number | null)[] }[]
}

interface Stack {
  readonly highest: (spec: Drawn) => number
  readonly isCapped: (spec: Drawn & { readonly cap: number | null }) => boolean
}

const { highest, isCapped }: Stack = await import(new URL('stack.client.js', import.meta.url).href)

it('names the highest value of a chart whose axis ends below it', () => {
  const lines = [{ values: [0.4, null, 2.379] }, { values: [1.1] }]
  expect(highest({ lines })).toBe(2.379)
  expect([1.26, 2.379, null].map((cap) => isCapped({ cap, lines }))).toEqual([true, false, false])
})
