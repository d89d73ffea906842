import * as Decimal from '../../units/decimal.ts'
import { lookup } from '../../units/lookup.ts'
import type { PoolMarket } from './market.ts'
import { flightOf, type PoolState } from './state.ts'
import type { PoolStep } from './step.ts'

/** Significant digits of amounts below a thousand. */
const DIGITS = 6

/** A step as one line for a reader, amounts in whole tokens and chains by name, from the book before it. */
export function phrase(step: PoolStep, state: PoolState, market: PoolMarket): string {
  const tokens = (amount: bigint, token: string, chain: string): string =>
    `${Decimal.read(amount, lookup(lookup(market.sites, chain)?.feeds, token)?.decimals ?? 0, DIGITS)} ${token}`
  const flight = 'key' in step ? flightOf(state, step.key) : undefined
  const at = (word: string, end: 'from' | 'to'): string => (flight === undefined ? '' : `${word} ${flight[end]}`)
  switch (step.kind) {
    case 'pool.transfer':
      return `Transfer ${tokens(step.input, step.token, step.from)} with its shares from ${step.from} to ${step.to} (${tokens(step.output, step.token, step.to)} arrive)`
    case 'pool.sync':
      return `Sync ${tokens(step.input, step.token, step.from)} from ${step.from} to ${step.to} (${tokens(step.output, step.token, step.to)} arrive)`
    case 'pool.fill':
      return `Wait for the fill of deposit ${step.key}${at(' on', 'to')}${step.part === undefined ? '' : ' in part'}${step.surplus > 0n ? ', which brings more than announced' : ''}`
    case 'pool.expire':
      return `Let deposit ${step.key}${at(' to', 'to')} expire`
    case 'pool.refund':
      return `Refund deposit ${step.key}${at(' to', 'from')}`
    case 'pool.mint':
      return `Mint on ${step.chain} with ${tokens(step.amount, step.token, step.chain)} from ${step.holder}`
    case 'pool.burn':
      return `Burn ${Decimal.read(step.shares, lookup(state.chains, step.chain)?.decimals ?? 0, DIGITS)} shares of ${step.holder} on ${step.chain} for ${step.token}`
    case 'pool.update':
      return `Renew the share price of ${step.chain}`
    case 'pool.gain':
      return step.amount < 0n
        ? `Lose ${tokens(-step.amount, step.token, step.chain)} on ${step.chain}`
        : `Gain ${tokens(step.amount, step.token, step.chain)} on ${step.chain}`
  }
}
