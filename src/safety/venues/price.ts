import type { VenuesMarket } from '../../portfolio/venues/market.ts'
import { touched, type Unknown, unknownOf } from '../../portfolio/venues/unknown.ts'
import { dataFaults, unknown } from '../fault.ts'
import type { Finding } from '../finding.ts'
import type { VenuesExamined } from './examined.ts'

/** No step may touch a figure of the market that is missing or no number: its size and its cost would be made up. */
export function price({ step, market }: VenuesExamined): readonly Finding[] {
  const found = touched(step, unknownOf(market))
  return unknown(found === undefined ? undefined : said(found))
}

/** What a market does not know, a finding for each figure. A stand-in is taken for net assets until it is known. */
export const faults = (market: VenuesMarket): readonly Finding[] => dataFaults(unknownOf(market).map(said))

const said = ({ figure, value }: Unknown) => ({ figure, found: String(value) })
