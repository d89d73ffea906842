import { brief, type Digits, digitsAt, shown } from '../../backtest/pool/word.ts'
import type { Section } from '../../backtest/report/document.ts'
import type { Remaining } from '../../planner/pool/unblock.ts'
import { limiting } from './capacity.ts'

interface Words {
  readonly home: string
  readonly base: string
  readonly decimals: Digits
}

/** What stays away from home when everything that may go has gone, by what, and what would free it. */
export function staying(remaining: readonly Remaining[], { home, base, decimals }: Words): Section {
  const said = (amount: bigint, chain: string, token: string): string =>
    /[1-9]/.test(brief(amount, digitsAt(decimals, chain, token)))
      ? `${brief(amount, digitsAt(decimals, chain, token))} ${token}`
      : `${amount} base units of ${token}`
  const paid = (amount: bigint | null, chain: string): string =>
    amount === null ? 'none' : `${shown(amount, digitsAt(decimals, chain, base), 'up')} ${base}`
  return {
    id: 'home',
    title: `What stays away from ${home}`,
    lead:
      remaining.length === 0
        ? `Nothing: all of it is in ${home}, or may go there.`
        : 'When everything that may go has gone. Either the mint there or the inbound Transfer lets the rest go as well; one unit less does not. None where no payment does.',
    blocks:
      remaining.length === 0
        ? []
        : [
            {
              kind: 'table',
              caption: 'What stays, and what would free it',
              columns: [
                { title: 'Chain' },
                { title: 'Stays', figure: true },
                { title: 'Limited by' },
                { title: 'A mint of', figure: true },
                { title: 'Or inbound', figure: true },
              ],
              rows: remaining.map(({ chain, token, amount, limiter, mint, inbound }) => [
                chain,
                said(amount, chain, token),
                limiting(0n, limiter),
                paid(mint, chain),
                paid(inbound, chain),
              ]),
            },
          ],
  }
}
