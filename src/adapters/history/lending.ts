import type { ReserveHistory } from '../../ports/history.ts'
import * as Errors from './error.ts'
import * as Plausible from './plausible.ts'

/** A lending market's rows at whole hours (ms), ascending, each with the line it stands on. */
export interface ReserveSeries extends ReserveHistory {
  readonly file: string
  readonly lines: readonly number[]
  readonly time: readonly number[]
}

/** Debt beyond what was supplied, as rounding and unpaid debts may leave; the highest true share is 0.96. */
const USED_MAX = 1.05
/** Of what borrowers pay, the part that suppliers get: 1 less the reserve factor. */
const PASSED = { least: 0.02, most: 1.1 }
/** From one row to the next; the largest true leaps are 1.5 (supplied) and 2.6 (debt, in the first days). */
const TOTAL_STEP = 100
const INDEX_STEP = 1.5
/** How far published borrow rates may be from the growth they led to, either way, over a week or more, and over a few days. */
const ACCRUAL = { week: 5, days: 30 }
const WEEK_ROWS = 8
const LEAST_ROWS = 3
const YEAR_MS = 365 * 86_400_000

/** Checks each row of a lending market against ranges, its other columns and the rows around it. `price` is US dollars, NaN unknown. */
export function check(series: ReserveSeries, price: Float64Array): void {
  const { file, lines } = series
  for (const [i, row] of lines.entries()) {
    const where = { file, row }
    ranged(series, { ...where, i, price: price[i] ?? Number.NaN })
    grows({ ...where, column: 'liquidity_index' }, series.liquidityIndex[i - 1], series.liquidityIndex[i])
    grows({ ...where, column: 'variable_borrow_index' }, series.borrowIndex[i - 1], series.borrowIndex[i])
    Plausible.step({ ...where, column: 'total_supplied' }, [series.supplied[i - 1], series.supplied[i]], TOTAL_STEP)
    const debts = [series.borrowed[i - 1] || undefined, series.borrowed[i] || undefined] as const
    Plausible.step({ ...where, column: 'total_variable_debt' }, debts, TOTAL_STEP)
  }
  accrued(series)
}

interface At {
  readonly file: string
  readonly row: number
  readonly i: number
  readonly price: number
}

function ranged(series: ReserveSeries, { file, row, i, price }: At): void {
  const of = (column: string): Plausible.Where => ({ file, row, column })
  const [supplied, borrowed] = [series.supplied[i] ?? 0, series.borrowed[i] ?? 0]
  const [supplyRate, borrowRate] = [series.supplyRate[i] ?? 0, series.borrowRate[i] ?? 0]
  Plausible.check(of('oracle_price_usd'), price, 'oracle')
  Plausible.check(of('liquidity_index'), series.liquidityIndex[i] ?? 1, 'index')
  Plausible.check(of('variable_borrow_index'), series.borrowIndex[i] ?? 1, 'index')
  Plausible.check(of('supply_apr'), supplyRate, 'rate')
  Plausible.check(of('variable_borrow_apr'), borrowRate, 'rate')
  const worth = Number.isNaN(price) ? 1 : price
  Plausible.check(of('total_supplied'), supplied * worth, 'worth')
  Plausible.check(of('total_variable_debt'), borrowed * worth, 'worth')
  if (borrowed > supplied * USED_MAX)
    throw Plausible.implausible('FIGURE_IMPLAUSIBLE', of('total_variable_debt'), {
      value: borrowed,
      why: `a debt of ${borrowed} is more than the ${supplied} of total_supplied`,
      hint: 'Give both totals in whole tokens.',
    })
  const paid = borrowRate * (borrowed / supplied)
  const passed = supplyRate / paid
  if (supplyRate === 0 || (passed >= PASSED.least && passed <= PASSED.most)) return
  const found =
    paid > 0
      ? `suppliers would get ${passed.toPrecision(3)} of what borrowers pay`
      : `suppliers would get ${supplyRate} a year and borrowers pay nothing`
  throw Plausible.implausible('FIGURE_IMPLAUSIBLE', of('supply_apr'), {
    value: supplyRate,
    why: `${found} (supply_apr ÷ (variable_borrow_apr × total_variable_debt ÷ total_supplied)), not ${PASSED.least} to ${PASSED.most}`,
    hint: 'One of the four columns is on another scale: rates are decimals a year, totals whole tokens.',
  })
}

function grows(where: Plausible.Where, before: number | undefined, value: number | undefined): void {
  if (before === undefined || value === undefined) return
  if (value > before * INDEX_STEP) Plausible.step(where, [before, value], INDEX_STEP)
  if (value >= before) return
  throw new Errors.TableError({
    code: 'INDEX_FELL',
    message: `${where.file}:${where.row} ${where.column} fell from ${before} to ${value}.`,
    facts: { ...where, value, before },
    remedy: 'Check the row against its source: an index only grows.',
  })
}

/** Rates in percent, or indices of another asset, show where rates are added up over days and set against the growth. */
function accrued({ file, lines, time, borrowIndex, borrowRate }: ReserveSeries): void {
  const rows = time.length
  if (rows < LEAST_ROWS) return
  const most = rows < WEEK_ROWS ? ACCRUAL.days : ACCRUAL.week
  let expected = 0
  for (let i = 1; i < rows; i += 1) {
    expected += ((borrowRate[i - 1] ?? 0) * ((time[i] ?? 0) - (time[i - 1] ?? 0))) / YEAR_MS
  }
  const realised = (borrowIndex[rows - 1] ?? 1) / (borrowIndex[0] ?? 1) - 1
  if (expected <= realised * most && realised <= (expected + expected * expected) * most) return
  throw new Errors.TableError({
    code: 'RATE_IMPLAUSIBLE',
    message: `${file}:${lines[0] ?? 0}-${lines[rows - 1] ?? 0} variable_borrow_apr adds up to ${expected.toPrecision(3)}; variable_borrow_index grew by ${realised.toPrecision(3)}.`,
    facts: { file, row: lines[0] ?? 0, column: 'variable_borrow_apr', expected, realised },
    remedy: 'Give rates as a decimal per year (0.03 is 3 %), and one asset an asset name.',
  })
}
