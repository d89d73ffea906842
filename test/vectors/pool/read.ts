// What all files of the pool book share: how their figures become a chain, and how an answer of ours becomes their words.
import * as Chain from '../../../src/models/pool/chain.ts'
import type { OpType } from '../../../src/models/pool/operation.ts'
import * as Oracle from '../../../src/models/pool/oracle.ts'
import { PROFILES, type Profile, type Rules } from '../../../src/models/pool/rules.ts'
import * as Versions from '../../../src/models/pool/versions.ts'
import * as Amount from '../../../src/units/amount.ts'
import type { Refusal, Refused } from '../../../src/units/refusal.ts'
import * as SharePrice from '../../../src/units/sharePrice.ts'
import * as Shares from '../../../src/units/shares.ts'
import { type Pair, type Tally, tally } from '../tally.ts'

/** Every file is one object with its cases under `vectors`. */
export interface File<Case> {
  readonly vectors: readonly Case[]
}

export interface Numbered {
  readonly id: number
}

/** Casts a parsed file to the format that its header describes; a file of another format throws in its cases. */
export const casesOf = <Case>(file: unknown): readonly Case[] => (file as File<Case>).vectors

export const each = <Case extends Numbered>(file: unknown, run: (each: Case) => Pair): Tally =>
  tally(casesOf<Case>(file), ({ id }) => `id ${id}`, run)

/** Where the recorded pools stood: USDC for one wei of ether, as a mean tick, unless a case says otherwise. */
export const TICK = -200_311

export const HERE = 1
export const ELSEWHERE = 42_161

export function settingOf(profile: Profile, { tick = TICK, rules = {} }: Partial<Terms> = {}): Chain.Setting {
  const cut = profile === 'new' ? 'twice' : 'once'
  return {
    rules: { ...PROFILES[profile], minimumPeriod: 0, ...rules },
    convert: Oracle.byTicks({ ticks: { USDC: tick }, native: 'ETH', wrapped: 'WETH', cut }),
    unpriced: [],
  }
}

interface Terms {
  readonly tick: number
  readonly rules: Partial<Rules>
}

/** The state that most files give. */
export interface State {
  readonly decimals: number
  readonly base?: string
  readonly storedUnitaryValue?: string
  readonly totalSupply: string
  readonly virtualSupply: string
  readonly baseVirtualBalance?: string
  readonly usdcBalance?: string
  readonly baseBalance?: string
  readonly wethBalance?: string
  readonly wethActive?: boolean
  readonly appBaseAmount?: string
}

export function chainOf(state: State): Chain.Chain {
  const { decimals, base = 'USDC' } = state
  const place = { id: HERE, decimals, base, native: 'ETH', wrapped: 'WETH' }
  const empty = Chain.empty(place)
  const app = BigInt(state.appBaseAmount ?? 0)
  const main: Chain.Holding = {
    ...Chain.holding(empty, base),
    wallet: amount(state.usdcBalance ?? state.baseBalance),
    apps: app === 0n ? [] : [Amount.of(app)],
    virtualBalance: amount(state.baseVirtualBalance),
  }
  return {
    ...Chain.credit(Chain.withHolding(empty, main), 'WETH', amount(state.wethBalance)),
    sharePrice: SharePrice.of(BigInt(state.storedUnitaryValue ?? empty.unit)),
    totalSupply: shares(state.totalSupply),
    virtualSupply: shares(state.virtualSupply),
    active: state.wethActive === true ? ['WETH'] : [],
  }
}

export const amount = (text = '0'): Amount.Amount => Amount.of(BigInt(text))
export const shares = (text = '0'): Shares.Shares => Shares.of(BigInt(text))

export function opTypeOf(n: number): OpType {
  return n === 0 ? 'transfer' : n === 1 ? 'sync' : 'unknown'
}

/** The facts that the contract's error carries, in its order; every other error carries none. */
const ARGS: Readonly<Record<string, readonly string[]>> = {
  DonationLock: ['isLocked'],
  EffectiveSupplyZero: ['reason'],
  NavDecreased: ['before', 'after'],
  NavManipulationDetected: ['expected', 'actual'],
  Panic: ['code'],
  PoolAmountSmallerThanMinimum: ['minimumOrderDivisor'],
  SafeCastOverflowedIntToUint: ['value'],
  SafeCastOverflowedUintToInt: ['value'],
  TokenPriceFeedDoesNotExist: ['token'],
}

/** What the contract refused without a name of its own: an error whose argument is its text. */
const UNNAMED: ReadonlySet<string> = new Set(['EffectiveSupplyZero'])

export const errorOf = ({ code, facts }: Refusal): { error: string; args: readonly string[] } => ({
  error: UNNAMED.has(code) ? 'Error' : code,
  args: (ARGS[code] ?? []).map((name) => String(facts[name])),
})

/** `{ ok: true }` with what was recorded of a success, or `{ ok: false, error, args }` with what stands either way. */
export function outcome(result: { readonly ok: true } | Refused, success: object, always: object): object {
  return result.ok ? { ok: true, ...success, ...always } : { ok: false, ...errorOf(result.refusal), ...always }
}

/** A further renewal of the share price, as the files record it; the oldest contract returns no worth. */
export function renewed(chain: Chain.Chain, setting: Chain.Setting): object {
  const result = Versions.update(chain, setting)
  if (!result.ok) return { ...errorOf(result.refusal), storedAfter: text(chain.sharePrice) }
  const { sharePrice, netAssets, liabilities } = result
  const worth =
    setting.rules.profile === 'vbvs' ? {} : { netTotalValue: text(netAssets), netTotalLiabilities: text(liabilities) }
  return { unitaryValue: text(sharePrice), ...worth, storedAfter: text(result.chain.sharePrice) }
}

export const text = (n: bigint): string => String(n)

/** Worth of an amount in the base token, as text: what the files list of every conversion. */
export function worth(n: bigint, token: string, { chain, setting }: At): string {
  const value = Chain.worth(Amount.of(n), token, { chain, convert: setting.convert })
  return typeof value === 'bigint' ? text(value) : value.refusal.code
}

export interface At {
  readonly chain: Chain.Chain
  readonly setting: Chain.Setting
}
