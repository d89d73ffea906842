import type { Epoch, Keeper, Scene } from '../../backtest/vaults/epoch.ts'
import { turned } from '../../backtest/vaults/simulate.ts'
import { begin, type Standing } from '../../backtest/vaults/standing.ts'
import type * as Venue from '../../backtest/vaults/venue.ts'
import { at, column, halfUp, SCALE, sum } from '../../models/vault/table.ts'
import type { VaultsState } from '../../portfolio/vaults/state.ts'
import { format, type Instant } from '../../units/time.ts'
import type { Asked } from '../desk.ts'
import { defaultRow } from '../hour.ts'
import { InvalidOption } from '../option.ts'
import type { Staged } from './scene.ts'
import type { Setup } from './setup.ts'
import { readState } from './state.ts'

/** The epoch that is asked for, and how the vaults stand before it: by a state, or by the epochs that lead to it. InvalidOption. */
export async function standingAt(
  setup: Setup,
  { scene, market }: Staged,
  { at: when, state }: Pick<Asked, 'at' | 'state'>,
): Promise<{ readonly standing: Standing; readonly epoch: Epoch; readonly index: number }> {
  const index =
    when === null ? defaultRow(scene.epochs.length, { simulated: market.simulated, state }) : indexAt(scene, when)
  const epoch = scene.epochs[index]
  if (epoch === undefined) throw untimed(when)
  if (state === null) return { standing: before(scene, index), epoch, index }
  // A state has no account at the venue beside it: then the book's equity is the venue's.
  const keeper = epoch.keeper ?? NO_NEWS
  return { standing: given(await readState(state, setup)), epoch: { ...epoch, venue: null, keeper }, index }
}

/** Of a request that a state has pending, nothing is known until it is reported. */
const NO_NEWS: Keeper = { filling: { kind: 'part', part: 0n, fee: null }, isCancelled: false }

function before(scene: Scene, index: number): Standing {
  let standing = begin(scene)
  for (const [i, epoch] of scene.epochs.slice(0, index).entries())
    standing = turned(standing, { scene, epoch, index: i })[1]
  return standing
}

function given(state: VaultsState): Standing {
  const prices = state.marks?.prices ?? []
  const assets = state.external[0]?.length ?? 0
  const list = (of: (a: number) => bigint): bigint[] => Array.from({ length: assets }, (_, a) => of(a))
  const tokens = list((a) =>
    at(prices, a) === 0n ? 0n : halfUp(sum(column(state.external, a)) * SCALE, at(prices, a)),
  )
  const venue: Venue.Venue = {
    tokens,
    equity: list((a) => sum(column(state.equity, a))),
    marks: list((a) => at(prices, a)),
  }
  const config = { assets: list(() => 0n).map(String), vaults: state.buffer.map(String) }
  return { ...begin({ config, start: state }), venue }
}

/** The last epoch that is not after an instant. InvalidOption where epochs have no time or all come later. */
function indexAt({ epochs }: Scene, when: Instant): number {
  const index = epochs.findLastIndex((epoch: Epoch) => epoch.at !== null && epoch.at <= when)
  if (index === -1) throw untimed(when)
  return index
}

const untimed = (when: Instant | null): InvalidOption =>
  new InvalidOption({
    option: '--at',
    found: when === null ? '' : format(when),
    allowed: 'a time within the market of the config; stated epochs have none',
    meant: null,
  })
