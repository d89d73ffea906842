import fc from 'fast-check'
import { expect, it } from 'vitest'
import { FIRST, marketOf, percent, rules, SECOND } from '../../test/arbitraries/vaults.ts'
import { abs, at, WAD } from '../models/vault/table.ts'
import type { VaultsConfig } from '../portfolio/vaults/config.ts'
import { exactly, type OpenInput } from '../portfolio/vaults/input.ts'
import { settle } from '../portfolio/vaults/live/live.ts'
import { feeOf } from '../portfolio/vaults/market.ts'
import { empty, type VaultsState } from '../portfolio/vaults/state.ts'
import { begin } from '../portfolio/vaults/underway.ts'
import type { Refusal } from '../units/refusal.ts'
import { divide } from '../units/rounding.ts'

const RUNS = { numRuns: 2500 }
const LIMIT = 60_000

/** What a cycle is asked. */
interface Asked {
  readonly state: VaultsState
  readonly input: OpenInput
  readonly config: VaultsConfig
}

/** A trouble of a cycle, what is told of it, and each way out that the lift names. */
interface Trouble {
  readonly code: string
  readonly planted: (sound: Asked, size: bigint) => Asked
  readonly lifts: readonly ((asked: Asked, refusal: Refusal) => Asked)[]
}

const inputs = (asked: Asked, changed: Partial<OpenInput>): Asked => ({
  ...asked,
  input: { ...asked.input, ...changed },
})
const guarded = (asked: Asked, changed: Partial<VaultsConfig['guard']>): Asked => ({
  ...asked,
  config: { ...asked.config, guard: { ...asked.config.guard, ...changed } },
})
const figure = ({ facts }: Refusal, name: string): bigint => BigInt(facts[name] ?? -1)
/** The first price as it was, or moved by so many thousandths. */
const priced = ({ state, input }: Asked, move: bigint) =>
  input.prices.with(0, exactly((at(state.marks?.prices ?? [], 0) * (1000n + move)) / 1000n))
const again = (asked: Asked): Asked => inputs(asked, { prices: priced(asked, 0n) })

const quoted = (asked: Asked, changed: Partial<OpenInput['prices'][number]>): Asked => {
  const [first] = asked.input.prices
  return first === undefined ? asked : inputs(asked, { prices: asked.input.prices.with(0, { ...first, ...changed }) })
}

const TROUBLES: readonly Trouble[] = [
  { code: 'PRICE_NOT_POSITIVE', planted: (asked, size) => quoted(asked, { price: -size }), lifts: [again] },
  { code: 'PRICE_CROSSED', planted: (asked) => quoted(asked, { low: 10n ** 20n }), lifts: [again] },
  {
    code: 'PRICE_STALE',
    planted: (asked, size) => quoted(guarded(asked, { ageMax: 60n }), { age: 60n + size }),
    lifts: [again],
  },
  {
    code: 'PRICE_JUMPED',
    planted: (asked, size) => inputs(guarded(asked, { jumpMax: percent(5n) }), { prices: priced(asked, 60n + size) }),
    lifts: [
      again,
      (asked, refusal) => {
        const [price, before] = [figure(refusal, 'price'), figure(refusal, 'before')]
        return guarded(asked, { jumpMax: divide(abs(price - before) * WAD, before, 'up') })
      },
    ],
  },
  {
    code: 'POOL_PRICE_OFF',
    planted: (asked, size) =>
      inputs(guarded(asked, { partsMax: percent(5n) }), {
        poolPrice: exactly(((asked.state.marks?.poolPrice ?? 0n) * (1060n + size)) / 1000n),
      }),
    lifts: [
      (asked) => inputs(asked, { poolPrice: exactly(asked.state.marks?.poolPrice ?? 0n) }),
      (asked, refusal) => guarded(asked, { partsMax: figure(refusal, 'gap') }),
    ],
  },
  {
    code: 'CYCLE_TWICE',
    planted: (asked) => inputs(asked, { key: asked.state.key ?? '' }),
    lifts: [(asked) => inputs(asked, { key: `${asked.state.key} later` })],
  },
  {
    code: 'CYCLE_TOO_SOON',
    planted: (asked, size) => ({ ...asked, config: { ...asked.config, intervalMin: asked.input.elapsed + size } }),
    lifts: [
      (asked, refusal) => inputs(asked, { elapsed: figure(refusal, 'intervalMin') }),
      (asked, refusal) => ({ ...asked, config: { ...asked.config, intervalMin: figure(refusal, 'elapsed') } }),
    ],
  },
  {
    code: 'INPUT_INCOMPLETE',
    planted: (asked) => inputs(asked, { weights: asked.input.weights.slice(1) }),
    lifts: [(asked) => inputs(asked, { weights: SECOND.weights })],
  },
  {
    code: 'SHARES_SHORT',
    planted: (asked, size) =>
      inputs(asked, { withdrawals: asked.input.withdrawals.with(0, at(asked.state.shares, 0) + size) }),
    lifts: [
      (asked, refusal) => inputs(asked, { withdrawals: asked.input.withdrawals.with(0, figure(refusal, 'shares')) }),
    ],
  },
  {
    code: 'FLOW_NEGATIVE',
    planted: (asked, size) => inputs(asked, { deposits: asked.input.deposits.with(0, -size) }),
    lifts: [
      (asked) =>
        inputs(asked, {
          deposits: asked.input.deposits.with(0, 0n),
          withdrawals: asked.input.withdrawals.with(0, -at(asked.input.deposits, 0)),
        }),
    ],
  },
  {
    code: 'VAULT_FULL',
    // The cap is below what the vault has, or above it and not by enough.
    planted: (asked, size) => ({
      ...inputs(asked, { deposits: asked.input.deposits.with(0, size * WAD) }),
      config: { ...asked.config, vaultMax: asked.config.vaultMax.with(0, 400_000_000_000n + 400_000_000n * size) },
    }),
    lifts: [
      (asked, refusal) => {
        const room = figure(refusal, 'cap') - figure(refusal, 'netAssets')
        const part = divide(at(asked.input.deposits, 0) * room, figure(refusal, 'deposit'), 'down')
        return room > 0n && refusal.lift.includes('Deposit at most')
          ? inputs(asked, { deposits: asked.input.deposits.with(0, part) })
          : raised(asked, refusal)
      },
      raised,
    ],
  },
  {
    code: 'MARGIN_EXCEEDS_CAPITAL',
    planted: (asked) => steep(asked, 90n),
    lifts: [(asked) => steep(asked, 5n)],
  },
  {
    code: 'FIT_NOT_MONOTONE',
    planted: (asked) => steep(inputs(asked, { weights: [percent(60n), percent(50n), percent(40n)] }), 80n),
    lifts: [(asked) => steep(asked, 60n)],
  },
]

