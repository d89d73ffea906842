import { HOUR_MS, YEAR } from '../../units/time.ts'
import type { Breach, Subject } from './breach.ts'
import * as Emergency from './emergency.ts'
import * as Loan from './loan.ts'
import * as Order from './order.ts'
import * as Possible from './possible.ts'
import * as Preset from './preset.ts'
import { places } from './settle.ts'
import type { Path } from './source.ts'
import * as Unit from './unit.ts'

/** Every breach, in no order. A rule that needs what is missing says nothing: what is missing was said before. */
export function breaches(subject: Subject): readonly Breach[] {
  return [
    ...needs(subject),
    ...sums(subject),
    ...Order.breaches(subject),
    ...Emergency.breaches(subject),
    ...floor(subject),
    ...Loan.breaches(subject),
    ...Possible.breaches(subject),
    ...money(subject),
    ...exposure(subject),
    ...range(subject),
  ]
}

/** What the mode needs and what it has no use for. */
function needs({ config, written }: Subject): readonly Breach[] {
  const { mode } = config
  const found: Breach[] = []
  const usesLending = mode.long === 'loop' || mode.long === 'supply'
  const unused = (path: Path, why: string): void => {
    found.push({
      code: 'NOT_IN_MODE',
      path,
      found: path.at(-1)?.toString() ?? '',
      allowed: `leave it out: ${mode.name} ${why}`,
    })
  }
  if (!mode.isHedged && written.exchanges !== undefined) unused(['exchanges'], 'hedges nowhere')
  if (!usesLending && written.lending !== undefined) unused(['lending'], 'uses no lending account')
  const has = Preset.measures(mode)
  for (const name of Object.keys(written.levels ?? {}))
    if (!has.has(name)) unused(['levels', name], `has no measure of that name`)
  if (mode.isHedged && Object.keys(config.exchanges).length === 0) {
    found.push({
      code: 'NEEDED_BY_MODE',
      path: ['exchanges'],
      found: 'none',
      allowed: `at least one exchange: ${mode.name} hedges there`,
    })
  }
  if (usesLending && config.loans.length === 0) {
    found.push({
      code: 'NEEDED_BY_MODE',
      path: ['lending'],
      found: 'none',
      allowed: `at least one account: ${mode.name} lends there`,
    })
  }
  if (!Object.values(config.start).some((held) => held > 0)) {
    found.push({
      code: 'NEEDED_BY_MODE',
      path: ['capital'],
      found: 'nothing',
      allowed: 'something to start with, ether for gas included, such as `{ USDT: 1000000, ETH: 2 }`',
    })
  }
  return found
}

function sums({ config }: Subject): readonly Breach[] {
  const shares = Object.entries(config.exchanges)
  if (shares.length === 0) return []
  const sum = shares.reduce((total, [, share]) => total + share, 0)
  if (Math.abs(sum - 1) <= 1e-9) return []
  const parts = shares.map(([place, share]) => `${place} ${Unit.show('fraction', share)}`).join(' + ')
  return [
    {
      code: 'ALLOCATION_SUM',
      path: ['exchanges'],
      found: `${parts} = ${Unit.show('fraction', sum)}`,
      allowed: 'shares that sum to 100 %',
    },
  ]
}

/** exp((stress borrow rate − staking rate) · reaction days / 365): what debt grows by until it can be reduced (docs/rules/venues.md#D11). */
function floor({ config, draft, terms }: Subject): readonly Breach[] {
  const { critical, floor: stress } = draft.levels?.health ?? {}
  if (config.mode.long !== 'loop' || critical === undefined) return []
  const rate = (stress?.borrowRate ?? 0) - terms.stakingRate
  const least = Math.exp((rate * (stress?.reaction ?? 0)) / YEAR)
  if (critical >= least) return []
  const why = `${Unit.show('fraction', stress?.borrowRate ?? 0)} borrow rate less ${Unit.show('fraction', terms.stakingRate)} staking for ${Unit.show('duration', stress?.reaction ?? 0)}`
  return [
    {
      code: 'HEALTH_FLOOR',
      path: ['levels', 'health', 'critical'],
      found: String(critical),
      allowed: `at least ${least.toFixed(4)} (${why})`,
    },
  ]
}

function money({ config }: Subject): readonly Breach[] {
  const { start, gasReserve, limits, mode, exchanges } = config
  const found: Breach[] = []
  if (start.ETH < gasReserve.min) {
    found.push({
      code: 'GAS_BELOW_MIN',
      path: ['capital', 'ETH'],
      found: Unit.show('ETH', start.ETH),
      allowed: `at least gasReserve.min, ${Unit.show('ETH', gasReserve.min)}: the first step pays gas`,
    })
  }
  for (const place of places(mode, Object.keys(exchanges))) {
    if (limits.destinations.includes(place)) continue
    found.push({
      code: 'DESTINATION_MISSING',
      path: ['limits', 'destinations'],
      found: limits.destinations.join(', ') || 'none',
      allowed: `${place} too: ${mode.name} sends capital there`,
    })
  }
  return found
}

/** Share of net assets that the policy itself wants at one exchange: coins and margin in the spot modes, else margin alone. */
function exposure({ config }: Subject): readonly Breach[] {
  const { mode, exchanges, bounds, limits, buffer } = config
  const ratio = bounds.equityRatio.target
  const onExchanges = (mode.long === 'spot' ? 1 : ratio / (1 + ratio)) * (1 - buffer)
  return Object.entries(exchanges).flatMap(([place, share]): readonly Breach[] => {
    const wanted = share * onExchanges
    if (wanted <= limits.exposureMax) return []
    return [
      {
        code: 'EXPOSURE_OVER',
        path: ['exchanges', place],
        found: `${Unit.show('fraction', share)}, which puts ${Unit.show('fraction', wanted)} of net assets there`,
        allowed: `at most limits.exposureMax, ${Unit.show('fraction', limits.exposureMax)}`,
      },
    ]
  })
}

function range({ config, written }: Subject): readonly Breach[] {
  const { data } = config
  const found: Breach[] = []
  if (data.kind === 'simulated') {
    for (const key of ['to', 'folder', 'fileMax', 'gaps'] as const) {
      if (written.data?.[key] !== undefined)
        found.push({
          code: 'DATA_AMBIGUOUS',
          path: ['data', key],
          found: `${key} beside simulated`,
          allowed: 'either files or the simulated market',
        })
    }
  } else if (data.from >= data.to) {
    found.push({
      code: 'RANGE_EMPTY',
      path: ['data', 'to'],
      found: 'an end that is not after the start',
      allowed: 'from before to',
    })
  }
  const ends =
    data.kind === 'simulated'
      ? ([['from', data.from]] as const)
      : ([
          ['from', data.from],
          ['to', data.to],
        ] as const)
  for (const [key, at] of ends) {
    if (at % HOUR_MS !== 0)
      found.push({
        code: 'RANGE_OFF_HOUR',
        path: ['data', key],
        found: 'a time between two hours',
        allowed: 'a full hour',
      })
  }
  return found
}
