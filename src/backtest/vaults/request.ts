import { at, sum } from '../../models/vault/table.ts'
import type { VaultsConfig } from '../../portfolio/vaults/config.ts'
import { worthOf } from '../../portfolio/vaults/request.ts'
import type { Marks, Pending } from '../../portfolio/vaults/state.ts'
import type { Section } from '../report/document.ts'
import { table } from './exposure.ts'
import type { Done } from './simulate.ts'
import { type Event, note } from './told.ts'
import { signed, usd } from './word.ts'

/** A request that waits for its keeper, as a report shows it: US dollars at the marks of the epoch. */
export interface Waits {
  readonly kind: Pending['kind']
  readonly since: number
  /** Seconds. */
  readonly age: bigint
  readonly parts: readonly bigint[]
  readonly worth: bigint
}

export interface Priced {
  readonly marks: Pick<Marks, 'prices' | 'poolPrice'>
  readonly config: Pick<VaultsConfig, 'own'>
}

/** Null where no request waits. */
export function waits(pending: Pending | undefined, about: Priced): Waits | null {
  if (pending === undefined) return null
  const { kind, since, age } = pending
  const parts = worthOf(pending, about).map((part) => (part < 0n ? -part : part))
  return { kind, since, age, parts, worth: sum(parts) }
}

/** What a keeper filled or cancelled since the epoch before, and what waits after it. */
export function requests({ epoch, after, journal: { opened } }: Done, config: VaultsConfig): readonly Event[] {
  const booked = opened.live?.request?.booked ?? []
  const found = booked.flatMap(({ filled, fee, isCancelled }): readonly Event[] => [
    ...(filled === 0n
      ? []
      : [note(epoch.label, `The keeper filled ${signed(filled)} USD of the pool for a fee of ${usd(fee)} USD.`)]),
    ...(isCancelled
      ? [
          {
            epoch: epoch.label,
            tone: 'warning' as const,
            code: 'REQUEST_CANCELLED',
            said: 'The rest of the request to the pool was cancelled; what it promised is free again.',
            lift: 'The next cycles ask again for what is still wanted.',
          },
        ]
      : []),
  ])
  const left = waits(after.pending, { marks: opened.marks, config })
  if (left === null) return found
  const said = `A request to ${left.kind} ${usd(left.worth)} USD of the pool waits for its keeper since cycle ${left.since}.`
  return [...found, note(epoch.label, said)]
}

/** The request that waits after a cycle, by vault; nothing where none does. */
export function requestSection(
  pending: Pending | undefined,
  about: Priced & { readonly config: VaultsConfig },
): readonly Section[] {
  const left = waits(pending, about)
  if (left === null) return []
  const rows = about.config.vaults.map((vault, v) => [vault, usd(at(left.parts, v))])
  return [
    {
      id: 'request',
      title: 'Request to the pool',
      lead: `To ${left.kind} ${usd(left.worth)} USD, since cycle ${left.since}. A keeper fills it later: until then it is neither ordered again nor hedged, and what it promises counts toward net assets and pays nobody.`,
      blocks: [table('By vault, US dollars', ['Vault', 'Pending'], rows)],
    },
  ]
}
