import { lookup } from '../../units/lookup.ts'
import { block, type Finding } from '../finding.ts'
import type { PoolRule } from './examined.ts'

/**
 * (totalSupply + virtualSupply) · den ≥ totalSupply · num on every chain that a step changes, and no virtual debt where nothing was issued. A chain
 * that stands below its floor may come nearer to it: no smaller a part of its shares is effective then.
 */
export const supplyFloor: PoolRule = ({ before, after, market }) => {
  const { numerator, denominator } = market.rules.supplyFloor
  const findings: Finding[] = []
  for (const [name, { totalSupply, virtualSupply }] of Object.entries(after.chains)) {
    const had = lookup(before.chains, name)
    const isSame = had?.totalSupply === totalSupply && had.virtualSupply === virtualSupply
    if (isSame || virtualSupply >= 0n) continue
    if ((totalSupply + virtualSupply) * denominator >= totalSupply * numerator) continue
    if (had !== undefined && isNearer({ totalSupply, virtualSupply }, had)) continue
    findings.push(
      block('SUPPLY_BELOW_FLOOR', `Too few of the shares issued on ${name} would stay effective there`, {
        facts: {
          chain: name,
          totalSupply: String(totalSupply),
          virtualSupply: String(virtualSupply),
          floor: `${numerator}/${denominator}`,
        },
        lift: 'Send less, or bring shares back there first.',
      }),
    )
  }
  return findings
}

interface Supply {
  readonly totalSupply: bigint
  readonly virtualSupply: bigint
}

const isNearer = (now: Supply, had: Supply): boolean =>
  had.totalSupply > 0n &&
  (now.totalSupply + now.virtualSupply) * had.totalSupply >= (had.totalSupply + had.virtualSupply) * now.totalSupply
