import { expect, it } from 'vitest'
import type { PoolFlight } from '../../portfolio/pool/state.ts'
import * as Amount from '../../units/amount.ts'
import { instant } from '../../units/time.ts'
import { arrivalOf } from './due.ts'

it('draws when a deposit is filled: half by the middle case, nineteen of twenty by p95, the rest by a bad day', () => {
  const at = (seconds: number) => instant(seconds * 1000)
  const flight: PoolFlight = {
    key: 0,
    kind: 'transfer',
    from: 'ethereum',
    to: 'arbitrum',
    token: 'USDC',
    input: Amount.of(1n),
    output: Amount.of(1n),
    departed: at(0),
    eta: { p50: at(120), p95: at(480), stress: at(600) },
    deadline: at(600),
    at: 'bridge',
  }
  const seconds = [0, 0.25, 0.5, 0.725, 0.95, 0.975, 1].map((chance) => arrivalOf(flight, chance) / 1000)
  expect(seconds).toEqual([60, 90, 120, 300, 480, 540, 600])
})
