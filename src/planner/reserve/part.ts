import { zip } from '../../models/reserve/zip.ts'
import type { Way } from '../../portfolio/reserve/policy.ts'
import { channelsOf } from './channel.ts'
import { type Line, least, type Turn } from './least.ts'
import { atOnce, type Candidate, candidateOf, drawnUp, mixes, OPEN, openings, termsOf } from './phase.ts'
import { LIMITS, type Setting, sketch } from './scene.ts'
import { type Channel, most, type Terms } from './timing.ts'
import { type Found, type Patience, tried } from './trial.ts'
import { movesOf } from './write.ts'

/**
 * Where no way that was drawn up without an eye to flow limits leads inside: as much of what stands outside as can be brought in, tried
 * step by step, what leads farthest first. It is what flow limits, wallet, coins and pegs let through at once or when a direction opens, and
 * what flows within the horizon in as many rounds as there may be orders. Answers the first way that leads inside after all; else null, and
 * `patience` holds the orders that lead farthest, those of a way that was refused before its end included.
 */
export function parted(setting: Setting, patience: Patience): Found | null {
  const found = mixes(setting)
    .flatMap((ways) => [...prompt(setting, ways), ...inRounds(setting, ways)])
    .filter(({ turnover }) => movesOf(turnover).length > 0)
    .map((candidate) => ({ candidate, left: leftOf(candidate) }))
    .sort((a, b) => (Math.abs(a.left - b.left) > NOISE ? a.left - b.left : a.candidate.estimate - b.candidate.estimate))
  for (const { candidate, left } of found) {
    if (patience.left <= 0) return null
    if (patience.held !== null && patience.held.left <= left + NOISE) continue
    const answer = tried(setting, candidate, patience)
    if (answer.ok) return answer
  }
  return null
}

/** Shares of the reserve that do not tell two parts apart. */
const NOISE = 1e-6

/** Times the rounding that is kept clear of the edges: no part is drawn up again where it falls short. */
const ROOMY = 100

const partial = (ways: readonly Way[]) => ({ ways, isSeparate: true, isPart: true, slack: ROOMY }) as const

const prompt = (setting: Setting, ways: readonly Way[]): readonly Candidate[] =>
  [0n, ...openings(setting)].flatMap((blocks) =>
    drawnUp(setting, { ...partial(ways), blocks, limits: LIMITS }, () =>
      atOnce(ways, blocks, true).filter(([phase]) => (phase?.timing.shares.length ?? 0) <= setting.policy.ordersMax),
    ),
  )

/** Drawn without flow limits, and again with each direction held to what flows through it within the horizon, until all of it flows. */
function inRounds(setting: Setting, ways: readonly Way[]): readonly Candidate[] {
  const terms = termsOf(setting)
  const drawn = { ...partial(ways), blocks: 0n, limits: OPEN }
  const sketched = sketch(setting, drawn)
  const found: Candidate[] = []
  let { lines } = sketched.scene
  for (let round = 0; round < TIGHTER; round++) {
    const solved = least({ ...sketched.scene, lines })
    const channels = solved.ok ? channelsOf(setting, solved.turnover, ways) : []
    if (!solved.ok || channels.length === 0) return found
    const flowing = most(channels, terms)
    if (flowing !== null) {
      const { timing } = flowing
      const sum = flowing.sum > 1 - LEFT ? 1 : flowing.sum
      const turnover = solved.turnover.map((turn) => scaled(turn, sum))
      const shares = timing.shares.map((share) => share / sum)
      const solution = { drawn, sketched, turnover, cost: solved.cost * sum }
      found.push(candidateOf(setting, solution, [{ ways, timing: { ...timing, shares } }]))
      if (sum === 1) return found
    }
    lines = lines.map((line) => held(line, channels, terms))
  }
  return found
}

/** How often directions are held to less before it is left at that. */
const TIGHTER = 4

/** Of the whole, what may be missing from it. */
const LEFT = 1e-11
/** What float64 may add to what flows is kept clear of it. */
const CLEAR = 1 - 1e-9

const scaled = (turn: Turn, by: number): Turn => ({
  line: turn.line,
  mint: turn.mint * by,
  redeem: turn.redeem * by,
  sell: turn.sell * by,
  buy: turn.buy * by,
  sold: turn.sold * by,
  bought: turn.bought * by,
})

/** The line with no more of each direction than flows through it alone. */
function held(line: Line, channels: readonly Channel[], terms: Terms): Line {
  let { inMax, outMax } = line
  for (const channel of channels) {
    if (channel.tranche !== line.tranche) continue
    const sum = most([channel], terms)?.sum ?? 0
    const limit = sum > 1 - LEFT ? Infinity : (sum * channel.asked * CLEAR) / line.units
    if (channel.direction === 'in') inMax = Math.min(inMax, limit)
    else outMax = Math.min(outMax, limit)
  }
  return { ...line, inMax, outMax }
}

/** Share of the reserve that stands outside after all of it, as a programme sees it. */
function leftOf({ turnover }: Pick<Candidate, 'turnover'>): number {
  const values = turnover.map(({ line, mint, buy, redeem, sell }) => line.value + mint + buy - redeem - sell)
  const total = values.reduce((sum, value) => sum + value, 0)
  let left = 0
  for (const [{ line }, value] of zip(turnover, values))
    left += Math.max(0, value / total - line.high, line.low - value / total)
  return left / 2
}
