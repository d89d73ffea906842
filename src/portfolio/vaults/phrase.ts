import { at } from '../../models/vault/table.ts'
import * as Decimal from '../../units/decimal.ts'
import { divide } from '../../units/rounding.ts'
import type { VaultsConfig } from './config.ts'
import type { PoolOrder } from './market.ts'
import type { VaultsStep } from './step.ts'

/** A step as one line for a reader: US dollars, and whose they are; parts below half a cent are left out. */
export function phrase(step: VaultsStep, { vaults }: Pick<VaultsConfig, 'vaults'>): string {
  const by = (parts: readonly bigint[]): string =>
    vaults
      .map((vault, v) => ({ vault, said: usd(at(parts, v)) }))
      .flatMap(({ vault, said }) => (said === '0' ? [] : [`${vault} ${said}`]))
      .join(', ')
  switch (step.kind) {
    case 'vaults.burn':
      return `Burn pool worth ${usd(step.amount)} for ${by(step.parts)}${ofPools(step.pools)}`
    case 'vaults.mint':
      return `Mint pool worth ${usd(step.amount)} for ${by(step.parts)}${ofPools(step.pools)}`
    case 'vaults.rotate':
      return `Trade pools of the mix for each other${ofPools(step.pools)}`
    case 'vaults.request':
      return `Ask the pool to ${step.amount < 0n ? 'burn' : 'mint'} ${usd(step.amount < 0n ? -step.amount : step.amount)} for ${by(step.parts)}; a keeper fills it later`
    case 'vaults.cross':
      return step.instrument === 'pool'
        ? `Cross pool among the vaults: ${by(step.parts)}`
        : `Cross hedges of ${step.instrument} among the vaults: ${by(step.parts)}`
    case 'vaults.hedge': {
      const sent = step.order < 0n ? -step.order : step.order
      return `${step.order < 0n ? 'Sell' : 'Buy'} ${usd(sent)} of ${step.asset} perp for ${by(step.parts)}`
    }
    case 'vaults.book':
      return `Book internal ${step.asset} delta: ${by(step.parts)}`
    case 'vaults.margin':
      return step.amount === 0n
        ? `Settle ${step.asset} equity among the vaults: ${by(step.parts) || 'less than a cent'}`
        : `Move ${usd(step.amount < 0n ? -step.amount : step.amount)} of ${step.asset} equity ${step.amount < 0n ? 'out of' : 'into'} the venue: ${by(step.parts)}`
    case 'vaults.close':
      return 'Close the cycle'
  }
}

/** Orders of the pools of a mix, minted when positive; nothing of a single pool. */
function ofPools(pools: readonly PoolOrder[] = []): string {
  const sent = pools.flatMap(({ name, order }) =>
    order === 0n ? [] : [`${order < 0n ? 'burn' : 'mint'} ${usd(order < 0n ? -order : order)} of ${name}`],
  )
  return sent.length === 0 ? '' : `: ${sent.join(', ')}`
}

/** What holds a program back, in words: its rows are named after their kind and the place in the config's lists. */
export function bound(
  limiters: readonly string[],
  { vaults, assets }: Pick<VaultsConfig, 'vaults' | 'assets'>,
): string {
  const named = limiters.map((limiter) => limiter.split('_'))
  const budgets = named.filter(([kind]) => kind === 'budget').map(([, v = '']) => vaults[Number(v)] ?? v)
  const caps = named
    .filter(([kind]) => kind !== 'budget')
    .map(([kind = '', a = '']) =>
      kind === 'long' || kind === 'short'
        ? `the cap on ${kind} hedges of ${assets[Number(a)] ?? a}`
        : 'the cap of the pool',
    )
  return [...(budgets.length === 0 ? [] : [`what ${budgets.join(', ')} has`]), ...caps].join('; ')
}

/** US dollars with two places, rounded to the nearest cent. */
function usd(usd6: bigint): string {
  const size = usd6 < 0n ? -usd6 : usd6
  return `${usd6 < 0n ? '−' : ''}${Decimal.format(cents(size), 2).replace(THOUSANDS, ',')}`
}
const THOUSANDS = /(?<!\..*)\B(?=(\d{3})+(?!\d))/g
const cents = (usd6: bigint): bigint => divide(usd6, 10_000n, 'half')
