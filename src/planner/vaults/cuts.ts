import { abs, at, sum } from '../../models/vault/table.ts'
import type { VaultsConfig } from '../../portfolio/vaults/config.ts'
import type { Opened } from '../../portfolio/vaults/journal.ts'
import type { VaultsMarket } from '../../portfolio/vaults/market.ts'
import { limits } from '../../portfolio/vaults/mix/limit.ts'
import { bound } from '../../portfolio/vaults/phrase.ts'
import type { Underway } from '../../portfolio/vaults/underway.ts'
import { type Cut, cutOf } from '../cut.ts'

/**
 * What each vault leaves out of the pool of all that it would deploy, in USD. `program` names the limits that bind where tier 2
 * chose; else the cap that scales tier 1. No later cycle deploys the rest while the cap stands.
 */
export function cutsOf(
  { opened: { wanted, fit, pool, live }, mix }: Capped,
  { config, pool: side }: Pick<VaultsMarket, 'config' | 'pool'>,
  program: readonly string[] | null,
): readonly Cut[] {
  const aim = live?.aim ?? fit
  const limiter = program === null ? capOf(aim, config) : tierTwo(program, config)
  const room =
    mix === undefined
      ? roomOf('pool', live?.wished ?? pool.order, pool.order)
      : limits(mix.split, mix.held, side.mix?.pools ?? []).flatMap(({ pool: name, by, isMint, wanted: wish, order }) =>
          by === 'mintMax' || by === 'burnMax' ? roomOf(`pool.mix.${name}`, isMint ? wish : -wish, order) : [],
        )
  return [
    ...room,
    ...config.vaults.flatMap((place, v) =>
      cutOf({
        limiter,
        place,
        unit: 'USD',
        wanted: Number(at(wanted, v)) / 1e6,
        allowed: Number(at(aim.deployed, v)) / 1e6,
        cycles: null,
      }),
    ),
  ]
}

interface Capped {
  readonly opened: Pick<Opened, 'wanted' | 'fit' | 'pool' | 'live'>
  readonly mix?: Underway['mix']
}

/** What the pool has no room for now: later cycles order the rest, as much each time while the room stays as it is. */
function roomOf(place: string, wished: bigint, sent: bigint): readonly Cut[] {
  const [wanted, allowed] = [Number(abs(wished)) / 1e6, Number(abs(sent)) / 1e6]
  return cutOf({
    limiter: `${place}.${wished > 0n ? 'mintMax' : 'burnMax'}`,
    place,
    unit: 'USD',
    wanted,
    allowed,
    cycles: allowed > 0 ? Math.ceil(wanted / allowed) : null,
  })
}

function tierTwo(program: readonly string[], config: VaultsConfig): string {
  const held = bound(program, config)
  return held === '' ? 'tier 2, which earns more so' : `tier 2 (${held})`
}

/** The cap that is used up most: all scale by one factor, so that one cap alone binds. */
function capOf({ pool, net }: Opened['fit'], { poolMax, hedgeMax, assets }: VaultsConfig): string {
  const uses = [
    { key: 'pool.max', used: use(sum(pool), poolMax) },
    ...assets.map((asset, a) => ({ key: `assets.${asset}.hedgeMax`, used: use(abs(at(net, a)), hedgeMax[a] ?? null) })),
  ]
  return uses.reduce((most, each) => (each.used > most.used ? each : most)).key
}

const use = (amount: bigint, cap: bigint | null): number =>
  cap === null ? 0 : cap === 0n ? Number.POSITIVE_INFINITY : Number(amount) / Number(cap)
