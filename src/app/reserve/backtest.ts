import { stream } from '../../adapters/market/draw.ts'
import { happen, pricedAt, type Scene } from '../../backtest/reserve/replay.ts'
import { type Course, run, type Setup } from '../../backtest/reserve/run.ts'
import type { Tape } from '../../backtest/reserve/tape.ts'
import { surplusOf } from '../../backtest/reserve/world.ts'
import { priced } from '../../models/reserve/clamp.ts'
import { lookup } from '../../units/lookup.ts'
import type { Price } from '../../units/price.ts'
import { of as sharesOf } from '../../units/shares.ts'
import { instant } from '../../units/time.ts'
import type { Watch } from '../backtest.ts'
import { breathing } from '../breathe.ts'
import type { Choice } from '../market.ts'
import { unused } from '../option.ts'
import { type ReserveConfig, unchecked } from './config.ts'
import { published, simulated } from './tape.ts'

/** A run with the checks, and where it was asked for the same without. */
export interface Ran {
  readonly tape: Tape
  readonly checked: Course
  readonly unchecked: Course | null
}

/** Rows between two breaths, in which a bar is drawn and Ctrl-C is heard: the operator may take its time over each of them. */
const BREATH = 20

/** Runs the backtest of a config. Errors are the market's: files missing or wrong, a period that is not covered. */
export async function runBacktest(config: ReserveConfig, choice: Choice, watch: Watch): Promise<Ran> {
  const tape = await tapeOf(config, choice)
  const rows = tape.time.length
  const start = begun(config, tape)
  const scenes = config.draft.compare === 'unchecked' ? [start, unchecked(start)] : [start]
  const setups = scenes.map((scene, at) => setupOf(config, { tape, scene, isChecked: at === 0 }))
  const [checked, open = null] = await breathing(courses(setups, rows), {
    rows: rows * setups.length,
    every: BREATH,
    watch,
  })
  if (checked === undefined) throw new RangeError('A backtest without a run')
  return { tape, checked, unchecked: open }
}

/** One run after the other; yields the rows that are done. */
function* courses(setups: readonly Setup[], rows: number): Generator<number, readonly Course[]> {
  const all: Course[] = []
  for (const [at, setup] of setups.entries()) {
    const under = run(setup)
    for (let row = 0; row < rows; row++) {
      under.turn(row)
      yield at * rows + row
    }
    all.push(under.course())
  }
  return all
}

/** The prices of a config. InvalidOption for what its kind of market has no use for. */
export function tapeOf({ draft, scene, start }: ReserveConfig, choice: Choice): Promise<Tape> {
  const { reserve } = scene.state
  const wanted = { tranches: [...reserve.tranches, ...reserve.beside], start }
  const { files, simulated: drawn } = draft.market
  if (drawn !== undefined) {
    const { folder, from, to } = choice
    unused(
      { key: '`market.simulated`', kind: 'simulated', other: '`market.files`' },
      { '--data': folder, '--from': from, '--to': to },
    )
    return Promise.resolve(simulated(drawn, wanted, choice))
  }
  unused({ key: '`market.files`', kind: 'read from files', other: '`market.simulated`' }, { '--seed': choice.seed })
  if (files === undefined) throw new RangeError('A market without a source')
  return published(files, wanted, choice)
}

/**
 * The reserve at the first instant of the tape: its schedules begin there, and prices of calibration and coins are those of then
 * where the config does not say them.
 */
export function begun({ scene: { state, market }, draft }: ReserveConfig, { time, prices }: Tape): Scene {
  const now = time[0] ?? state.reserve.time
  const first = Object.fromEntries([...prices].flatMap(([id, [price]]) => (price === undefined ? [] : [[id, price]])))
  const tranches = state.reserve.tranches.map((tranche) => {
    const isSaid = lookup(draft.tranches, tranche.id)?.calibrated !== undefined
    const price = isSaid ? tranche.calibration.price : priced(pricedAt(tranche, first), tranche.pool).raw
    return { ...tranche, calibration: { ...tranche.calibration, time: now, price } }
  })
  const asOf = instant(Number(now) * 1000)
  const bare = { state: { ...state, reserve: { ...state.reserve, tranches, time: now } }, market: { ...market, asOf } }
  const { scene } = happen(bare, { kind: 'prices', prices: first })
  if (draft.supply !== undefined) return scene
  const { reserve } = scene.state
  return {
    ...scene,
    state: { ...scene.state, reserve: { ...reserve, supply: sharesOf(reserve.supply + surplusOf(scene)) } },
  }
}

interface Setting {
  readonly tape: Tape
  readonly scene: Scene
  readonly isChecked: boolean
}

function setupOf(config: ReserveConfig, { tape, scene, isChecked }: Setting): Setup {
  const { draft, policy, decides } = config
  const { users, arbitrage, market } = draft
  const every = market.files?.every ?? market.simulated?.every ?? 1
  return {
    start: scene,
    tape,
    floors: floorsOf(config),
    delay: Math.round((market.delay ?? 0) / every),
    users:
      users === undefined
        ? null
        : {
            crowd: { mintsPerDay: users.mints, redemptionsPerDay: users.redemptions, size: users.size },
            chance: stream(users.seed, 0).uniform,
          },
    arbitrage: arbitrage ?? null,
    operator: decides === null || !isChecked ? null : { policy, every: Math.max(1, Math.round(decides / every)) },
  }
}

function floorsOf({ reserve }: ReserveConfig): ReadonlyMap<string, Price> {
  return new Map(
    reserve.tranches
      .flatMap(({ assets }) => assets)
      .flatMap(({ id, peg }) => (peg === null ? [] : [[id, peg.floor] as const])),
  )
}
