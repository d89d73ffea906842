import { format } from '../../units/time.ts'
import type { Epoch } from './epoch.ts'

const DAY_MS = 86_400_000

/** The day in which an epoch's interval began; an interval longer than a day names both ends, one without time its epochs. */
export function dayOf(epoch: Pick<Epoch, 'label' | 'at'>, before: Pick<Epoch, 'label' | 'at'> | null): string {
  if (before === null) return epoch.at === null ? epoch.label : format(epoch.at).slice(0, 10)
  if (epoch.at === null || before.at === null) return `${before.label} to ${epoch.label}`
  const day = format(before.at).slice(0, 10)
  return epoch.at - before.at <= DAY_MS ? day : `${day} to ${format(epoch.at).slice(0, 10)}`
}
