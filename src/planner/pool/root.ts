/** Where to look first, and the largest that may be answered. */
export interface Range {
  readonly estimate: bigint
  readonly max: bigint
}

/**
 * The largest whole number from 0 to `max` that holds, where all below one that holds hold too; 0 is not asked. Starts at the estimate and
 * doubles its stride away from it, so that a closed form that is off by a unit costs three questions.
 */
export function largest(holds: (n: bigint) => boolean, { estimate, max }: Range): bigint {
  if (max <= 0n || holds(max)) return max < 0n ? 0n : max
  let low = 0n
  let high = max
  const first = estimate < 0n ? 0n : estimate < max ? estimate : max - 1n
  if (first === 0n || holds(first)) {
    low = first
    for (let stride = 1n; low + stride < high; stride <<= 1n) {
      if (!holds(low + stride)) high = low + stride
      else low += stride
    }
  } else {
    high = first
    for (let stride = 1n; high - stride > low; stride <<= 1n) {
      if (holds(high - stride)) low = high - stride
      else high -= stride
    }
  }
  while (high - low > 1n) {
    const middle = (low + high) >> 1n
    if (holds(middle)) low = middle
    else high = middle
  }
  return low
}
