import { sum } from '../../models/vault/table.ts'
import type { Limited } from '../../portfolio/vaults/mix/limit.ts'
import type { Section } from '../report/document.ts'
import { table } from './exposure.ts'
import type { MixTurn } from './mix.ts'
import { type Event, note } from './told.ts'
import { percent, share, signed, usd } from './word.ts'

/** Pools of a mix after a cycle; nothing where there is one pool. */
export function mixSection(turn: MixTurn | undefined): readonly Section[] {
  if (turn === undefined) return []
  const { held, trades, limited } = turn
  const total = sum(trades.map(({ worth }) => worth)) + held.cash
  const rows = trades.map(({ pool, share: wanted, order, filled, fee, worth }) => [
    pool,
    percent(wanted),
    `${Math.round(share(worth, total) * 1e4) / 100} %`,
    signed(order, 0),
    signed(filled, 0),
    usd(fee),
    usd(worth, 0),
  ])
  const columns = ['Pool', 'Share', 'Is', 'Order', 'Filled', 'Fee', 'Holds']
  return [
    {
      id: 'mix',
      title: 'Pools of the mix',
      lead: `US dollars, minted when positive; ${usd(held.cash)} USD lie in the mix as cash. Each pool is filled on its own, burns first.`,
      blocks: [
        table('By pool', columns, rows),
        ...(limited.length === 0 ? [] : [{ kind: 'text' as const, paragraphs: limited.map(limitWords) }]),
      ],
    },
  ]
}

/** What a pool does not take or give now, in words. */
export function limitWords({ pool, isMint, wanted, order, by, locked }: Limited): string {
  const [done, what] = [`${usd(order)} of ${usd(wanted)} USD of ${pool} are ${isMint ? 'minted' : 'burnt'}`, 'the rest']
  if (by === 'lock') return `${done}: its units are locked for ${hours(locked)}; ${what} waits.`
  if (by === 'others') return `${done}: other pools of the mix do not give or take what it would be traded for.`
  const where = isMint ? `${what} stays in the buffers` : `${what} stays in the pool`
  return `${done}, which is all that \`pool.mix.${pool}.${by}\` allows; ${where} until the next cycle.`
}

const hours = (seconds: bigint): string => `${Math.round((Number(seconds) / 3600) * 10) / 10} h`

/** Limits of pools, and orders that were not filled whole. */
export function mixEvents(epoch: string, turn: MixTurn | undefined): readonly Event[] {
  if (turn === undefined) return []
  return [
    ...turn.limited
      .filter(({ by }) => by !== 'others')
      .map((each) => ({
        epoch,
        tone: 'warning' as const,
        code: each.by === 'lock' ? 'POOL_LOCKED' : 'POOL_CAPACITY',
        said: limitWords(each),
        lift: 'Wait, or change the shares of the mix.',
      })),
    ...turn.trades.flatMap(({ pool, order, filled }) =>
      order === filled ? [] : [note(epoch, `${signed(filled)} of ${signed(order)} USD of ${pool} were filled.`)],
    ),
    ...(turn.held.cash === 0n
      ? []
      : [
          note(
            epoch,
            `${usd(turn.held.cash)} USD of burnt pools lie in the mix as cash: the next epoch orders for it.`,
          ),
        ]),
  ]
}

/** The mix of a cycle as reports have it; undefined where there is one pool. */
export const mixReport = (turn: MixTurn | undefined): object | undefined =>
  turn === undefined ? undefined : { cash: turn.held.cash, pools: turn.trades, limited: turn.limited }
