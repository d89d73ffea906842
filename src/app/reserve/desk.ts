import { basename } from 'node:path'
import { backtestPage } from '../../backtest/reserve/backtestPage.ts'
import { avoided } from '../../backtest/reserve/comparison.ts'
import type { Course } from '../../backtest/reserve/run.ts'
import type { Desk, Told } from '../desk.ts'
import { type Ran, runBacktest } from './backtest.ts'
import { checked } from './check.ts'
import { parse, type ReserveConfig } from './config.ts'
import { covered } from './covered.ts'
import { planned } from './plan.ts'
import { reserveJson } from './simulate.ts'
import { stressed } from './stress.ts'

/** What the commands ask of the reserve book. */
export const RESERVE_DESK: Desk = {
  check: (opened) => checked(parse(opened), basename(opened.file)),
  covered,
  plan: (opened, asked) => planned(parse(opened), asked, basename(opened.file)),
  backtest: async (opened, choice, watch): Promise<Told> => {
    const config = parse(opened)
    return ran(config, basename(opened.file), await runBacktest(config, choice, watch))
  },
  stress: (opened, asked, watch) => stressed(parse(opened), asked, { file: basename(opened.file), watch }),
}

function ran({ title, profile }: ReserveConfig, file: string, { tape, checked: course, unchecked }: Ran): Told {
  const document = backtestPage({ title, file, profile, tape, checked: course, unchecked })
  const report = {
    schema: 1,
    title,
    kind: 'reserve backtest',
    file,
    profile,
    simulated: tape.simulated,
    seed: tape.seed,
    from: String(tape.time[0] ?? 0n),
    to: String(tape.time.at(-1) ?? 0n),
    rows: tape.time.length,
    sources: tape.sources,
    checked: courseJson(course),
    unchecked: unchecked === null ? null : courseJson(unchecked),
    lossAvoided: unchecked === null ? null : lossJson(course, unchecked),
  }
  return { document, report, blocked: false }
}

function lossJson(course: Course, open: Course) {
  const { trough, end, troughShare, endShare } = avoided(course, open)
  return { trough: String(trough), end: String(end), troughShare, endShare }
}

/** A run for programs: exact figures as decimal strings in units of 1e-18 dollars, estimates as numbers. */
function courseJson({ surplus, gains, tallies, filled, peaks, frames, trough, end, stats }: Course) {
  return {
    moments: stats.moments,
    momentsInside: stats.inside,
    momentsOutside: Object.fromEntries([...stats.tranches].map(([id, { outside }]) => [id, outside])),
    lowestRedemption: stats.redemption,
    guard: stats.guard === null ? null : { momentsOff: stats.guard.off, worst: stats.guard.worst },
    daysBelowFloor: frames.at(-1)?.violations ?? null,
    surplus: { start: String(surplus.start), trough: String(surplus.trough), end: String(surplus.end) },
    attribution: Object.fromEntries(Object.entries(gains).map(([name, gain]) => [name, String(gain)])),
    orders: tallies.map(({ actor, act, done, moved, refused }) => ({
      actor,
      act,
      done,
      moved,
      refused: Object.fromEntries(refused),
    })),
    filledBelowPeg: Object.fromEntries(filled),
    peaksBelowPeg: Object.fromEntries(peaks),
    trough,
    end: reserveJson(end.state.reserve),
    frames,
  }
}
