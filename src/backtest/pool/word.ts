import * as Decimal from '../../units/decimal.ts'
import { lookup } from '../../units/lookup.ts'
import { divide } from '../../units/rounding.ts'
import type { PoolEvent } from './event.ts'

/** Decimals of every token on every chain, by the chain first. */
export type Digits = Readonly<Record<string, Readonly<Record<string, number>>>>

/** What is needed to say amounts: the decimals of every token, and the token that prices and shares count in. */
export interface Words {
  readonly base: string
  readonly decimals: Digits
}

const DEFAULT_DECIMALS = 18

/** Decimals of a token on a chain. */
export const digitsAt = (decimals: Digits, chain: string, token: string): number =>
  lookup(lookup(decimals, chain), token) ?? DEFAULT_DECIMALS

interface Sum {
  readonly chain: string
  readonly token: string
  readonly amount: bigint
}

/** Places of a page: what is beyond them is in the JSON. */
const PLACES = 6

/** An exact figure for a reader: six places at the most, the last to the nearest unless a bound asks for one side, thousands apart. */
export function shown(n: bigint, decimals: number, rounding: 'half' | 'down' | 'up' = 'half'): string {
  return placed(n, decimals, { places: PLACES, rounding })
}

interface Cutting {
  readonly places: number
  readonly rounding: 'half' | 'down' | 'up'
}

function placed(n: bigint, decimals: number, { places, rounding }: Cutting): string {
  const cut = Math.max(0, decimals - places)
  const text = Decimal.format(divide(n, 10n ** BigInt(cut), rounding), decimals - cut)
  const [whole = '', part] = text.replace('-', '−').split('.')
  const grouped = whole.replace(/\B(?=(\d{3})+$)/g, ',')
  return part === undefined ? grouped : `${grouped}.${part}`
}

/** A share price: six places, and more where those show fewer than six significant digits. */
export function priceOf(n: bigint, decimals: number): string {
  const cut = Math.max(0, Math.min(decimals, n.toString().length) - PLACES)
  return placed(n, decimals, { places: decimals - cut, rounding: 'half' })
}

/** Places that go as a figure grows, so that a table of chains fits a terminal. */
const BRIEF = [
  { from: 100_000n, places: 0 },
  { from: 1_000n, places: 2 },
  { from: 10n, places: 4 },
] as const

/** For cards and tables, which the JSON completes: six places, fewer for large figures. */
export function brief(n: bigint, decimals: number): string {
  const size = n < 0n ? -n : n
  const { places } = BRIEF.find(({ from }) => size >= from * 10n ** BigInt(decimals)) ?? { places: decimals }
  const cut = Math.max(0, decimals - places)
  return shown(divide(n, 10n ** BigInt(cut), 'half'), decimals - cut)
}

/** The same with its sign. */
export const signed = (n: bigint, decimals: number): string => (n > 0n ? `+${brief(n, decimals)}` : brief(n, decimals))

/** An event as one line. */
export function labelOf({ base, decimals }: Words): (event: PoolEvent) => string {
  const tokens = ({ chain, token, amount }: Sum): string =>
    `${shown(amount, digitsAt(decimals, chain, token))} ${token}`
  return (event) => {
    switch (event.kind) {
      case 'price': {
        const said = (prices: typeof event.prices): string =>
          Object.entries(prices)
            .map(([token, price]) => `${token} at ${Decimal.format(price, 18)} ${base}`)
            .join(', ')
        const { by, on } = event
        if (by === undefined) return `Price${on === null ? '' : ` on ${on}`}: ${said(event.prices)}`
        return `Price: ${Object.entries(by)
          .map(([name, prices]) => `${said(prices)} on ${name}`)
          .join('; ')}`
      }
      case 'market':
        return 'Prices of the hour'
      case 'wait':
        return `Wait ${waited(event.duration)}`
      case 'send': {
        const { kind, from, to, token, input, output } = event.step
        const what = kind === 'pool.sync' ? 'Sync' : 'Transfer'
        const sent = tokens({ chain: from, token, amount: input })
        const arriving = tokens({ chain: to, token, amount: output })
        const { stays = 0n } = event
        const dust = stays === 0n ? '' : `; ${stays} base units, too little for a unit of ${to}, stay on ${from}`
        return `${what} ${event.name}: ${sent} ${from} → ${to}, ${arriving} to arrive${dust}`
      }
      case 'land':
        return landed(event)
      case 'step':
        return stepped(event.step, { tokens, shares: (n, chain) => shown(n, digitsAt(decimals, chain, base)) })
    }
  }
}

function landed({ name, step }: Extract<PoolEvent, { kind: 'land' }>): string {
  if (step.kind === 'pool.expire') return `Expiry of ${name}`
  if (step.kind === 'pool.refund') return `Refund of ${name}`
  return `Fill of ${step.part === undefined ? '' : 'a part of '}${name}${step.surplus > 0n ? ', with a surplus' : ''}`
}

interface Said {
  readonly tokens: (sum: Sum) => string
  readonly shares: (n: bigint, chain: string) => string
}

function stepped(step: Extract<PoolEvent, { kind: 'step' }>['step'], { tokens, shares }: Said): string {
  switch (step.kind) {
    case 'pool.mint':
      return `Mint for ${tokens(step)} on ${step.chain}`
    case 'pool.burn':
      return `Burn ${shares(step.shares, step.chain)} shares on ${step.chain}`
    case 'pool.gain':
      return step.amount < 0n
        ? `Loss of ${tokens({ ...step, amount: -step.amount })} on ${step.chain}`
        : `Gain of ${tokens(step)} on ${step.chain}`
    case 'pool.update':
      return `Renewal on ${step.chain}`
    case 'pool.transfer':
    case 'pool.sync':
      return `${step.kind === 'pool.sync' ? 'Sync' : 'Transfer'} ${step.key}: ${tokens({ chain: step.from, token: step.token, amount: step.input })} ${step.from} → ${step.to}`
    case 'pool.fill':
      return `Fill of ${step.key}`
    case 'pool.expire':
      return `Expiry of ${step.key}`
    case 'pool.refund':
      return `Refund of ${step.key}`
  }
}

function waited(duration: number): string {
  if (duration >= 172_800) return `${Number((duration / 86_400).toFixed(1))} days`
  return duration >= 3600 ? `${Number((duration / 3600).toFixed(1))} h` : `${duration} s`
}
