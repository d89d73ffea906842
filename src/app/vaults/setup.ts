import { basename } from 'node:path'
import type { CarryRates } from '../../models/vault/fit.ts'
import type { VaultsConfig } from '../../portfolio/vaults/config.ts'
import type { PoolSide, TradeCosts } from '../../portfolio/vaults/market.ts'
import type { MixTerms } from '../../portfolio/vaults/mix/pool.ts'
import { lookup } from '../../units/lookup.ts'
import type { Opened } from '../config/book.ts'
import { shaped } from '../config/shape.ts'
import type { Path } from '../config/source.ts'
import { costOf, mixOf } from './mix.ts'
import { type Reader, ratio, reader } from './reader.ts'
import { type Draft, schema } from './schema.ts'
import { sideOf } from './side.ts'

/** A config of the vaults book with every default, before what happens in it. */
export interface Setup {
  readonly file: string
  readonly title: string
  readonly about: string | null
  readonly config: VaultsConfig
  readonly costs: TradeCosts
  /** Tokens of each vault that come in at the first epoch. */
  readonly start: readonly bigint[]
  readonly outside: readonly string[]
  /** Of each hedged asset, 1e18. */
  readonly maintenance: readonly bigint[]
  readonly pool: string
  readonly side: PoolSide
  /** Several pools in one position; undefined where there is one. */
  readonly mix: MixTerms | undefined
  /** Rates of a year for the linear program; null where only tier 1 is asked. */
  readonly carry: CarryRates | null
  /** What costs of a trade are weighed over, by the program. */
  readonly horizonDays: number
  readonly data: Draft['data']
  readonly read: Reader
  readonly refuse: () => void
}

/** ConfigError with every problem there is, each with its line. */
export function setup({ source, file }: Opened): Setup {
  const { content, refuse } = shaped(schema, source, file)
  const read = reader()
  const names = Object.keys(content.assets)
  const assets = names.filter((name) => lookup(content.assets, name)?.hedge !== 'none')
  const vaults = Object.keys(content.vaults)
  if (vaults.length === 0)
    read.breaches.push({ code: 'VAULTS_NONE', path: ['vaults'], found: 'no vault', allowed: 'one vault at least' })
  const kinds = Object.keys(content.data)
  if (kinds.length !== 1)
    read.breaches.push({
      code: 'VAULTS_DATA',
      path: ['data'],
      found: kinds.join(' and ') || 'nothing',
      allowed: 'one of epochs, glp, simulated',
    })
  const costs = content.costs ?? {}
  const config = configOf(content, { assets, vaults }, read)
  const carry = carryOf(content, assets, read)
  const side = sideOf(content.pool ?? {}, read)
  // What is sent against the own pool is larger than the hedge, and of another size each time.
  if (side.isCounterparty && config.lot?.some((lot) => lot !== null) === true)
    read.breaches.push({
      code: 'VAULTS_DATA',
      path: ['assets'],
      found: 'a lot',
      allowed: 'no `lot` with `pool.counterparty: pool`',
    })
  const poolCost = ratio(costs.pool ?? 0.0025)
  const mix = mixOf(content, { assets: names, read, cost: poolCost })
  refuse(read.breaches)
  return {
    file: basename(file),
    title: content.title ?? basename(file),
    about: content.about?.trim() ?? null,
    config,
    costs: {
      pool: mix === undefined ? poolCost : costOf(mix),
      hedge: ratio(costs.hedge ?? 0.0005) + ratio(costs.slippage ?? 0.0001),
    },
    start: vaults.map((name) => {
      const text = lookup(content.vaults, name)?.start
      return text === undefined ? 0n : read.units(text, 'token', ['vaults', name, 'start'])
    }),
    outside: names.filter((name) => !assets.includes(name)),
    maintenance: assets.map((name) => ratio(lookup(content.assets, name)?.maintenance ?? 0.01)),
    pool: content.pool?.name ?? 'pool',
    side,
    mix,
    carry,
    horizonDays: (content.carry?.horizon ?? 30 * DAY) / DAY,
    data: content.data,
    read,
    refuse: () => refuse(read.breaches),
  }
}

const DAY = 86_400
/** Two US dollars: what an order takes beyond its fee. */
const ORDER_COST = 2_000_000n
/** Below it an order costs more thought than it is worth. */
const DOLLAR = 1_000_000n

interface Names {
  readonly assets: readonly string[]
  readonly vaults: readonly string[]
}

