import * as Funding from '../../models/perp/funding.ts'
import type { PerpHistory } from '../../ports/history.ts'
import { HOUR_MS } from '../../units/time.ts'
import type { Draw } from './draw.ts'
import * as Path from './path.ts'
import type { Regime } from './regime.ts'

interface Listing {
  readonly from: number
  readonly rows: readonly Regime[]
  /** Opens of the spot market, one an hour of `rows`. */
  readonly spot: Float64Array
  /** What all exchanges' funding runs after. */
  readonly premium: Float64Array
  readonly draw: Draw
}

const INTERVAL_HOURS = 8
/** The largest rates that were ever settled (data of 2021). */
const CAP = 0.00375
const RECENT = 21

/** One exchange's perp: its mark a shaken basis off spot, its last price a hair off its mark, its funding its own. */
export function perp(listing: Listing): PerpHistory {
  const { rows, spot, draw } = listing
  const basis = Path.level(rows, { draw, to: (regime) => regime.basis, shake: 0.0001, min: -0.02, max: 0.02 })
  const mark = Path.bars(
    rows,
    spot.map((price, i) => price * (1 + (basis[i] ?? 0))),
    draw,
  )
  const last = mark.open.map((price) => price * (1 + 0.0001 * draw.normal()))
  return { mark, last, ...funding(listing) }
}

function funding({ from, rows, premium, draw }: Listing): Pick<PerpHistory, 'settled' | 'forecast'> {
  const hours = rows.length - 1
  const settled = new Float64Array(hours).fill(Number.NaN)
  const forecast = new Float64Array(hours)
  const recent: number[] = []
  let expected: number = Funding.forecast(recent, INTERVAL_HOURS)
  for (let i = 0; i < hours; i += 1) {
    if ((from / HOUR_MS + i) % INTERVAL_HOURS === 0) {
      const rate = Math.min(CAP, Math.max(-CAP, (premium[i] ?? 0) + 0.00002 * draw.normal()))
      settled[i] = rate
      recent.push(rate)
      if (recent.length > RECENT) recent.shift()
      expected = Funding.forecast(recent, INTERVAL_HOURS)
    }
    forecast[i] = expected
  }
  return { settled, forecast }
}
