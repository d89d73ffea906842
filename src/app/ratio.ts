import { number, percent } from '../backtest/report/format.ts'
import * as Margin from '../models/perp/margin.ts'
import type { ExchangeFigures } from '../portfolio/venues/figures.ts'
import type { Exchange } from '../portfolio/venues/place.ts'
import type { Terms } from '../portfolio/venues/terms.ts'
import { block, type Finding, warn } from '../safety/finding.ts'

/** Margin ratios as the exchanges show them, each in its own convention, as a share. */
export type Shown = Partial<Record<Exchange, number>>

/** Both are passed before it is said: a share of the engine's own figure, and points of maintenance ÷ equity. */
const RELATIVE = 0.2
const ABSOLUTE = 0.005

/** Maintenance ÷ equity at which every exchange liquidates. */
const LIQUIDATED = 1

/**
 * Where an exchange's own ratio is another than the book as it was stated makes it, and where it says that the account is liquidated: a
 * share of 1 or more of equity to maintain, or no equity (0 or less where it shows equity ÷ maintenance, negative in both conventions).
 */
export function disagreements(
  shown: Shown,
  exchanges: readonly ExchangeFigures[],
  terms: Terms['exchanges'],
): readonly Finding[] {
  return exchanges.flatMap(({ place, maintenance, equity }) => {
    const said = shown[place]
    if (said === undefined) return []
    const { ratio } = terms[place]
    const converted = Margin.fromVenue(ratio, said)
    const computed = Margin.utilisation(maintenance, equity)
    const found = { place, ratio, said, converted, computed }
    if (converted >= LIQUIDATED && computed < LIQUIDATED) return [liquidated(found)]
    return isNear(converted, computed) ? [] : [disagreement(found)]
  })
}

/** An unknown figure is near to nothing, and an infinite one to its like alone. */
function isNear(converted: number, computed: number): boolean {
  if (converted === computed) return true
  const gap = Math.abs(converted - computed)
  return Number.isFinite(gap) && (gap <= ABSOLUTE || gap <= RELATIVE * computed)
}

/** The exchange itself has taken the account over: nothing that is sent there on the book's word is safe. */
function liquidated({ place, ratio, said, converted, computed }: Compared): Finding {
  const detail = `${place} shows a margin ratio of ${number(said, 4)} (${ratio}), so it counts the account as liquidated: ${inWords(converted)}. In this book ${inWords(computed)}`
  return block('RATIO_LIQUIDATED', detail, {
    facts: { exchange: place, shown: said, ...known({ converted, computed }) },
    lift: `Look at ${place} what is left of the account before anything is sent, and state the book as it is now. If the account is sound, correct the ratio: it is a share, 0.05 for 5 %.`,
  })
}

function disagreement({ place, ratio, said, converted, computed }: Compared): Finding {
  const detail = `${place} shows a margin ratio of ${number(said, 4)} (${ratio}): ${inWords(converted)}. In this book ${inWords(computed)}`
  return warn('RATIO_DISAGREES', detail, {
    facts: { exchange: place, shown: said, ...known({ converted, computed }) },
    lift: `Compare USDT, quantities and entries with ${place}, and the hour of the prices; a ratio is a share, 0.05 for 5 %. Where they agree, the account has other tiers: state terms.exchanges.${place}.tiers.`,
  })
}

/** Maintenance ÷ equity in a clause. */
const inWords = (utilisation: number): string =>
  Number.isFinite(utilisation) ? `maintenance margin is ${percent(utilisation, 2)} of equity` : 'no equity is left'

/** Without equity a share of it is not a figure, and is left out. */
const known = (figures: Readonly<Record<string, number>>): Readonly<Record<string, number>> =>
  Object.fromEntries(Object.entries(figures).filter(([, figure]) => Number.isFinite(figure)))

interface Compared {
  readonly place: Exchange
  readonly ratio: Margin.Convention
  readonly said: number
  readonly converted: number
  readonly computed: number
}