function raised(asked: Asked, refusal: Refusal): Asked {
  const cap = figure(refusal, 'netAssets') + figure(refusal, 'deposit')
  return { ...asked, config: { ...asked.config, vaultMax: asked.config.vaultMax.with(0, cap) } }
}

function steep(asked: Asked, ratio: bigint): Asked {
  const band = { target: percent(ratio), min: percent(ratio - 1n), max: percent(ratio + 1n) }
  return { ...asked, config: { ...asked.config, equityRatio: asked.config.assets.map(() => band) } }
}

const scenes = fc.record({
  own: fc.array(fc.constantFrom(null, 0, 1, 2), { minLength: 1, maxLength: 3 }),
  trouble: fc.integer({ min: 0, max: TROUBLES.length - 1 }),
  size: fc.integer({ min: 1, max: 400 }).map(BigInt),
})

const opened = new Map<string, Asked>()

/** Half a million US dollars in each vault, deployed; the same vaults stand the same, and are opened once. */
function sound(own: readonly (number | null)[]): Asked {
  const known = opened.get(own.join())
  const asked = known ?? begun(own)
  opened.set(own.join(), asked)
  return asked
}

function begun(own: readonly (number | null)[]): Asked {
  const config = rules(own)
  const none = own.map(() => 0n)
  const worth = [18n, 270n, 80_000n]
  const deposits = own.map((asset) => (asset === null ? 500_000n : at(worth, asset)) * WAD)
  const market = marketOf(config)
  const under = begin(empty(own.length, 3), { ...FIRST, deposits, withdrawals: none }, market)
  if (!under.ok) throw new RangeError(under.refusal.code)
  const { pool, hedges } = under.opened
  const execution = {
    pool: { filled: pool.order, fee: feeOf(pool.order, market.costs.pool) },
    hedges: hedges.map(({ order }) => ({ filled: order, fee: feeOf(order, market.costs.hedge) })),
  }
  const done = settle(empty(own.length, 3), { sized: under.opened, input: { ...under.input, execution } }, config)
  if (!done.ok) throw new RangeError(done.refusal.code)
  return { state: done.state, input: { ...SECOND, deposits: none, withdrawals: none }, config }
}

/** Why a cycle, or a flow of its first vault, is refused. */
function refusalOf({ state, input, config }: Asked): Refusal | null {
  const under = begin(state, input, marketOf(config))
  return under.ok ? (under.opened.flows[0]?.refused ?? null) : under.refusal
}

it(
  'every lift that a cycle of vaults states lifts what it is stated for',
  () => {
    const seen = new Set<string>()
    fc.assert(
      fc.property(scenes, ({ own, trouble, size }) => {
        const { code, planted, lifts } = TROUBLES[trouble] ?? { code: '', planted: (each: Asked) => each, lifts: [] }
        const asked = planted(sound(own), size)
        const refusal = refusalOf(asked)
        // Equity is no trouble for every set of vaults, and a cap none for a deposit that it has room for.
        if (refusal?.code !== code) {
          expect([null, 'MARGIN_EXCEEDS_CAPITAL', 'FIT_NOT_MONOTONE']).toContain(refusal?.code ?? null)
          expect(['MARGIN_EXCEEDS_CAPITAL', 'VAULT_FULL']).toContain(code)
          return
        }
        seen.add(code)
        for (const lift of lifts) expect([code, refusalOf(lift(asked, refusal))]).toEqual([code, null])
      }),
      RUNS,
    )
    expect([...seen].sort()).toEqual(TROUBLES.map(({ code }) => code).sort())
  },
  LIMIT,
)
