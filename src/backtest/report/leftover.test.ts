import { expect, test } from 'vitest'
import { leftoverWords } from './leftover.ts'

test('what lots leave over is told with the least order', () => {
  const of = { asset: 'ETH', lot: 0.001, leastNotional: 5 } as const
  const said = leftoverWords([
    { ...of, kind: 'hedge', place: 'BOOK', quantity: -0.0004, value: -1 },
    { ...of, kind: 'position', place: 'OKX', asset: 'ETHUSDT', quantity: 0.0004, value: 1, leastNotional: 0 },
    { ...of, kind: 'coins', place: 'BINANCE', quantity: 0.00004, value: 0.1 },
  ])
  expect(said.map((text) => text.replaceAll('\u00a0', ' '))).toEqual([
    '−0.0004 ETH (1.00 USD) of delta, not hedged; the least order is 0.001 ETH and 5.00 USD',
    '0.0004 ETHUSDT (1.00 USD) at OKX, dust until the next order there; the least order is 0.001 ETH',
    '0.00004 ETH (0.10 USD) at BINANCE, too little to sell; the least order is 0.001 ETH and 5.00 USD',
  ])
})
