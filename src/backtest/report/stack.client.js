// @ts-check
/** @typedef {import('./draw.client.js').Spec} Spec */
/** @typedef {import('./draw.client.js').Values} Values */
/** @typedef {(number | null)[]} Edge */

/**
 * The columns that the chart draws: x, the two edges of every band, the lines. A stacked line becomes the two edges of its area: what is positive piles up from zero,
 * what is negative hangs from it, and a hidden line takes no room.
 * @param {Spec} spec @param {readonly number[]} time @param {readonly boolean[]} shown
 * @returns {[number[], ...Edge[]]}
 */
export function columns(spec, time, shown) {
  const x = [...time]
  if (spec.stacked === true) return [x, ...stack(spec, time.length, shown)]
  const { cap } = spec
  return [
    x,
    ...spec.bands.flatMap(({ low, high }) => [[...low], [...high]]),
    ...spec.lines.map(({ values }) =>
      values.map((value) => (value !== null && cap !== null && value > cap ? cap : value)),
    ),
  ]
}

/** @param {Spec} spec @param {number} length @param {readonly boolean[]} shown @returns {Edge[]} */
function stack(spec, length, shown) {
  const above = new Array(length).fill(0)
  const under = new Array(length).fill(0)
  const total = new Array(length).fill(0)
  const edges = spec.lines.flatMap(({ values }, at) => {
    /** @type {Edge} */
    const far = new Array(length).fill(null)
    /** @type {Edge} */
    const near = new Array(length).fill(null)
    if (shown[at] !== true) return [far, near]
    for (let i = 0; i < length; i++) {
      const value = values[i] ?? 0
      const pile = value < 0 ? under : above
      near[i] = pile[i]
      pile[i] += value
      far[i] = pile[i]
      total[i] += value
    }
    return [far, near]
  })
  return [...edges, total]
}

/** The highest value of all lines, drawn or cut off. @param {Pick<Spec, 'lines'>} spec */
export function highest({ lines }) {
  return lines.reduce(
    (top, { values }) => values.reduce((/** @type {number} */ most, value) => Math.max(most, value ?? most), top),
    Number.NEGATIVE_INFINITY,
  )
}

/** Whether anything lies above the edge at which it is drawn. @param {Pick<Spec, 'cap' | 'lines'>} spec */
export function isCapped({ cap, lines }) {
  return cap !== null && lines.some(({ values }) => values.some((value) => value !== null && value > cap))
}

/**
 * The y axis: all that is drawn, all that it must show, and some air.
 * @param {Spec} spec @param {number | null} low @param {number | null} high
 * @returns {[number, number]}
 */
export function extent(spec, low, high) {
  const ends = [low, high, ...spec.around].filter((value) => value !== null && Number.isFinite(value))
  if (ends.length === 0) return [0, 1]
  const from = Math.min(.../** @type {number[]} */ (ends))
  const to = Math.max(.../** @type {number[]} */ (ends))
  const air = (to - from) * 0.06 || Math.abs(to) * 0.01 || 1
  return [from - air, to + air]
}
