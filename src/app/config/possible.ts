import { type Figure, figureOf, params, type Spans } from '../terms/param.ts'
import type { Overrides } from '../terms/terms.ts'
import type { Breach, Subject } from './breach.ts'
import type { Draft } from './schema.ts'
import * as Unit from './unit.ts'

/** Terms that no venue can have: a grid of zero, an LTV past liquidation, a table out of order. Of two figures that do not go together, the first is told. */
export function breaches({ config, draft }: Subject): readonly Breach[] {
  return [...liquidated(draft), ...[...config.overrides.keys()].flatMap((path) => term(path, config.overrides))]
}

function term(path: string, overrides: Overrides): readonly Breach[] {
  const [param, stated] = [params().get(path), overrides.get(path)]
  if (param === undefined || stated === undefined) return []
  const at = (name: string): string => `${path.slice(0, path.lastIndexOf('.'))}.${name}`
  const allowed = wanted(path, stated, {
    isStated: (name) => overrides.has(at(name)),
    of: (name) => {
      const other = params().get(at(name))
      return Number(overrides.get(at(name)) ?? (other === undefined ? Number.NaN : figureOf(other)))
    },
  })
  if (allowed === null) return []
  return [{ code: 'TERM_IMPOSSIBLE', path: ['terms', ...path.split('.')], found: show(stated, param.unit), allowed }]
}

/** Of health and of marginHealth 1 is liquidated: a level there never fires in time. */
function liquidated({ levels }: Draft): readonly Breach[] {
  return (['health', 'marginHealth'] as const).flatMap((name) => {
    const critical = levels?.[name]?.critical
    if (critical === undefined || critical > 1) return []
    return [
      {
        code: 'LEVEL_PAST_LIQUIDATION',
        path: ['levels', name, 'critical'],
        found: String(critical),
        allowed: 'above 1, where the account is liquidated',
      },
    ]
  })
}

/** The figures under the same key. */
interface Beside {
  readonly of: (name: string) => number
  readonly isStated: (name: string) => boolean
}

/** What a figure would have to be, or null where it may stand. */
function wanted(path: string, stated: Figure, beside: Beside): string | null {
  const name = path.slice(path.lastIndexOf('.') + 1)
  if (typeof stated === 'number')
    return figure(path.startsWith('ticks.') ? 'tick' : name, stated) ?? pair(name, stated, beside)
  if (Array.isArray(stated)) return path.startsWith('depth.') || path === 'stressMove' ? table(stated as Rows) : null
  return typeof stated === 'object' && 'p50' in stated ? order(stated) : null
}

function figure(name: string, value: number): string | null {
  if (POSITIVE.has(name) && !(value > 0)) return 'a figure above zero'
  if (AT_LEAST_ONE.has(name) && !(value >= 1)) return 'at least 1'
  return SHARES.has(name) && !(value < 1) ? 'a share below 100 %' : null
}

/** Two figures of which one bounds the other; told of the one that is stated. */
function pair(name: string, value: number, { of, isStated }: Beside): string | null {
  const percent = (share: number): string => Unit.show('fraction', share)
  switch (name) {
    case 'ltv':
      return value <= of('liquidationLtv')
        ? null
        : `at most liquidationLtv, ${percent(of('liquidationLtv'))}: who borrows up to it would be liquidated at once`
    case 'liquidationLtv': {
      if (value < of('ltv') && !isStated('ltv')) return `at least ltv, ${percent(of('ltv'))}`
      const most = 1 / (1 + of('bonus'))
      return value <= most + TINY ? null : `at most ${percent(most)}, so that the bonus can be paid from what is left`
    }
    case 'bonus': {
      const most = 1 / of('liquidationLtv') - 1
      return value <= most + TINY || isStated('liquidationLtv')
        ? null
        : `at most ${percent(most)}, what a loan at its liquidationLtv has left`
    }
    case 'min':
      return value <= of('max') ? null : `at most max, ${of('max')}`
    case 'max':
      return value >= of('min') || isStated('min') ? null : `at least min, ${of('min')}`
    default:
      return null
  }
}

type Rows = readonly (readonly number[])[]

/** Rows rise in their first column, and what a trade or a move takes stays below all that there is. */
function table(rows: Rows): string | null {
  const isRising = rows.every(([size = 0], index) => index === 0 || size > (rows[index - 1]?.[0] ?? 0))
  if (!isRising) return 'rows in order, the smallest first and each only once'
  return rows.every(([, share = 0]) => share < 1) ? null : 'shares below 100 %'
}

function order({ p50, p95, stress }: Spans): string | null {
  return p50 <= p95 && p95 <= stress ? null : 'p50 of at most p95, and p95 of at most stress'
}

function show(stated: Figure, unit: string): string {
  if (typeof stated === 'object' && 'p50' in stated)
    return [stated.p50, stated.p95, stated.stress].join(' / ').concat(' s')
  if (Array.isArray(stated))
    return `${stated.length} rows, ${stated.map((row) => String(row[0])).join(', ')} in their first column`
  const dimension = Unit.dimensionOf(unit)
  return dimension === undefined ? String(stated) : Unit.show(dimension, Number(stated))
}

const TINY = 1e-9
const POSITIVE = new Set(['lot', 'tick', 'withdrawTick'])
const AT_LEAST_ONE = new Set(['leverage', 'tiersPerStep'])
const SHARES = new Set(['perpFee', 'spotFee', 'clearanceFee', 'flashFee', 'fee', 'discount', 'cost', 'protocolFee'])
