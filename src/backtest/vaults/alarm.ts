import { abs, sum } from '../../models/vault/table.ts'
import type { VaultsConfig } from '../../portfolio/vaults/config.ts'
import { apart as gapOf } from '../../portfolio/vaults/live/parts.ts'
import type { Done, Turn } from './simulate.ts'
import { type Event, note } from './told.ts'
import { percent, usd } from './word.ts'

/** Hedges that were down to less than maintenance between two epochs. */
export const thin = ({ epoch, thin: found }: Turn, config: VaultsConfig): readonly Event[] =>
  found.map(({ asset, ratio }) => ({
    epoch: epoch.label,
    tone: 'warning',
    code: 'EQUITY_THIN',
    said: `Since the epoch before, equity behind hedges of ${config.assets[asset]} had been down to ${percent(ratio)} of their worth at the venue's marks, below maintenance.`,
    lift: 'Hold more equity, or let cycles follow each other sooner.',
  }))

/** Prices that an epoch left out, where the config has no bound on their age: with one the epoch is refused. */
export function old({ epoch }: Done, { assets, guard }: VaultsConfig): readonly Event[] {
  if (guard.ageMax !== null) return []
  const aged = [...epoch.prices, epoch.poolPrice].flatMap(({ age }, a) => {
    const hours = Number(age) / 3600
    return age === 0n ? [] : [`${assets[a] ?? 'the pool'} ${Math.round(hours * 10) / 10} h`]
  })
  if (aged.length === 0) return []
  return [
    {
      epoch: epoch.label,
      tone: 'warning',
      code: 'PRICE_STALE',
      said: `Marked at old prices: ${aged.join(', ')}.`,
      lift: 'State the prices of the epoch, or set `guard.age` to stop it.',
    },
  ]
}

/** A pool price that left its parts by more than fees and luck do in one interval. */
export function apart({ epoch, before, journal: { input } }: Done): readonly Event[] {
  const gap = gapOf(before, input)
  if (gap <= APART) return []
  return [
    {
      epoch: epoch.label,
      tone: 'warning',
      code: 'POOL_PRICE_OFF',
      said: `The price of the pool and its deltas differ by ${percent(gap)} over the epoch; shares were paid at that price.`,
      lift: 'Look at where the price comes from; `guard.parts` stops such an epoch.',
    },
  ]
}

/** 5 %. */
const APART = 50_000_000_000_000_000n

/** What venues, insolvent vaults and overdrawn buffers give to worry about. */
export function alarms({ epoch, journal: { opened, closed } }: Done, config: VaultsConfig): readonly Event[] {
  const apart = opened.alarms.map(({ asset, difference }) => ({
    epoch: epoch.label,
    tone: 'warning' as const,
    code: 'VENUE_DIFFERS',
    said: `The venue of ${config.assets[asset]} states ${usd(abs(difference))} USD ${difference < 0n ? 'less' : 'more'} than the book; the book was brought to it.`,
    lift: 'Compare fills, fees and funding of the interval with the venue.',
  }))
  const broke = opened.marking.settled.shortfall.flatMap((missing, v) =>
    missing === 0n
      ? []
      : [
          {
            epoch: epoch.label,
            tone: 'critical' as const,
            code: 'VAULT_INSOLVENT',
            said: `${config.vaults[v]} could not pay ${usd(missing)} USD of internal hedges; winners went without, and its deposits are off.`,
            lift: 'Pay it in under `repaid`, or let its creditors give it up under `waived`.',
          },
        ],
  )
  const { collected = [], repaid = [], claims = [] } = opened.live ?? {}
  const paid = collected.flatMap((each, v) => {
    if (each === 0n) return []
    const gift = repaid[v] === 0n ? '' : `, ${usd(repaid[v] ?? 0n)} of it paid in`
    return [
      note(
        epoch.label,
        `${config.vaults[v]} paid ${usd(each)} USD to those whom it owes${gift}; ${usd(sum(claims[v] ?? []))} are left.`,
      ),
    ]
  })
  const lent = closed.buffer.flatMap((float, v) =>
    float >= 0n
      ? []
      : [
          {
            epoch: epoch.label,
            tone: 'critical' as const,
            code: 'BUFFER_OVERDRAWN',
            said: `The buffer of ${config.vaults[v]} is ${usd(-float)} USD below zero, and its net assets are ${usd(closed.netAssets[v] ?? 0n)} USD: it lives on the float of the others.`,
            lift: 'Let it burn pool units as soon as the pool gives them, or pay in for it.',
          },
        ],
  )
  return [...apart, ...broke, ...paid, ...lent]
}
