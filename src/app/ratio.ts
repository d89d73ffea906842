import * as Margin from '../models/perp/margin.ts'
import type { ExchangeFigures } from '../portfolio/venues/figures.ts'
import type { Exchange } from '../portfolio/venues/place.ts'
import type { Terms } from '../portfolio/venues/terms.ts'
import { type Finding, warn } from '../safety/finding.ts'

/** Margin ratios as the exchanges show them, each in its own convention, as a share. */
export type Shown = Partial<Record<Exchange, number>>

/** Both are passed before it is said: a share of the engine's own figure, and points of maintenance ÷ equity. */
const RELATIVE = 0.2
const ABSOLUTE = 0.005

/** Where an exchange's own ratio is another than the book as it was stated makes it. */
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
    return isNear(converted, computed) ? [] : [finding({ place, ratio, said, converted, computed })]
  })
}

/** An unknown figure is near to nothing, and an infinite one to its like alone. */
function isNear(converted: number, computed: number): boolean {
  if (converted === computed) return true
  const gap = Math.abs(converted - computed)
  return Number.isFinite(gap) && (gap <= ABSOLUTE || gap <= RELATIVE * computed)
}

function finding({ place, ratio, said, converted, computed }: Disagreement): Finding {
  const percent = (value: number): string =>
    Number.isFinite(value) ? `${(value * 100).toFixed(2)} %` : 'more than all'
  const detail = `${place} shows ${said} (${ratio}): a maintenance margin of ${percent(converted)} of equity; this book comes to ${percent(computed)}`
  return warn('RATIO_DISAGREES', detail, {
    facts: { exchange: place, shown: said, ...known({ converted, computed }) },
    lift: `Compare USDT, quantities and entries with ${place}, and the hour of the prices; a ratio is a share, 0.05 for 5 %. Where they agree, the account has other tiers: state terms.exchanges.${place}.tiers.`,
  })
}

/** Without equity a share of it is not a figure, and is left out. */
const known = (figures: Readonly<Record<string, number>>): Readonly<Record<string, number>> =>
  Object.fromEntries(Object.entries(figures).filter(([, figure]) => Number.isFinite(figure)))

interface Disagreement {
  readonly place: Exchange
  readonly ratio: Margin.Convention
  readonly said: number
  readonly converted: number
  readonly computed: number
}
