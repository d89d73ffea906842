// @ts-check
const LOCALE = 'en-GB'

/** @param {number} value @param {number} [digits] */
export function number(value, digits = 0) {
  const text = value.toLocaleString(LOCALE, { minimumFractionDigits: digits, maximumFractionDigits: digits })
  return /^-[0.,]*$/.test(text) ? text.slice(1) : text.replace('-', '−')
}

/** @param {number} value @param {'USD' | 'ETH'} currency */
export function money(value, currency) {
  const size = Math.abs(value)
  if (currency === 'ETH') return number(value, size >= 10_000 ? 2 : 4)
  return number(value, size >= 1_000 || value === 0 ? 0 : 2)
}

/** @param {number} value @param {number} [digits] */
export function percent(value, digits = 2) {
  return `${number(value * 100, digits)}\u00a0%`
}

/**
 * Short enough for an axis, with just the digits that tell one tick from the next.
 * @param {number} value @param {number} step
 */
export function short(value, step) {
  const largest = Math.max(Math.abs(value), step)
  const [scale, unit] = largest >= 1e6 ? [1e6, 'm'] : largest >= 1e4 ? [1e3, 'k'] : [1, '']
  return value === 0 ? '0' : number(value / scale, digitsOf(step / scale)) + unit
}

/** As many digits as tell multiples of a step apart and none of them wrong: 0.025 needs three. @param {number} step */
export function digitsOf(step) {
  const first = Math.min(6, Math.max(0, Math.ceil(-Math.log10(step) - 1e-9)))
  const isWhole = Math.abs(Number(step.toFixed(first)) - step) <= step * 1e-6
  return isWhole ? first : Math.min(7, first + 1)
}

/** In UTC, as all times of the page. @param {number} seconds */
export function when(seconds) {
  return new Date(seconds * 1000).toISOString().slice(0, 16).replace('T', ' ')
}

const MONTHS = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec']
/** In seconds, as all times of the series. */
export const DAY = 86_400

/**
 * Labels of a time axis: the hour, the day or the month, and below it the year (or the day) where a new one begins.
 * @param {readonly number[]} ticks @param {number} step in seconds
 */
export function timeLabels(ticks, step) {
  let before = ''
  return ticks.map((seconds) => {
    const date = new Date(seconds * 1000)
    const dayOf = `${date.getUTCDate()} ${MONTHS[date.getUTCMonth()]}`
    const month = MONTHS[date.getUTCMonth()] ?? ''
    const hour = date.toISOString().slice(11, 16)
    const year = String(date.getUTCFullYear())
    const [upper, lower] = step < DAY ? [hour, dayOf] : step < 28 * DAY ? [dayOf, year] : [month, year]
    const label = lower === before ? upper : `${upper}\n${lower}`
    before = lower
    return label
  })
}
