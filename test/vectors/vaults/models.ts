// Replays of the single models of the vaults book.
import * as Bilateral from '../../../src/models/vault/bilateral.ts'
import * as Buffer from '../../../src/models/vault/buffer.ts'
import * as Fit from '../../../src/models/vault/fit.ts'
import * as Funding from '../../../src/models/vault/funding.ts'
import { legs } from '../../../src/models/vault/mark.ts'
import * as Netting from '../../../src/models/vault/netting.ts'
import { settle } from '../../../src/models/vault/settle.ts'
import { sum } from '../../../src/models/vault/table.ts'
import { lr } from '../../../src/units/split.ts'
import type { Pair, Replay } from '../tally.ts'
import { tally } from '../tally.ts'
import { big, bigs, type File, limits, outputs, own, type Texts, type Texts2, table } from './read.ts'

// biome-ignore lint/suspicious/noExplicitAny: each replay names the figures that its file records
const each = (run: (recorded: any) => Pair): Replay => {
  return (file) =>
    tally((file as File<{ readonly name?: string }>).cases, ({ name }, at) => `${name ?? 'case'} ${at}`, run)
}

interface Rounded {
  readonly nums: Texts
  readonly den: string
}

const round = (c: Rounded): Pair => {
  const out = lr(bigs(c.nums), big(c.den))
  return outputs(c, ['nums', 'den'], { out, sum: sum(out) })
}

interface Moved {
  readonly I: Texts2
  readonly p0: Texts
  readonly p1: Texts
}

const mark = (c: Moved): Pair => {
  const found = legs(table(c.I), { from: bigs(c.p0), to: bigs(c.p1) })
  return outputs(c, ['I', 'p0', 'p1'], { legs: found, pnl: found.map(sum) })
}

interface Owed {
  readonly pnl: Texts
  readonly glpUsd: Texts
  readonly bufferUsd: Texts
}

const settled = (c: Owed): Pair => {
  const { paidPool, paidBuffer, shortfall, received } = settle(bigs(c.pnl), {
    pool: bigs(c.glpUsd),
    buffer: bigs(c.bufferUsd),
  })
  return outputs(c, ['pnl', 'glpUsd', 'bufferUsd'], { out: { paidGlp: paidPool, paidBuffer, shortfall, received } })
}

const funded = (c: { readonly funding: string; readonly X: Texts }): Pair =>
  outputs(c, ['funding', 'X'], { out: Funding.assign(big(c.funding), bigs(c.X)) })

interface Buffered {
  readonly tvl: string
  readonly dPrev: string
  readonly beta: string
  readonly betaLo: string
  readonly betaHi: string
  readonly hold: string
}

const buffered = (c: Buffered): Pair => {
  const { deployed, action } = Buffer.choose(
    { netAssets: big(c.tvl), before: big(c.dPrev), urgent: false },
    { target: big(c.beta), min: big(c.betaLo), max: big(c.betaHi), hold: big(c.hold) },
  )
  return outputs(c, ['tvl', 'dPrev', 'beta', 'betaLo', 'betaHi', 'hold'], { D: deployed, action })
}

interface Fitted {
  readonly D: Texts
  readonly own: readonly (string | null)[]
  readonly w: Texts
  readonly mu: Texts
  readonly cap: readonly (string | null)[] | null
  readonly gcap: string | null
}

const fitted = (c: Fitted): Pair => {
  const fit = Fit.fit({
    deployed: bigs(c.D),
    own: own(c.own),
    weights: bigs(c.w),
    ratios: bigs(c.mu),
    caps: { pool: c.gcap === null ? null : big(c.gcap), hedge: limits(c.cap, c.w.length) },
  })
  const out = fit.ok
    ? {
        d: fit.deployed,
        G: fit.poolTotal,
        g: fit.pool,
        X: fit.external,
        Xnet: fit.net,
        m: fit.equity,
        mNet: fit.equityNet,
        dust: fit.dust,
        glpExposure: fit.exposure,
        I: fit.internal,
        lambda: [fit.scale.num, fit.scale.den],
      }
    : fit.refusal
  return outputs(c, ['D', 'own', 'w', 'mu', 'cap', 'gcap'], { out })
}

interface PairedOff {
  readonly g: Texts
  readonly w: Texts
  readonly aggregate: Texts
}

const DOLLAR = 10n ** 18n

const pairedOff = (c: PairedOff): Pair => {
  const [pool, weights] = [bigs(c.g), bigs(c.w)]
  const { netted, short, gross } = Bilateral.bilateral(pool, weights)
  const isNetted = Bilateral.judge({ pool, weights, short, aggregate: bigs(c.aggregate), dollar: DOLLAR })
  return outputs(c, ['g', 'w', 'aggregate'], { netted, external: short, isNetted, grossBilateral: gross })
}

const matrix = (c: { readonly N: Texts2; readonly p0: Texts; readonly p1: Texts }): Pair => {
  const netted = table(c.N)
  const pnl = Bilateral.pnl(netted, { from: bigs(c.p0), to: bigs(c.p1) })
  return outputs(c, ['N', 'p0', 'p1'], { I: Bilateral.book(netted), pnl })
}

interface Wished {
  readonly deltas: Texts
  readonly filledNet: string
  readonly fee: string
  readonly tvl: Texts
}

const netted = (c: Wished): Pair => {
  const found = Netting.assign(bigs(c.deltas), { filled: big(c.filledNet), fee: big(c.fee) }, bigs(c.tvl))
  return outputs(c, ['name', 'deltas', 'filledNet', 'fee', 'tvl'], { out: found.ok ? assigned(found) : found.refusal })
}

/** An assignment under the names of the recording. */
export const assigned = (found: Netting.Assigned): object => ({
  net: found.net,
  grossBuy: found.buys,
  grossSell: found.sells,
  crossed: found.crossed,
  fills: found.fills,
  unfilled: found.unfilled,
  fees: found.fees,
  feeBasis: found.basis === 'netAssets' ? 'tvl' : found.basis,
  feeUnassigned: found.unassigned,
})

export const MODELS: Readonly<Record<string, Replay>> = {
  'vaults-lr-round': each(round),
  'vaults-internal-mtm': each(mark),
  'vaults-internal-settle': each(settled),
  'vaults-funding': each(funded),
  'vaults-buffer-policy': each(buffered),
  'vaults-fit': each(fitted),
  'vaults-bilateral': each(pairedOff),
  'vaults-netted-matrix-pnl': each(matrix),
  'vaults-netting-fees': each(netted),
}
