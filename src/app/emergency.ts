import { isAtLeast, type MeasureName } from '../portfolio/measure.ts'
import type { Components, Mode } from '../portfolio/venues/mode.ts'
import type { VenuesPolicy } from '../portfolio/venues/policy.ts'
import type { Assessment } from '../portfolio/venues/risk.ts'

/** A kind of emergency: whether the mode has a remedy of its own for it, and whether it is one now (docs/rules/venues.md#D25, #D29). */
export interface Emergency {
  readonly type: 'MARGIN_CRITICAL' | 'LTV_CRITICAL' | 'DELTA_CRITICAL' | 'CROSS_VENUE_CRITICAL'
  readonly now: boolean
  readonly runs: boolean
  readonly how: string
}

/** In the order in which they would run. */
export function emergencies({ mode }: VenuesPolicy, assessment: Assessment): readonly Emergency[] {
  const measures = assessment.measures()
  const isCritical = (names: readonly MeasureName[], at: (place: string) => boolean): boolean =>
    measures.some(({ name, place, level }) => names.includes(name) && at(place) && isAtLeast(level, 'CRITICAL'))
  const isLoan = (place: string): boolean => place.startsWith('AAVE')
  const anywhere = (): boolean => true
  const one = (type: Emergency['type'], now: boolean, [runs, how]: readonly [boolean, string]): Emergency => ({
    type,
    now,
    runs,
    how,
  })
  return [
    one(
      'MARGIN_CRITICAL',
      isCritical(['equityRatio', 'marginHealth', 'distance'], (place) => !isLoan(place)),
      margin(mode),
    ),
    one('LTV_CRITICAL', isCritical(['health', 'ltv'], isLoan), loan(mode)),
    one('DELTA_CRITICAL', isCritical(['delta'], anywhere), delta(mode)),
    one('CROSS_VENUE_CRITICAL', isCritical(['allocation'], anywhere), balance(mode)),
  ]
}

type Remedy = readonly [runs: boolean, how: string]

const PROTOCOL: Readonly<Record<Components['emergency'], string>> = {
  full: 'the emergency protocols are on',
  ltv: 'the emergency protocols are on for loans alone',
  simple: 'by the simple rules; the emergency protocols are off in this mode',
}

function margin({ isHedged, components }: Mode): Remedy {
  if (!isHedged) return [false, 'the mode has no perps']
  return [true, `margin support; ${PROTOCOL[components.emergency]}`]
}

function loan({ long, components }: Mode): Remedy {
  if (long !== 'loop') return [false, 'the mode owes nothing']
  return [true, `LTV reduction in one transaction; ${PROTOCOL[components.emergency]}`]
}

function delta({ isHedged, components }: Mode): Remedy {
  if (!isHedged) return [false, 'the mode does not hedge']
  return [true, `the hedge is moved on the exchanges; ${PROTOCOL[components.emergency]}`]
}

function balance({ isHedged, long, components }: Mode): Remedy {
  if (!isHedged) return [false, 'the mode has one venue']
  if (components.transfers || long === 'spot')
    return [true, `margin moves between exchanges; ${PROTOCOL[components.emergency]}`]
  return [false, 'transfers between venues are off in this mode']
}