function configOf(content: Draft, { assets, vaults }: Names, read: Reader): VaultsConfig {
  const { target = 0.05, min = 0.02, max = 0.1, hold = 0.03 } = content.buffer ?? {}
  const fees = content.fees ?? {}
  const guard = content.guard ?? {}
  band({ target, min, max }, ['buffer'], read)
  const usd = (text: string | undefined, path: Path): bigint | null =>
    text === undefined ? null : read.units(text, 'usd', path)
  const seconds = (span: number): bigint => BigInt(Math.round(span))
  return {
    assets,
    vaults,
    own: vaults.map((name) =>
      ownOf(lookup(content.vaults, name)?.own ?? '', assets, { read, path: ['vaults', name, 'own'] }),
    ),
    equityRatio: assets.map((name) => {
      const { equity = 0.1, equityMin = equity * 0.8, equityMax = equity * 1.4 } = lookup(content.assets, name) ?? {}
      band({ target: equity, min: equityMin, max: equityMax }, ['assets', name, 'equity'], read)
      return { target: ratio(equity), min: ratio(equityMin), max: ratio(equityMax) }
    }),
    buffer: { target: ratio(target), min: ratio(min), max: ratio(max), hold: ratio(hold) },
    fees: {
      management: ratio(fees.management ?? 0),
      performance: ratio(fees.performance ?? 0),
      deposit: ratio(fees.deposit ?? 0),
      withdrawal: ratio(fees.withdrawal ?? 0),
    },
    lot: assets.map((name) => lotOf(lookup(content.assets, name)?.lot, ['assets', name, 'lot'], read)),
    hedgeMax: assets.map((name) => usd(lookup(content.assets, name)?.hedgeMax, ['assets', name, 'hedgeMax'])),
    poolMax: usd(content.pool?.max, ['pool', 'max']),
    vaultMax: vaults.map((name) => usd(lookup(content.vaults, name)?.cap, ['vaults', name, 'cap'])),
    crossingShareBps: BigInt(Math.round(Math.min(1, content.costs?.crossing ?? 0) * 10_000)),
    hedgeBand:
      content.hedgeBand === undefined
        ? { kind: 'weighed', orderCost: usd(content.costs?.order, ['costs', 'order']) ?? ORDER_COST }
        : { kind: 'share', share: ratio(content.hedgeBand) },
    orderMin: usd(content.orderMin, ['orderMin']) ?? DOLLAR,
    intervalMin: seconds(content.intervalMin ?? 0),
    guard: {
      ageMax: guard.age === undefined ? null : seconds(guard.age),
      jumpMax: guard.jump === undefined ? null : ratio(guard.jump),
      partsMax: guard.parts === undefined ? null : ratio(guard.parts),
      differenceMax: usd(guard.difference, ['guard', 'difference']),
      residualMax: guard.residual === undefined ? null : ratio(guard.residual),
      equityRatioMin: guard.equity === undefined ? null : ratio(guard.equity),
    },
  }
}

/** A lot of nothing is none. */
function lotOf(text: string | undefined, path: Path, read: Reader): bigint | null {
  const lot = text === undefined ? 0n : read.units(text, 'token', path)
  return lot === 0n ? null : lot
}

function carryOf({ fit, carry }: Draft, assets: readonly string[], read: Reader): CarryRates | null {
  if (fit !== 'tier2') return null
  if (carry?.income === undefined)
    read.breaches.push({
      code: 'VAULTS_CARRY',
      path: ['fit'],
      found: 'tier2 without rates',
      allowed: 'tier2 with `carry.income`',
    })
  const rates = (key: 'long' | 'short'): bigint[] =>
    read.list(carry?.[key], { names: assets, unit: 'ratio', path: ['carry', key], otherwise: () => 0n })
  return { income: ratio(carry?.income ?? 0), long: rates('long'), short: rates('short') }
}

interface At {
  readonly read: Reader
  readonly path: Path
}

function ownOf(own: string, assets: readonly string[], { read, path }: At): number | null {
  if (own === 'stable') return null
  const found = assets.indexOf(own)
  if (found === -1)
    read.breaches.push({
      code: 'VAULTS_NAME_UNKNOWN',
      path,
      found: `'${own}'`,
      allowed: ['stable', ...assets].join(', '),
    })
  return found === -1 ? null : found
}

function band(
  { target, min, max }: { readonly target: number; readonly min: number; readonly max: number },
  path: Path,
  read: Reader,
): void {
  if (min <= target && target <= max && max <= 1) return
  const said = (figure: number): string => `${Math.round(figure * 1e4) / 100} %`
  read.breaches.push({
    code: 'VAULTS_BAND',
    path,
    found: [min, target, max].map(said).join(', '),
    allowed: 'min ≤ target ≤ max ≤ 100 %',
  })
}
