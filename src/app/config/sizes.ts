import type { Breach } from './breach.ts'
import { count, figure } from './field.ts'
import type { Path } from './source.ts'

/** Keys of `stress` that are the same in every book. */
export const span = {
  hours: count({ min: 1, max: 2_160 }, { about: 'Hours that every scenario is watched for.', default: 168 }),
  within: figure('duration', { about: 'Time within which prices move.', default: '1 h' }),
}

const HOUR = 3600

/** Hours of a duration, which a file gives in seconds. */
export const inHours = (seconds: number | undefined, otherwise: number): number =>
  seconds === undefined ? otherwise : seconds / HOUR

/** A breach for a fall after which there is no price left, and for a share of more than everything. */
export function sized(share: number, { isFall, path }: { isFall: boolean; path: Path }, breaches: Breach[]): void {
  if (isFall ? share < 1 : share <= 1) return
  const found = `${Number((share * 100).toFixed(4))} %`
  breaches.push({ code: 'STRESS_SIZE', path, found, allowed: isFall ? 'less than 100 %' : 'at most 100 %' })
}
