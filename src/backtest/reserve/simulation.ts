import type { Reserve } from '../../models/reserve/reserve.ts'
import { format } from '../../units/decimal.ts'
import type { Refusal } from '../../units/refusal.ts'
import { type Frame, frame } from './frame.ts'
import { added, burntBy, type Gains, NOTHING } from './gain.ts'
import { type Happening, happen, type Scene } from './replay.ts'
import { type Worded, worded } from './said.ts'
import type { Peg } from './stats.ts'

/** One event of a scenario, in the words of its file. */
export interface Told {
  readonly label: string
  readonly note: string | null
  readonly line: number
  readonly happening: Happening
}

/** One event as it went. `figures` are what it moved, or what stood against it. */
export interface Verdict {
  readonly label: string
  readonly note: string | null
  readonly line: number
  readonly block: bigint
  readonly time: bigint
  readonly refusal: Refusal | null
  /** What was let through although it gave nothing for something. */
  readonly warning: Refusal | null
  readonly figures: readonly (readonly [name: string, value: string])[]
  /** The refusal in whole units. */
  readonly why: Worded | null
}

/** What a scenario led to: a verdict and a frame for each event, the frame before the first one in front. */
export interface Simulation {
  readonly verdicts: readonly Verdict[]
  readonly frames: readonly Frame[]
  readonly end: Scene
  readonly gains: Gains
}

/** Lets the events happen one after another. What is refused changes nothing, and the run goes on. Yields how many are done. */
export function* simulate(start: Scene, events: readonly Told[]): Generator<number, Simulation> {
  const verdicts: Verdict[] = []
  const frames: Frame[] = [frame(start.state, start.market)]
  let scene = start
  let gains = NOTHING
  for (const { label, note, line, happening } of events) {
    const before = scene.state.reserve
    const outcome = happen(scene, happening)
    const { refusal } = outcome
    scene = outcome.scene
    gains = added(gains, outcome.gains)
    const { block, time } = scene.state.reserve
    const figures = refusal === null ? changes(before, scene.state.reserve) : Object.entries(refusal.facts).map(shown)
    verdicts.push({
      label,
      note,
      line,
      block,
      time,
      refusal,
      warning: refusal === null ? emptyHanded(happening, before, scene.state.reserve) : null,
      figures,
      why: refusal === null ? null : worded(refusal, before),
    })
    frames.push(frame(scene.state, scene.market))
    yield verdicts.length
  }
  return { verdicts, frames, end: scene, gains }
}

/** What to warn of where a user gave something and got nothing: what comes out is rounded down. */
function emptyHanded(happening: Happening, before: Reserve, after: Reserve): Refusal | null {
  if (happening.kind !== 'step') return null
  const { step } = happening
  if (step.kind === 'reserve.mint') {
    const isPaid = after.tranches.some(({ id, balance }) => balance > (balanceOf(before, id) ?? balance))
    return isPaid && after.supply === before.supply
      ? {
          code: 'COINS_OF_NOTHING',
          detail:
            'The deposit bought no coin: it is worth less than one unit, fees took all of it, or it is a promise that counts later.',
          facts: { supply: String(after.supply) },
          lift: 'Deposit more at once, or give `least`: a mint of fewer coins is then refused. What counts later is pledged.',
        }
      : null
  }
  if (step.kind !== 'reserve.redeem' || after.supply >= before.supply) return null
  if (after.tranches.some(({ id, balance }) => balance < (balanceOf(before, id) ?? balance))) return null
  return {
    code: 'REDEMPTION_OF_NOTHING',
    detail: 'Coins were burnt and nothing was paid for them: their value is less than one unit of what was asked for.',
    facts: { coins: String(before.supply - after.supply) },
    lift: 'Redeem more at once.',
  }
}

const balanceOf = ({ tranches }: Reserve, id: string): bigint | undefined =>
  tranches.find((tranche) => tranche.id === id)?.balance

const shown = ([name, value]: readonly [string, string | number]): readonly [string, string] => [name, String(value)]

/** What an event moved, in whole units: balances and coins. */
function changes(before: Reserve, after: Reserve): readonly (readonly [string, string])[] {
  const moved: (readonly [string, string])[] = []
  for (const { id, balance, decimals } of after.tranches) {
    const was = before.tranches.find((tranche) => tranche.id === id)?.balance ?? 0n
    if (was !== balance) moved.push([id, signed(balance - was, decimals)])
  }
  if (after.supply !== before.supply) moved.push(['coins', signed(after.supply - before.supply, COIN_DECIMALS)])
  const burnt = burntBy(before, after)
  const days = (after.violations?.days ?? 0n) - (before.violations?.days ?? 0n)
  if (days !== 0n) moved.push(['days below the floor', signed(days, 0)])
  if (burnt !== 0n) moved.push(['staked', signed(-burnt, COIN_DECIMALS)])
  return moved
}

const COIN_DECIMALS = 18

const signed = (change: bigint, decimals: number): string => `${change > 0n ? '+' : ''}${format(change, decimals)}`

/** Assets of the reserve that are meant to be worth one, each once. */
export function pegsOf({ tranches }: Reserve): readonly Peg[] {
  const pegs = new Map<string, Peg>()
  for (const { id, peg } of tranches.flatMap(({ assets }) => assets))
    if (peg !== null && !pegs.has(id))
      pegs.set(id, { id, floor: Number(peg.floor) / 1e18, ceiling: Number(peg.ceiling) / 1e18 })
  return [...pegs.values()]
}
