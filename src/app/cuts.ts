import type { Section } from '../backtest/report/document.ts'
import { count, number } from '../backtest/report/format.ts'
import type { Cut } from '../planner/cut.ts'

/** A cut in words: what may go, of how much, by which limit, what remains and for how many cycles. */
export function cutWords({ limiter, place, unit, wanted, allowed, remaining, cycles }: Cut): string {
  const show = (value: number): string => `${number(value, Math.abs(value) >= 1000 ? 0 : 2)}\u00a0${unit}`
  const takes = cycles === null ? 'no later cycle brings the rest by itself' : `${count(cycles, 'cycle')} in all`
  return `${show(allowed)} of ${show(wanted)} (${place}) by ${limiter}; ${show(remaining)} remain, ${takes}`
}

/** What limits keep back, as a section of a plan's document; none where nothing is kept back. */
export function cutSection(cuts: readonly Cut[]): readonly Section[] {
  if (cuts.length === 0) return []
  return [
    {
      id: 'limited',
      title: 'Limited',
      lead: null,
      blocks: [{ kind: 'text', paragraphs: cuts.map(cutWords) }],
    },
  ]
}
