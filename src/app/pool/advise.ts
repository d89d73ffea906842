import { shown } from '../../backtest/pool/word.ts'
import type { PoolDecision } from '../../execution/pool.ts'
import * as Versions from '../../models/pool/versions.ts'
import { type Advice, forLiquidity, forPrices, type Key } from '../../planner/pool/advice.ts'
import type { Assessed } from '../../planner/pool/trial.ts'
import { standAt } from '../../portfolio/pool/apply/done.ts'
import { lookup } from '../../units/lookup.ts'
import { type Refusal, refuse } from '../../units/refusal.ts'
import { divide } from '../../units/rounding.ts'

type Unavailable = PoolDecision['unavailable'][number]

/** A decision for who asks for a plan: what would lift each obstacle, tried, and the chains that no step can help. */
export function advised(decision: PoolDecision, context: Omit<Assessed, 'assessment'>): PoolDecision {
  const given = decision.unavailable.map((one) => ({ ...one, refusal: lifted(one.refusal, context) }))
  return { ...decision, unavailable: [...stuck(context), ...given] }
}

function lifted(refusal: Refusal, context: Omit<Assessed, 'assessment'>): Refusal {
  if (refusal.code === 'SYNC_NOWHERE') return { ...refusal, lift: sentence(waysOf(forPrices(context)), PRICES) }
  if (refusal.code !== 'LIQUIDITY_NOWHERE') return refusal
  const { chain, token } = refusal.facts
  const wanted = context.policy.liquidity.find((one) => one.chain === chain && one.token === token)
  if (wanted === undefined) return refusal
  const advice = forLiquidity(wanted, context)
  const decimals = lookup(lookup(context.market.sites, wanted.chain)?.feeds, wanted.token)?.decimals ?? 0
  const mint =
    advice.mint === null ? [] : [`mint ${shown(advice.mint, decimals, 'up')} ${wanted.token} on ${wanted.chain}`]
  return { ...refusal, lift: sentence([...mint, ...waysOf(advice)], NOTHING) }
}

const NOTHING = 'No mint there and no limit of the policy lifts it.'
const PRICES = 'No limit of the policy lifts it: the chains with a high share price have nothing that a bridge takes.'

const VERBS: Readonly<Record<Key, string>> = {
  'limits.transferMin': 'lower limits.transferMin',
  'limits.transferMax': 'raise limits.transferMax',
  'limits.syncTolerance': 'raise limits.syncTolerance',
  'limits.bridgeFee': 'raise limits.bridgeFee',
  'limits.deadline': 'raise limits.deadline',
  'limits.tokens': 'list more in limits.tokens',
  'limits.destinations': 'list more in limits.destinations',
  'policy.liquidity': 'lower the levels of other chains in policy.liquidity',
}

const waysOf = ({ keys, isTogether }: Advice): readonly string[] => {
  const verbs = keys.map((key) => VERBS[key])
  return isTogether ? [verbs.join(' and ')] : verbs
}

function sentence(ways: readonly string[], otherwise: string): string {
  const text = ways.join(', or ')
  return text === '' ? otherwise : `${text.charAt(0).toUpperCase()}${text.slice(1)}. Each was tried.`
}

/** Chains below their supply floor as they stand: the contract takes nothing in, so that no step of a plan mends it. */
function stuck({ state, market }: Omit<Assessed, 'assessment'>): readonly Unavailable[] {
  return Object.keys(state.chains).flatMap((chain): readonly Unavailable[] => {
    const stand = standAt(state, chain, market)
    const priced = stand.ok ? Versions.update(stand.chain, stand.setting) : stand
    if (!stand.ok || priced.ok || priced.refusal.code !== 'EffectiveSupplyTooLow') return []
    const { totalSupply, virtualSupply } = stand.chain
    const bps = totalSupply > 0n ? divide((totalSupply + virtualSupply) * 10_000n, totalSupply, 'down') : 0n
    const rules = { ...market.rules, supplyFloor: { numerator: bps, denominator: 10_000n } }
    const isLower = bps > 0n && Versions.update(stand.chain, { ...stand.setting, rules }).ok
    const { refusal } = refuse(
      'SUPPLY_STUCK',
      `${chain} is below its supply floor: the contract refuses every mint, burn and arrival there`,
      {
        facts: priced.refusal.facts,
        lift: isLower
          ? `Only a contract with a floor of at most ${Number(bps) / 100} % (rules.supplyFloor) takes them again.`
          : 'No floor above zero lifts it.',
      },
    )
    return [{ ok: false, purpose: `Supply of ${chain}`, class: 'SAFETY', refusal, considered: [] }]
  })
}
