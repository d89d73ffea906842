import { figure, number } from '../../backtest/report/format.ts'
import { toUsd } from '../../portfolio/reserve/worth.ts'
import { detailsOf, type Showing, sectionsOf } from '../report/sections.ts'
import type { ReserveOwn, ReserveRow } from './result.ts'

export interface About {
  readonly hours: number
  readonly band: number
}

/** The rows of a reserve's stress as sections of a page. */
export function reserveSections(rows: readonly ReserveRow[], { hours, band }: About) {
  const showing: Showing<ReserveOwn> = {
    rows,
    currency: 'USD',
    hours,
    columns: [
      { title: 'Coin', figure: true, cell: ({ redemption }) => coin(redemption.lowest) },
      { title: 'Under', figure: true, cell: ({ hoursUnder }) => `${number(hoursUnder)} h` },
    ],
    lead: `Coin: the least paid for the next coin, USD. Under: hours in which it is paid less than ${number(1 - band, 4)}.`,
    lines: linesOf,
    money: (value) => figure(value, 'USD'),
  }
  return { sections: sectionsOf(showing), details: detailsOf(rows) }
}

const coin = (price: bigint | null): string => (price === null ? 'none' : toUsd(price).toFixed(4))

function linesOf(row: ReserveRow): readonly (readonly [string, string])[] {
  const { redemption, hoursUnder, hoursOutside, run, taken, accounts, idle } = row
  const { start, lowest, hour, end } = redemption
  const closes = accounts.residual === 0n && accounts.coins === 0n
  return [
    ['Paid for a coin, USD', `${coin(start)} before, ${coin(lowest)} at hour ${hour ?? '–'}, ${coin(end)} at the end`],
    ['Under the band', `${number(hoursUnder)} h; with nothing done ${number(idle.hoursUnder)} h`],
    ['A weight outside its band', `${number(hoursOutside)} h; with nothing done ${number(idle.hoursOutside)} h`],
    ...(run === null ? [] : [['Run', paid(run)] as const]),
    ['Gained by traders, USD', `${figure(taken, 'USD')}; with nothing done ${figure(idle.taken, 'USD')}`],
    [
      'Accounts',
      closes ? 'close to the last unit' : `do not close: ${accounts.residual} USD and ${accounts.coins} coins · 10⁻¹⁸`,
    ],
  ]
}

function paid({ wanted, waiting, paidBy }: NonNullable<ReserveOwn['run']>): string {
  const coins = (of: bigint): string => number(toUsd(of))
  return `${coins(wanted - waiting)} of ${coins(wanted)} coins redeemed, ${paidBy === null ? 'the rest waits' : `all by hour ${paidBy}`}`
}
