/** Which neighbour a size goes to. Nobody owns the rest: it stays where it was. */
export type Side = 'down' | 'up' | 'nearest'

/**
 * The multiple of `lot` next to a float64 estimate. Multiples are counted, not summed, and n lots are one division of whole
 * numbers, so 75507 lots of 0.001 are 75.507 and print so. A size within float64's error of a multiple is that multiple.
 * A lot that is not positive, or finer than 1e-15, is no grid: the size comes back as it is.
 *
 * @example
 * Grid.round(75.50706830840447, 0.001, 'down') // 75.507
 */
export function round(size: number, lot: number, side: Side): number {
  if (!(lot > 0) || !Number.isFinite(size)) return size
  const scale = scaleOf(lot)
  const parts = Math.round(lot * scale)
  if (parts === 0) return size
  const count = (size / parts) * scale
  const nearest = Math.round(count)
  const isThere = Math.abs(count - nearest) <= SLACK + RELATIVE * Math.abs(count)
  const whole = isThere || side === 'nearest' ? nearest : side === 'down' ? Math.floor(count) : Math.ceil(count)
  return (whole * parts) / scale
}

/** Whether a size is a multiple of the lot to the last bit, as `round` writes it. */
export function isOn(size: number, lot: number): boolean {
  return round(size, lot, 'nearest') === size
}

/** Part of a lot that two float64 operations may leave beside a multiple. */
const SLACK = 1e-9
const RELATIVE = 1e-15

/** The power of ten that makes a lot whole; finer than 1e-15, the last one. */
function scaleOf(lot: number): number {
  let scale = 1
  while (scale < 1e15 && Math.round(lot * scale) / scale !== lot) scale *= 10
  return scale
}
