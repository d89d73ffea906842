// Figures: a million generated events through the pool's simulator, and what they leave in memory.
import { setFlagsFromString } from 'node:v8'
import { runInNewContext } from 'node:vm'
import { parseScenario, type Scenario, sceneOf } from '../src/app/pool/scenario.ts'
import { type Source, simulate } from '../src/backtest/pool/simulate.ts'
import { labelOf } from '../src/backtest/pool/word.ts'
import { generated } from '../test/arbitraries/poolEvents.ts'
import { type Figure, megabytes, over, seconds, type Target } from './figure.ts'
import { keep, spread } from './measure.ts'

const SECONDS_MAX: Target = { bound: 'at most', value: 20 }
const GROWTH_MAX: Target = { bound: 'at most', value: 8 }
const EVENTS = 1_000_000
const ROUNDS = 3
const EARLY = 100_000
/** Multiplications and divisions of a step that cannot be left out: two values, one price before and after, shares. */
const SUMS = 5

const SCENARIO = `base: ETH
tokens: { ETH: { decimals: 18, price: 2000 }, USDC: { decimals: 6, price: 1 } }
chains:
  A: { supply: 1500, balances: { ETH: 1000, USDC: 1000000 } }
  B: { supply: 2000, balances: { ETH: 2000, USDC: 300000 } }
  C: { supply: 3000, balances: { ETH: 2700, USDC: 900000 } }
events: []
`

export function poolEvents(): readonly Figure[] {
  const scenario = parseScenario(SCENARIO, 'bench')
  replay(scenario, generated(1, EARLY))
  const times: number[] = []
  for (let round = 0; round < ROUNDS; round++) times.push(timed(() => replay(scenario, generated(7, EVENTS))))
  const measured = spread(times)
  const floor = spread(Array.from({ length: ROUNDS }, () => timed(bare)))
  return [
    {
      name: 'pool: 1,000,000 events',
      measured,
      show: seconds,
      target: SECONDS_MAX,
      floor: over(measured, floor),
      note: `${EVENTS.toLocaleString('en-US')} events drawn from a seed over three chains and two tokens (Transfers, Syncs, fills, refunds, mints, burns, prices, gains), each applied, booked in exact accounts and sampled. Floor: ${SUMS} multiply-divides of such figures in bare bigint for each event.`,
    },
    memory(scenario),
  ]
}

function replay(scenario: Scenario, source: Source): number {
  const wanted = { samples: 1_000, outcomes: 0, gas: scenario.gas, label: labelOf(scenario) }
  const result = simulate(sceneOf(scenario, 'vs-only'), source, wanted)
  if (result.attribution.residual !== 0n) throw new RangeError('The accounts of the measured replay do not close')
  return result.refused
}

function timed(work: () => number): number {
  const began = performance.now()
  keep(work())
  return (performance.now() - began) / 1000
}

function bare(): number {
  let amount = 1_234_567_890_123_456_789_012n
  let sum = 0n
  for (let event = 0; event < EVENTS * SUMS; event++) {
    sum += (amount * 1_000_000_000_000_000_000n) / 1_012_345_678_901_234_567n
    amount += 1_000_000_007n
  }
  return Number(sum % 1_000n)
}

/** What is in use after collection, early in the run and at its end. */
function memory(scenario: Scenario): Figure {
  setFlagsFromString('--expose-gc')
  const collect: () => void = runInNewContext('gc')
  const used = (): number => {
    collect()
    return process.memoryUsage().heapUsed / 1e6
  }
  let early = 0
  let late = 0
  const source = generated(7, EVENTS)
  keep(
    replay(scenario, (scene, number) => {
      if (number === EARLY) early = used()
      if (number === EVENTS - 1) late = used()
      return source(scene, number)
    }),
  )
  return {
    name: 'pool: memory that 900,000 more events take',
    measured: spread([late - early]),
    show: megabytes,
    target: GROWTH_MAX,
    floor: null,
    note: `Heap in use after a full collection at event ${EVENTS.toLocaleString('en-US')} less that at event ${EARLY.toLocaleString('en-US')} of the same run; samples are thinned out as they fill up.`,
  }
}
