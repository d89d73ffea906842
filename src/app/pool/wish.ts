import { digitsAt, shown } from '../../backtest/pool/word.ts'
import type { Section } from '../../backtest/report/document.ts'
import { wallet } from '../../models/pool/chain.ts'
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

/** Levels of a token that the pool could not meet if all of it went there, and what would have to change. */
function unmet({ chains, flights, policy: { liquidity }, decimals }: PoolSetup): readonly string[] {
  return [...new Set(liquidity.map(({ token }) => token))].flatMap((token) => {
    const places = Math.max(...Object.keys(chains).map((chain) => digitsAt(decimals, chain, token)))
    const whole = (amount: bigint, chain: string): bigint =>
      amount * 10n ** BigInt(places - digitsAt(decimals, chain, token))
    const said = (amount: bigint): string => `${shown(amount, places)} ${token}`
    const there =
      Object.entries(chains).reduce((sum, [name, chain]) => sum + whole(wallet(chain, token), name), 0n) +
      flights.reduce((sum, each) => (each.token === token ? sum + whole(each.output, each.to) : sum), 0n)
    const levels = liquidity.flatMap((each, at) =>
      each.token === token ? [{ at, level: whole(each.level, each.chain), chain: each.chain }] : [],
    )
    const alone = levels.filter(({ level }) => level > there)
    const sum = levels.reduce((all, { level }) => all + level, 0n)
    if (alone.length > 0)
      return alone.map(
        ({ at, level, chain }) =>
          `policy.liquidity[${at}].level asks for ${said(level)} on ${chain} and the whole pool has ${said(there)}, so no plan can meet it: lower it to less than that, or bring at least ${said(level - there)} into the pool.`,
      )
    return sum <= there
      ? []
      : [
          `The levels of policy.liquidity add up to ${said(sum)} and the pool has ${said(there)}: not all can be met, and the emptiest are served first. Lower them by ${said(sum - there)} together, or bring as much into the pool.`,
        ]
  })
}

/** What stays away from home because a level asks for it. */
const kept = ({ policy: { home, liquidity }, decimals }: PoolSetup): readonly string[] =>
  liquidity
    .filter(({ chain }) => home !== null && chain !== home)
    .map(
      ({ chain, token, target }) =>
        `${shown(target, digitsAt(decimals, chain, token))} ${token} stay on ${chain} for its liquidity and do not go to ${home}.`,
    )
