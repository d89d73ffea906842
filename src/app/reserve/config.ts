import type { Scene } from '../../backtest/reserve/replay.ts'
import type { Rules } from '../../models/reserve/rules.ts'
import type { Tranche } from '../../models/reserve/tranche.ts'
import type { ReservePolicy } from '../../portfolio/reserve/policy.ts'
import type { ReserveSizes } from '../../stress/reserve/scenario.ts'
import { of as amountOf } from '../../units/amount.ts'
import { fraction, usd } from '../../units/estimate.ts'
import { of as priceOf } from '../../units/price.ts'
import { of as ratioOf } from '../../units/ratio.ts'
import { seconds } from '../../units/time.ts'
import type { Opened } from '../config/book.ts'
import type { Breach } from '../config/breach.ts'
import { LATEST } from '../config/field.ts'
import { expectConfig } from '../config/kind.ts'
import { shaped } from '../config/shape.ts'
import { type Compiled, compile } from './compile.ts'
import { type ConfigDraft, config } from './configSchema.ts'
import { sceneOf } from './simulate.ts'
import { sizesOf } from './sizes.ts'
import { assetsOf, ROWS_MAX } from './tape.ts'
import { unknown } from './tranches.ts'
import { walletOf } from './wallet.ts'

/** A config of the reserve book: the reserve at its start with its operator, and what a backtest lets happen to it. */
export interface ReserveConfig extends Compiled {
  readonly draft: ConfigDraft
  readonly scene: Scene
  readonly policy: ReservePolicy
  /** Seconds from one decision of the operator to the next; null where there is no operator. */
  readonly decides: number | null
  /** How large the shocks of a stress test are. */
  readonly stress: ReserveSizes
}

/** Reads a config. ConfigError with every problem, each with its line. */
export function parse({ source, file }: Opened): ReserveConfig {
  expectConfig('reserve', { source, file })
  const { content, refuse } = shaped(config, source, file)
  const breaches: Breach[] = []
  const compiled = compile(content, null, breaches)
  const operator = walletOf(content, compiled.reserve.tranches, breaches)
  market(content, compiled, breaches)
  const stress = sizesOf(content.stress, breaches)
  refuse(breaches)
  const { mint = 0, redeem = 0, swap = 0, pause = 0 } = content.gas ?? {}
  const scene = sceneOf(compiled)
  const gas = { mint: usd(mint), redeem: usd(redeem), swap: usd(swap), pause: usd(pause) }
  return {
    ...compiled,
    draft: content,
    scene: { state: { ...scene.state, operator }, market: { ...scene.market, gas } },
    policy: policyOf(content),
    decides: content.operator === undefined ? null : (content.operator.every ?? HOUR),
    stress,
  }
}

const HOUR = 3600

// Exactly one source of prices, of tranches that there are, at steps of at least a second.
function market(
  { market: { files, simulated }, users }: ConfigDraft,
  { reserve, start }: Compiled,
  breaches: Breach[],
): void {
  if ((files === undefined) === (simulated === undefined))
    breaches.push({
      code: 'MARKET_UNCLEAR',
      path: ['market'],
      found: files === undefined ? 'neither files nor simulated' : 'files and simulated',
      allowed: 'one of `files` and `simulated`',
    })
  const known = assetsOf([...reserve.tranches, ...reserve.beside])
  const named = files === undefined ? simulated?.motion : files.sources
  const at = files === undefined ? ['market', 'simulated', 'motion'] : ['market', 'files', 'sources']
  for (const id of Object.keys(named ?? {}))
    if (!known.some((each) => each.id === id)) breaches.push(unknown([...at, id], id, known))
  const watched = files === undefined ? (simulated?.guard ?? []) : Object.keys(files.guard ?? {})
  for (const [index, id] of watched.entries())
    if (!known.some((each) => each.id === id))
      breaches.push(
        unknown(
          ['market', ...(files === undefined ? ['simulated', 'guard', index] : ['files', 'guard', id])],
          id,
          known,
        ),
      )
  const every = files?.every ?? simulated?.every ?? HOUR
  const path = ['market', files === undefined ? 'simulated' : 'files', 'every']
  const rows = simulated?.rows ?? 0
  if (start + rows * every * 1000 >= LATEST)
    breaches.push({
      code: 'TIME_INVALID',
      path,
      found: `${rows} rows of ${every} s`,
      allowed: 'rows that end before 2300',
    })
  if (every < 1) breaches.push({ code: 'STEP_TOO_SHORT', path, found: `${every} s`, allowed: 'at least 1 s' })
  const span = files === undefined ? rows * every : Math.max(0, files.to - files.from) / 1000
  if (every >= 1 && span / every > ROWS_MAX)
    breaches.push({
      code: 'STEP_TOO_SHORT',
      path,
      found: `${every} s`,
      allowed: `at most ${ROWS_MAX} rows: at least ${Math.ceil(span / ROWS_MAX)} s for this period`,
    })
  ordered(users, span, breaches)
}

