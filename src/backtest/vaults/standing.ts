import { add, at, column, sum } from '../../models/vault/table.ts'
import type { OpenInput } from '../../portfolio/vaults/input.ts'
import type { VaultsState } from '../../portfolio/vaults/state.ts'
import { divide } from '../../units/rounding.ts'
import type { Epoch, Keeper, Scene } from './epoch.ts'
import { costsOf, paidBy } from './gmxCost.ts'
import { arrivalsOf, keeperOf } from './keeper.ts'
import { keyOf } from './key.ts'
import { mixedEpoch } from './mix.ts'
import * as Venue from './venue.ts'

/** What is known between two epochs: the book, the venue, and what waits because an epoch was refused. */
export interface Standing {
  readonly state: VaultsState
  readonly venue: Venue.Venue
  readonly waiting: Waiting
}

export type Waiting = Pick<OpenInput, 'elapsed' | 'income' | 'funding' | 'deposits' | 'withdrawals'> &
  Required<Pick<OpenInput, 'repaid' | 'waived'>> & {
    /** What epochs that were refused said of the pending request. */
    readonly keepers: readonly Keeper[]
  }

export function begin({ config, start }: Beginning): Standing {
  return { state: start, venue: Venue.none(config.assets.length), waiting: nothing(config) }
}

interface Beginning {
  readonly config: Sizes
  readonly start: VaultsState
}

type Sizes = Pick<Scene['config'], 'assets' | 'vaults'>

/** That nothing waits. */
export const nothing = ({ assets, vaults }: Sizes): Waiting => ({
  elapsed: 0n,
  income: 0n,
  funding: assets.map(() => 0n),
  deposits: vaults.map(() => 0n),
  withdrawals: vaults.map(() => 0n),
  repaid: vaults.map(() => 0n),
  waived: vaults.map(() => 0n),
  keepers: [],
})

export interface Now {
  readonly scene: Omit<Scene, 'epochs' | 'start'>
  readonly epoch: Epoch
  readonly index: number
}

/** What the input of a cycle follows from. */
interface Told extends Pick<Now, 'epoch' | 'index'> {
  readonly scene: Pick<Scene, 'config' | 'costs' | 'pool' | 'mix'>
}

/** The input of a cycle: what the epoch says, with what waited. */
export function inputOf(standing: Standing, { scene, epoch: stated, index }: Told): OpenInput & Flows {
  const { state, venue, waiting } = standing
  const epoch = mixedEpoch(stated, scene, state)
  const marked = venueAt(venue, epoch)
  const funding = epoch.funding.map(({ cost, per }, a) => {
    const owed = per === null ? cost : scaled(cost, sum(column(state.external, a)), per)
    const gmx = paidBy(state, epoch, a)
    const settled_ = Venue.cost(at(venue.tokens, a), epoch.settlements, a)
    return at(waiting.funding, a) + owed + settled_ + gmx.funding + gmx.borrowing
  })
  const plus = (a: readonly bigint[], b: readonly bigint[]): bigint[] => add([a], [b])[0] ?? []
  return {
    key: keyOf(stated, index),
    elapsed: waiting.elapsed + epoch.elapsed,
    prices: epoch.prices,
    poolPrice: epoch.poolPrice,
    weights: epoch.weights,
    income: waiting.income + epoch.income,
    funding,
    venueEquity: scene.config.assets.map(
      (_, a) => epoch.stated[a] ?? (epoch.venue === null ? null : at(marked.equity, a)),
    ),
    deposits: plus(waiting.deposits, state.epoch === 0 ? plus(epoch.start, epoch.deposits) : epoch.deposits),
    withdrawals: plus(waiting.withdrawals, epoch.withdrawals),
    repaid: epoch.repaid === undefined ? waiting.repaid : plus(waiting.repaid, epoch.repaid),
    waived: epoch.waived === undefined ? waiting.waived : plus(waiting.waived, epoch.waived),
    ...newsOf(standing, { scene, epoch, index }),
  }
}

type Flows = Omit<Waiting, 'keepers'>

/** News of a pending request; nothing where none is pending and orders are filled at once. */
function newsOf(
  { state, waiting }: Standing,
  { scene: { config, pool, costs }, epoch }: Told,
): Pick<OpenInput, 'arrivals'> {
  if (state.pending === undefined && pool.byRequest !== true) return {}
  const marks = { prices: epoch.prices.map(({ price }) => price), poolPrice: epoch.poolPrice.price }
  if ([...marks.prices, marks.poolPrice].some((price) => price <= 0n)) return {}
  const arrivals = arrivalsOf(state.pending, [...waiting.keepers, keeperOf(epoch)], {
    marks,
    config,
    costs: costsOf(costs, epoch),
    elapsed: waiting.elapsed + epoch.elapsed,
    timeout: pool.timeout ?? null,
  })
  return { arrivals }
}

const scaled = (cost: bigint, held: bigint, per: bigint): bigint => (per === 0n ? 0n : divide(cost * held, per, 'half'))

/** The venue at the marks of an epoch. */
export const venueAt = (venue: Venue.Venue, { venue: own, prices, settlements }: Epoch): Venue.Venue =>
  Venue.mark(venue, own ?? prices.map(({ price }) => price), settlements)

/** Of an epoch that was refused everything waits: no flow is what refused it. */
export const waits = ({ elapsed, income, funding, deposits, withdrawals, repaid, waived }: Flows): Flows => ({
  elapsed,
  income,
  funding,
  deposits,
  withdrawals,
  repaid,
  waived,
})
