// Replays of single formulas: arithmetic, decay, schedule, clamps, fees, and the state of a reserve.
import { lower, upper } from '../../../src/models/reserve/clamp.ts'
import { afterFee, allowed, feeFor } from '../../../src/models/reserve/fee.ts'
import * as Fixed from '../../../src/models/reserve/fixed.ts'
import { decayed } from '../../../src/models/reserve/flow.ts'
import { logarithmic } from '../../../src/models/reserve/root.ts'
import { scheduledWeight } from '../../../src/models/reserve/schedule.ts'
import { value } from '../../../src/models/reserve/state.ts'
import { of as amountOf } from '../../../src/units/amount.ts'
import { block, timestamp } from '../../../src/units/chain.ts'
import { of as ratioOf } from '../../../src/units/ratio.ts'
import { type Replay, tally } from '../tally.ts'
import {
  answers,
  assetOf,
  bare,
  calibrationOf,
  casesOf,
  errorOf,
  flat,
  outcome,
  type RecordedMetadata,
  type RecordedToken,
  reserveOf,
} from './read.ts'

const OPERATIONS: Readonly<Record<string, (a: bigint, b: bigint) => bigint>> = {
  mulDown: Fixed.mulDown,
  mulUp: Fixed.mulUp,
  divDown: Fixed.divDown,
  divUp: Fixed.divUp,
  absSub: Fixed.absSub,
  intPowDown: Fixed.intPowDown,
  scaleFrom: (value, decimals) => Fixed.scaleFrom(value, Number(decimals)),
  scaleTo: (value, decimals) => Fixed.scaleTo(value, Number(decimals)),
  sqrtLog: (x) => logarithmic(x),
}

interface Computed {
  readonly fn: string
  readonly args: readonly string[]
}

export const fixedpoint: Replay = (file) =>
  tally(
    casesOf<Computed>(file, 'cases'),
    ({ fn, args }, at) => `${at} ${fn}(${args.join(', ')})`,
    (each) => {
      const [a = 0n, b = 0n] = each.args.map(BigInt)
      const operation = OPERATIONS[each.fn]
      const found = operation === undefined ? { unknown: each.fn } : outcome(() => String(operation(a, b)))
      return { expected: answers(each, ['fn', 'args']), found }
    },
  )

interface Decaying {
  readonly flowHistory: string
  readonly currentBlock: string
  readonly lastSeenBlock: string
  readonly memory: string
}

export const flow: Replay = (file) =>
  tally(
    casesOf<Decaying>(file, 'cases'),
    ({ flowHistory, currentBlock }, at) => `${at} ${flowHistory} at ${currentBlock}`,
    (each) => {
      const history = { amount: amountOf(BigInt(each.flowHistory)), seen: block(BigInt(each.lastSeenBlock)) }
      const memory = ratioOf(BigInt(each.memory))
      const found = outcome(() => String(decayed(history, memory, block(BigInt(each.currentBlock)))))
      return { expected: answers(each, ['flowHistory', 'currentBlock', 'lastSeenBlock', 'memory', 'tag']), found }
    },
  )

interface Scheduled extends Omit<RecordedMetadata, 'priceAtCalibration'> {
  readonly now: string
}

export const schedule: Replay = (file) =>
  tally(
    casesOf<Scheduled>(file, 'cases'),
    ({ now }, at) => `${at} at ${now}`,
    (each) => {
      const { now, ...metadata } = each
      const calibration = calibrationOf({ ...metadata, priceAtCalibration: '0' })
      const inputs = ['now', 'weightAtCalibration', 'weightAtPreviousCalibration', 'weightTransitionDuration']
      return {
        expected: answers(each, [...inputs, 'timeOfCalibration', 'tag']),
        found: outcome(() => String(scheduledWeight(calibration, timestamp(BigInt(now))))),
      }
    },
  )

interface Clamped {
  readonly tokens: readonly RecordedToken[]
  readonly bound: 'lower' | 'upper'
}

export const clamp: Replay = (file) =>
  tally(
    casesOf<Clamped>(file, 'cases'),
    ({ bound }, at) => `${at} ${bound}`,
    (each) => {
      const hold = each.bound === 'lower' ? lower : upper
      const out = each.tokens.map((token, at) => String(hold(assetOf(token, at))))
      return { expected: answers(each, ['tokens', 'bound', 'tag']), found: { out } }
    },
  )

interface RecordedFees {
  readonly mintFee?: string | null
  readonly redeemFee?: string | null
}

type Charged =
  | ({ readonly op: 'setVaultFees' } & RecordedFees)
  | {
      readonly op: 'applyFees'
      readonly mint: boolean
      readonly vaults: readonly (RecordedFees & { readonly amount: string })[]
    }

export const fees: Replay = (file) =>
  tally(
    casesOf<Charged>(file, 'cases'),
    ({ op }, at) => `${at} ${op}`,
    (each) => {
      const expected = answers(each, ['op', 'mint', 'vaults', 'mintFee', 'redeemFee', 'tag'])
      return { expected, found: each.op === 'setVaultFees' ? setFees(each) : applied(each) }
    },
  )

const feesOf = ({ mintFee, redeemFee }: RecordedFees) =>
  typeof mintFee === 'string' && typeof redeemFee === 'string'
    ? { mint: ratioOf(BigInt(mintFee)), redeem: ratioOf(BigInt(redeemFee)) }
    : null

function setFees(each: RecordedFees): object {
  const wanted = feesOf(each)
  if (wanted === null) return { unknown: each }
  const answer = allowed(wanted)
  return answer.ok ? { ok: true } : { err: errorOf(answer.refusal) }
}

function applied({ mint, vaults }: Extract<Charged, { op: 'applyFees' }>): object {
  const out: string[] = []
  for (const vault of vaults) {
    const found = feeFor({ id: '', fees: feesOf(vault) }, mint ? 'mint' : 'redeem')
    if (!found.ok) return { err: errorOf(found.refusal) }
    const after = outcome(() => String(afterFee(amountOf(BigInt(vault.amount)), found.fee)))
    if ('err' in after) return after
    out.push(after.out)
  }
  return { out }
}

interface Valued {
  readonly now: string
  readonly vaults: readonly {
    readonly decimals: number
    readonly reserveBalance: string
    readonly price: string
    readonly metadata: RecordedMetadata
  }[]
}

export const reserveState: Replay = (file) =>
  tally(
    casesOf<Valued>(file, 'cases'),
    ({ vaults }, at) => `${at} of ${vaults.length}`,
    (each) => {
      const tranches = each.vaults.map(({ decimals, reserveBalance, price, metadata }, at) => ({
        ...bare(String(at)),
        decimals,
        balance: amountOf(BigInt(reserveBalance)),
        prices: flat(price),
        calibration: calibrationOf(metadata),
      }))
      const answer = outcome(() => value(reserveOf(tranches, { time: BigInt(each.now) })))
      const expected = answers(each, ['now', 'vaults', 'tag'])
      if ('err' in answer) return { expected, found: answer }
      const valued = answer.out.tranches
      const sum = (pick: (at: (typeof valued)[number]) => bigint) =>
        String(valued.reduce((all, at) => all + pick(at), 0n))
      const out = valued.map((at) => ({ currentWeight: String(at.weight), targetWeight: String(at.targetWeight) }))
      const sums = { sumTarget: sum((at) => at.targetWeight), sumCurrent: sum((at) => at.weight) }
      return { expected, found: { totalUSDValue: String(answer.out.total), out, ...(out.length === 0 ? {} : sums) } }
    },
  )
