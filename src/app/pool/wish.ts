import { shown } from '../../backtest/pool/word.ts'
import type { Section } from '../../backtest/report/document.ts'
import { wallet } from '../../models/pool/chain.ts'
import { lookup } from '../../units/lookup.ts'
import type { PoolSetup } from './setup.ts'

/** What a policy wants and cannot have, or does not get in full because another of its wishes goes first; a sentence each. */
export function conflicts(setup: PoolSetup): readonly string[] {
  return [...closed(setup), ...unmet(setup), ...kept(setup)]
}

/** The same as a section; none where no wish stands against another. */
export function conflictSection(all: readonly string[]): readonly Section[] {
  if (all.length === 0) return []
  return [
    {
      id: 'wishes',
      title: 'Wishes that limit one another',
      lead: null,
      blocks: [{ kind: 'text', paragraphs: [...all] }],
    },
  ]
}

/** Wishes that the limits never let a plan meet. */
function closed({ policy: { home, liquidity, limits } }: PoolSetup): readonly string[] {
  const barred = (chain: string, wish: string): readonly string[] =>
    limits.destinations.includes(chain)
      ? []
      : [`${wish}: no plan can meet it, since limits.destinations leaves ${chain} out.`]
  return [
    ...(home === null ? [] : barred(home, `policy.home ${home}`)),
    ...liquidity.flatMap(({ chain, token }, at) => [
      ...barred(chain, `policy.liquidity[${at}]`),
      ...(limits.tokens.includes(token)
        ? []
        : [`policy.liquidity[${at}]: no plan can meet it, since limits.tokens leaves ${token} out.`]),
    ]),
  ]
}

/** Levels of a token that add up to more than the pool has of it. */
function unmet({ chains, flights, policy: { liquidity }, decimals }: PoolSetup): readonly string[] {
  return [...new Set(liquidity.map(({ token }) => token))].flatMap((token) => {
    const wanted = liquidity.reduce((sum: bigint, each) => (each.token === token ? sum + each.level : sum), 0n)
    const there =
      Object.values(chains).reduce((sum: bigint, chain) => sum + wallet(chain, token), 0n) +
      flights.reduce((sum: bigint, each) => (each.token === token ? sum + each.output : sum), 0n)
    const said = (amount: bigint): string => `${shown(amount, lookup(decimals, token) ?? 18)} ${token}`
    return wanted <= there
      ? []
      : [
          `The levels of policy.liquidity add up to ${said(wanted)} and the pool has ${said(there)}: not all can be met, and the emptiest are served first.`,
        ]
  })
}

/** What stays away from home because a level asks for it. */
const kept = ({ policy: { home, liquidity }, decimals }: PoolSetup): readonly string[] =>
  liquidity
    .filter(({ chain }) => home !== null && chain !== home)
    .map(
      ({ chain, token, target }) =>
        `${shown(target, lookup(decimals, token) ?? 18)} ${token} stay on ${chain} for its liquidity and do not go to ${home}.`,
    )
