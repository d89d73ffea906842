import { figure, number, percent, signed } from '../../backtest/report/format.ts'
import type { Outcome } from '../result.ts'

/** How a scenario ended: fine where nothing was ever past its warning, mended where it was for a time. */
export function ending({ liquidations, timeToSafety, inDanger }: Outcome): 'fine' | 'mended' | 'failed' {
  if (liquidations.length > 0 || timeToSafety === null) return 'failed'
  return inDanger === null ? 'fine' : 'mended'
}

/** Time to safety; a dash where the book was never in danger. Rows are hours, so what one cycle mended took less than one. */
export function safety({ inDanger, timeToSafety }: Pick<Outcome, 'inDanger' | 'timeToSafety'>): string {
  if (inDanger === null) return '–'
  if (timeToSafety === null) return 'never'
  return timeToSafety === 0 ? '< 1\u00a0h' : `${number(timeToSafety)}\u00a0h`
}

/** The plans in order, the hour before each; a run of the same purpose is one. */
export function plans({ plans: all }: Outcome): string {
  const found: { purpose: string; first: number; times: number }[] = []
  for (const { purpose, hour } of all) {
    const last = found.at(-1)
    if (last?.purpose === purpose) last.times += 1
    else found.push({ purpose, first: hour, times: 1 })
  }
  const said = found.map(({ purpose, first, times }) => `${first}\u00a0h ${purpose}${times > 1 ? ` ×${times}` : ''}`)
  return said.length === 0 ? '–' : said.join(', ')
}

/** What net assets gained or lost, with its sign. */
export function change({ lost }: Pick<Outcome, 'lost'>, currency: 'USD' | 'ETH'): string {
  const text = figure(-lost, currency)
  return lost === 0 ? text : signed(text)
}

export function health(value: number | null): string {
  return value === null ? '–' : number(value, 3)
}

export function ratio(value: number | null): string {
  return value === null ? '–' : percent(value, 1)
}

export function short(value: number): string {
  return value === 0 ? '–' : figure(value, 'USD')
}
