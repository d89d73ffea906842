import { abs, at, column, sum } from '../models/vault/table.ts'
import { write } from '../planner/vaults/write.ts'
import { type Foreseen, foresee } from '../portfolio/foresee.ts'
import { VAULTS } from '../portfolio/vaults/book.ts'
import { residual } from '../portfolio/vaults/cycle/holding.ts'
import type { Opened } from '../portfolio/vaults/journal.ts'
import type { VaultsMarket } from '../portfolio/vaults/market.ts'
import type { VaultsPolicy } from '../portfolio/vaults/policy.ts'
import type { VaultsStep } from '../portfolio/vaults/step.ts'
import { type Filled, halfway, held, type Underway } from '../portfolio/vaults/underway.ts'
import { examine } from '../safety/check.ts'
import type { Finding } from '../safety/finding.ts'
import { RULES } from '../safety/vaults/rules.ts'
import type { Refusal } from '../units/refusal.ts'
import type { Instant } from '../units/time.ts'

/** The second phase of a cycle as it may be sent. */
export interface Released {
  /** Orders that are refused are 0 in it. */
  readonly sized: Opened
  /** Why a hedge is not given out, and what would lift that. */
  readonly refused: readonly Refusal[]
}

export interface About {
  readonly market: VaultsMarket
  readonly policy: VaultsPolicy
  readonly now: Instant
}

/**
 * The safety rules once more, on the hedges that were sized by what the pool filled (docs/models/vault.md, "Hedges follow fills"): the plan was
 * checked with other ones. What is refused is one order, and the others are examined again without it. No order that lowers a risk is
 * refused by the rule that limits it: one that leaves less open, or no larger a hedge. A finding that names no asset refuses every order.
 */
export function released(under: Pick<Underway, 'from' | 'prepared'>, filled: Filled, about: About): Released {
  let { sized } = filled
  const refused: Refusal[] = []
  for (let found = faults(under, filled, about); found.length > 0; found = faults(under, { ...filled, sized }, about)) {
    const { hedges } = sized
    refused.push(...found.map(({ finding, a }) => heldBack(finding, about.market.config.assets[a] ?? '')))
    const isHeld = (k: number): boolean => found.some(({ a }) => a === k)
    sized = { ...sized, hedges: hedges.map((each, k) => (isHeld(k) ? { ...each, order: 0n } : each)) }
  }
  return { sized, refused }
}

function heldBack({ code, detail, facts, lift }: Fault['finding'], asset: string): Refusal {
  return { code, detail: `The hedge of ${asset} is not sent. ${detail}`, facts: { ...facts, asset }, lift }
}

interface Fault {
  /** Index of the asset whose order is refused. */
  readonly a: number
  readonly finding: Pick<Finding, 'code' | 'detail' | 'facts' | 'lift'>
}

/** The first order that a rule refuses, or all of them where the rule is not on one; none where every order that is left may be sent. */
function faults(under: Pick<Underway, 'from' | 'prepared'>, filled: Filled, about: About): readonly Fault[] {
  const { market, policy, now } = about
  const { config } = market
  const sent = [...config.assets.keys()].filter((a) => filled.sized.hedges[a]?.order !== 0n)
  const all = (finding: Fault['finding']): readonly Fault[] => sent.map((a) => ({ a, finding }))
  const start = halfway(under, filled, config)
  if (!start.ok) return all(start.refusal)
  const written = write(start.opened, null, market)
  if (!written.ok) return all(written.refusal)
  const none = start.pooled.map(() => 0n)
  const before = { ...start, pooled: none, fees: none, buffer: start.opened.buffer }
  const { steps, refusal } = foresee(VAULTS, written.stages, { state: start, market })
  for (const foreseen of steps) {
    for (const finding of examine(foreseen, before, { rules: RULES, now, market, policy, class: 'TARGET' })) {
      if (finding.severity !== 'block') continue
      const a = config.assets.indexOf(assetOf(foreseen.step, finding))
      if (a === -1 && sent.length > 0) return all(finding)
      if (sent.includes(a) && !isHelp(finding, { ...foreseen, a }, { start, market })) return [{ a, finding }]
    }
  }
  return refusal === null ? [] : all(refusal)
}

function assetOf(step: VaultsStep, { facts }: Finding): string {
  return step.kind === 'vaults.hedge' ? step.asset : String(facts['asset'] ?? '')
}

interface At extends Pick<Foreseen<Underway, VaultsStep>, 'step' | 'after'> {
  readonly a: number
}

interface From {
  readonly start: Underway
  readonly market: VaultsMarket
}

/** Whether the order of an asset lowers what a rule on the state after it limits. Rules on the order itself have looked at that. */
function isHelp({ code }: Finding, { step, after, a }: At, { start, market: { config } }: From): boolean {
  if (step.kind === 'vaults.hedge') return false
  const net = ({ external }: Underway): bigint => sum(column(external, a))
  if (code === 'EQUITY_BELOW_FLOOR') return abs(net(after)) <= abs(net(start))
  if (code !== 'RESIDUAL_WORSE') return false
  const open = sum(residual(held(after), config).map((row) => at(row, a)))
  return abs(open) <= abs(open - net(after) + net(start))
}
