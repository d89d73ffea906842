import { brief } from '../../backtest/pool/word.ts'
import { number, percent } from '../../backtest/report/format.ts'
import { detailsOf, type Showing, sectionsOf } from '../report/sections.ts'
import type { PoolOwn, PoolRow } from './result.ts'

/** What a page of a pool's stress needs beside its rows. */
export interface About {
  readonly base: string
  readonly decimals: number
  readonly hours: number
}

/** The rows of a pool's stress as sections of a page. */
export function poolSections(rows: readonly PoolRow[], { base, decimals, hours }: About) {
  const showing: Showing<PoolOwn> = {
    rows,
    currency: base,
    hours,
    columns: [
      {
        title: 'Supply left',
        figure: true,
        cell: ({ supply }) => (supply === null ? null : percent(supply.value, 1)),
      },
      {
        title: 'May leave',
        figure: true,
        cell: ({ capacity }) => brief(capacity.struck.leaving, decimals),
      },
    ],
    lead: 'Supply left: the least share of its issued shares on any chain. May leave: the largest Transfer of every chain, when the shock is whole.',
    lines: (row) => linesOf(row, { base, decimals, hours }),
    money: whole,
  }
  return { sections: sectionsOf(showing), details: detailsOf(rows) }
}

function linesOf(row: PoolRow, { base, decimals }: About): readonly (readonly [string, string])[] {
  const { supply, capacity, burns, expired, accounts } = row
  const { before, struck, end } = capacity
  const three = (of: keyof typeof before): string =>
    [before, struck, end].map((at) => brief(at[of], decimals)).join(' · ')
  return [
    ...(supply === null
      ? []
      : [['Least supply left', `${percent(supply.value, 2)} on ${supply.chain} at hour ${supply.hour}`] as const]),
    [`May leave, ${base}`, `${three('leaving')} (before · struck · end)`],
    [`May be burnt, ${base}`, `${three('burnable')} (before · struck · end)`],
    ...(burns === null
      ? []
      : [
          [
            'Burns',
            `${brief(burns.wanted - burns.waiting, decimals)} of ${brief(burns.wanted, decimals)} shares paid, ${burns.paidBy === null ? 'the rest waits' : `all by hour ${burns.paidBy}`}`,
          ] as const,
        ]),
    ['Expired deposits', number(expired)],
    [
      'Accounts',
      accounts.residual === 0n && accounts.unexplained === 0n
        ? 'close to the last unit'
        : `do not close: ${accounts.residual} and ${accounts.unexplained} base units`,
    ],
  ]
}

/** Worth in base tokens with as many digits as tell something: whole ones from a thousand up, four places below ten. */
function whole(value: number): string {
  const size = Math.abs(value)
  return number(value, value === 0 || size >= 1_000 ? 0 : size >= 10 ? 2 : 4)
}
