// Replays of the GMX v1 pool.
import * as Gmx1 from '../../../src/models/vault/gmx1.ts'
import { type Pair, type Replay, tally } from '../tally.ts'
import { big, type File, outputs } from './read.ts'

interface Traded {
  readonly usdgSupply: string
  readonly weight: string
  readonly totalWeight: string
  readonly initial: string
  readonly delta: string
  readonly increment: boolean
  readonly baseBps: string
  readonly taxBps: string
  readonly buy: { readonly tokenAmount: string; readonly price: string; readonly decimals: string }
}

const INPUTS = ['usdgSupply', 'weight', 'totalWeight', 'initial', 'delta', 'increment', 'baseBps', 'taxBps']

function traded(c: Traded): Pair {
  const target = Gmx1.target(big(c.usdgSupply), big(c.weight), big(c.totalWeight))
  const terms = { initial: big(c.initial), target, baseBps: big(c.baseBps), taxBps: big(c.taxBps) }
  const { tokenAmount, price, decimals } = c.buy
  const bought = Gmx1.buyUsdg(big(tokenAmount), { price: big(price), decimals: big(decimals) }, terms)
  return outputs(c, INPUTS, {
    target,
    feeBps: Gmx1.feeBps(terms, c.increment ? big(c.delta) : -big(c.delta)),
    buy: {
      tokenAmount,
      price,
      decimals,
      usdgBeforeFee: bought.beforeFee,
      feeBps: bought.feeBps,
      amountAfterFees: bought.amountAfterFee,
      usdgMinted: bought.usdg,
    },
  })
}

interface Pooled {
  readonly tokens: readonly {
    readonly stable: boolean
    readonly decimals: string
    readonly price: string
    readonly pool: string
    readonly reserved: string
    readonly guaranteedUsd: string
    readonly shortSize: string
    readonly shortAvg: string
  }[]
}

function pooled(c: Pooled): Pair {
  const tokens = c.tokens.map((token) => ({
    stable: token.stable,
    decimals: big(token.decimals),
    price: big(token.price),
    pool: big(token.pool),
    reserved: big(token.reserved),
    guaranteed: big(token.guaranteedUsd),
    shortSize: big(token.shortSize),
    shortPrice: big(token.shortAvg),
  }))
  const { total, deltas } = Gmx1.assets(tokens)
  return outputs(c, ['tokens'], { aum: total, deltaWeights: deltas })
}

const name = (_: unknown, at: number): string => `case ${at}`

export const GMX1: Readonly<Record<string, Replay>> = {
  'vaults-gmx1-mintburn': (file) => tally((file as File<Traded>).cases, name, traded),
  'vaults-gmx1-aum-delta': (file) => tally((file as File<Pooled>).cases, name, pooled),
}