/** Orders of users in one run: a longer one would take hours. */
const ORDERS_MAX = 1_000_000

function ordered(users: ConfigDraft['users'], span: number, breaches: Breach[]): void {
  const days = span / 86_400
  if (users === undefined || (users.mints + users.redemptions) * days <= ORDERS_MAX) return
  const key = users.mints > users.redemptions ? 'mints' : 'redemptions'
  breaches.push({
    code: 'FIGURE_TOO_LARGE',
    path: ['users', key],
    found: String(users[key]),
    allowed: `at most ${ORDERS_MAX} mints and redemptions in one run, which is ${Math.floor(ORDERS_MAX / days)} a day for its ${Number(days.toPrecision(3))} days`,
  })
}

/** Whoever steers: what is not said moves by whatever is cheapest, within a day. */
function policyOf({ operator = {} }: ConfigDraft): ReservePolicy {
  const ways = operator.ways ?? ['mint', 'redeem', 'swap']
  const { costMax = 0.01 } = operator
  return {
    decision: {
      rule: 'horizon',
      horizonDays: 30,
      routineEvery: seconds(0),
      hurdle: { target: 1, opportunistic: 1 },
      costMax: { safety: fraction(Math.max(costMax, 0.01)), target: fraction(costMax) },
      dailyVolatility: fraction(0),
    },
    ways: { mint: ways.includes('mint'), redeem: ways.includes('redeem'), swap: ways.includes('swap') },
    waitPrice: usd(operator.waitPrice ?? 0.1),
    outsidePrice: operator.outsidePrice ?? 0.0001,
    horizon: BigInt(operator.horizon ?? 7200),
    ordersMax: operator.orders ?? 8,
    mayPause: operator.mayPause ?? false,
    orderMax: usd(operator.orderMax ?? 1e9),
    ageMax: seconds(3600),
    levels: LEVELS,
  }
}

/** A coin short of a tenth of its backing, or paid a tenth less than one, is critical; so is a weight two bands from its target. */
const LEVELS: ReservePolicy['levels'] = {
  drift: { warning: 1.5, critical: 2 },
  flow: { warning: 0.8, critical: 1 },
  collateral: { warning: 0.99, critical: 0.9 },
  redemption: { warning: 0.99, critical: 0.9 },
}

/**
 * The same reserve with every check wide open: bands of any width, flows without a limit, pegs that hold whatever happens. What a
 * stable asset is credited and paid at stays as it is. The same path judges it, so only the bounds differ.
 */
export function unchecked({ state, market }: Scene): Scene {
  const { guard: _, ...rest } = market.rules
  const rules: Rules = { ...rest, band: ratioOf(10n ** 24n), priceMin: priceOf(0n), cooldown: 0n }
  const open = (assets: Tranche['assets']): Tranche['assets'] =>
    assets.map((asset) =>
      asset.peg === null ? asset : { ...asset, peg: { floor: priceOf(0n), ceiling: priceOf(WIDE) } },
    )
  const tranches = state.reserve.tranches.map(
    (tranche): Tranche => ({
      ...tranche,
      assets: open(tranche.assets),
      flowRule: { ...tranche.flowRule, limit: { kind: 'amount', amount: amountOf(WIDE) } },
    }),
  )
  const quotes = Object.fromEntries(
    Object.entries(market.quotes).map(([id, quote]) => [id, { ...quote, assets: open(quote.assets) }]),
  )
  return { state: { ...state, reserve: { ...state.reserve, tranches } }, market: { ...market, rules, quotes } }
}

const WIDE = 10n ** 48n
