import { abs, column, max, sum } from '../../models/vault/table.ts'
import type { HedgeBand, VaultsConfig } from '../../portfolio/vaults/config.ts'
import type { Opened } from '../../portfolio/vaults/journal.ts'
import { format as decimal, read } from '../../units/decimal.ts'
import { lookup } from '../../units/lookup.ts'
import type { Refusal } from '../../units/refusal.ts'
import { count as counted } from '../report/format.ts'
import { alarms, apart, old, thin } from './alarm.ts'
import { mixEvents } from './mixSection.ts'
import { requests } from './request.ts'
import type { Done, Run, Turn } from './simulate.ts'
import { type Event, note } from './told.ts'
import { percent, usd } from './word.ts'

/** Refusals and alarms first of all, then what was left undone, epoch by epoch. */
export const events = ({ scene, turns }: Run): readonly Event[] => [
  ...turns.flatMap((turn) => eventsOf(turn, scene.config)),
  ...unsent(turns, scene.config),
]

/** In US dollars of 1e6. What is less is a rounding. */
const CENT = 10_000n

/** One line for all hedges that were left as they were. */
function unsent(turns: readonly Turn[], { assets, orderMin, hedgeBand = NONE }: VaultsConfig): readonly Event[] {
  const done = turns.filter((turn): turn is Done => turn.ok)
  const small = assets.map((asset, a) => {
    const left = done
      .filter(({ journal }) => journal.opened.hedges[a]?.order === 0n)
      .map(({ journal }) => abs(sum(column(journal.closed.residual, a))))
      .filter((open) => open >= CENT)
    return { asset, count: left.length, worst: left.reduce((most, each) => max(most, each), 0n) }
  })
  const said = small
    .filter(({ count }) => count > 0)
    .map(({ asset, count, worst }) => `${asset} in ${counted(count, 'epoch')} (${usd(worst)} USD at most)`)
  if (said.length === 0) return []
  return [
    note(
      'all',
      `Hedges ${within(hedgeBand)}, or less than ${usd(orderMin, 0)} USD off, were not traded; what is left is residual delta: ${said.join(', ')}.`,
    ),
  ]
}

const NONE: HedgeBand = { kind: 'share', share: 0n }

const within = (band: HedgeBand): string =>
  band.kind === 'share' ? `within ${percent(band.share)} of net assets` : 'whose drift costs less than trading it back'

function eventsOf(turn: Turn, config: VaultsConfig): readonly Event[] {
  if (turn.ok)
    return [
      ...thin(turn, config),
      ...old(turn, config),
      ...apart(turn),
      ...alarms(turn, config),
      ...flows(turn, config),
      ...given(turn, config),
      ...turn.refused.map(({ code, detail, facts, lift }) => ({
        epoch: turn.epoch.label,
        tone: 'warning' as const,
        code,
        said: withFigures({ code, detail, facts }),
        lift,
      })),
      ...requests(turn, config),
      ...mixEvents(turn.epoch.label, turn.mix),
      ...leftovers(turn, config),
    ]
  const { code, detail, facts, lift } = turn.refusal
  const said = withFigures({ code, detail, facts })
  return [...thin(turn, config), { epoch: turn.epoch.label, tone: 'critical', code, said, lift }]
}

/** What is refused, with its figures in the units of a reader. */
export function withFigures({ code, detail, facts }: Pick<Refusal, 'code' | 'detail' | 'facts'>): string {
  const figures = TOLD.has(code)
    ? []
    : Object.entries(facts).flatMap(([name, value]) => fact(lookup(FACTS, name), String(value), name))
  return figures.length === 0 ? detail : `${detail} (${figures.join(', ')})`
}

const FACTS: Readonly<Record<string, (n: bigint) => string>> = {
  price: (n) => `price ${decimal(n, 8)}`,
  low: (n) => `at least ${decimal(n, 8)}`,
  high: (n) => `at most ${decimal(n, 8)}`,
  before: (n) => `${decimal(n, 8)} before`,
  jumpMax: (n) => `at most ${percent(n)} in one step`,
  age: (n) => `${n} s old`,
  ageMax: (n) => `at most ${n} s`,
  elapsed: (n) => `after ${n} s`,
  gap: (n) => `${percent(n)} apart`,
  gapMax: (n) => `at most ${percent(n)}`,
  intervalMin: (n) => `at least ${n} s`,
  net: (n) => `ordered ${usd(n)} USD`,
  filled: (n) => `filled ${usd(n)} USD`,
  buffer: (n) => `${usd(n)} USD`,
  shares: (n) => `${decimal(n, 18)} shares`,
  asked: (n) => `asked for ${decimal(n, 18)}`,
}

/** Findings whose sentences have their figures already. */
const TOLD: ReadonlySet<string> = new Set([
  'POOL_CAPACITY',
  'UNITS_SHORT',
  'RESIDUAL_WORSE',
  'ABOVE_CAP',
  'ORDER_TOO_LARGE',
  'EQUITY_BELOW_FLOOR',
  'BUFFER_OVERDRAWN',
  'VAULT_FULL',
  'OFF_LOT',
])

/** A figure of a refusal in the units of a reader; names are in the detail already, and texts have their units. */
function fact(word: ((n: bigint) => string) | undefined, value: string, name: string): readonly string[] {
  if (/^(asset|vault)\d+$/.test(name)) return [`${name}: ${value}`]
  return word === undefined || !/^-?\d+$/.test(value) ? [] : [word(BigInt(value))]
}

/** Whether a vault still owes others after what it has paid. */
const owes = ({ live, marking }: Opened, v: number): boolean =>
  sum(live?.claims[v] ?? [marking.shortfall[v] ?? 0n]) > 0n

const flows = ({ epoch, journal: { opened } }: Done, config: VaultsConfig): readonly Event[] =>
  opened.flows.flatMap(({ refused, queued }, v) => {
    const waits = (opened.live?.asked[v] ?? 0n) - (opened.live?.leaving[v] ?? 0n)
    return [
      ...(refused === null
        ? []
        : [
            {
              epoch: epoch.label,
              tone: 'warning' as const,
              code: refused.code,
              said: `${config.vaults[v]}: ${withFigures(refused)} It stays with its owner.`,
              lift: refused.lift,
            },
          ]),
      ...(queued === 0n
        ? []
        : [
            note(
              epoch.label,
              `${config.vaults[v]} paid ${usd(queued)} USD of withdrawals after the trades, when its buffer had them.`,
            ),
          ]),
      ...(waits === 0n
        ? []
        : [
            {
              epoch: epoch.label,
              tone: 'warning' as const,
              code: 'WITHDRAWAL_WAITS',
              said: `${read(waits, 18)} shares of ${config.vaults[v]} wait to be paid: ${owes(opened, v) ? 'it pays those whom it owes first' : 'its buffer did not have the money'}.`,
              lift: owes(opened, v)
                ? 'Pay in what it owes under `repaid`, or let its creditors give it up under `waived`.'
                : 'They are paid in the next cycles, oldest first, as pool units are burnt.',
            },
          ]),
    ]
  })

/** Deposits that gave no share, and shares that were paid nothing: both round down, and what is lost stays with the other holders. */
const given = ({ epoch, journal: { opened } }: Done, config: VaultsConfig): readonly Event[] =>
  opened.flows.flatMap(({ refused, minted, depositWorth, depositFee, paid }, v): readonly Event[] => {
    const isIn = refused === null && (depositWorth > 0n || depositFee > 0n)
    const isOut = (opened.live?.leaving[v] ?? 0n) > 0n
    const [vault, label] = [config.vaults[v], epoch.label]
    const warn = (code: string, said: string, lift: string): Event => ({
      epoch: label,
      tone: 'warning',
      code,
      said,
      lift,
    })
    return [
      ...(isIn && minted === 0n
        ? [
            warn(
              'DEPOSIT_OF_NOTHING',
              `${vault} took in ${usd(depositWorth)} USD and gave no share for it: a share costs more, or the fee took all. It belongs to those who hold shares.`,
              'Deposit more at once.',
            ),
          ]
        : []),
      ...(isOut && paid === 0n
        ? [
            warn(
              'WITHDRAWAL_OF_NOTHING',
              `${vault} burnt shares and paid nothing for them: they are worth less than one unit, or nothing stands behind them.`,
              'Withdraw more at once.',
            ),
          ]
        : []),
    ]
  })

function leftovers({ epoch, after, mix, journal: { opened, closed } }: Done, config: VaultsConfig): readonly Event[] {
  const said: string[] = []
  for (const [a, { order }] of opened.hedges.entries()) {
    const filled = closed.hedges[a]?.filled ?? 0n
    if (filled !== order)
      said.push(
        `${usd(filled)} of ${usd(order)} USD of ${config.assets[a]} were filled; the rest is residual delta until the next epoch orders it again.`,
      )
  }
  const isOne = mix === undefined && opened.live?.request?.isAsked !== true
  if (isOne && opened.pool.order !== closed.pool.filled)
    said.push(`${usd(closed.pool.filled)} of ${usd(opened.pool.order)} USD of the pool were filled.`)
  const funding = sum(opened.marking.funding.map(({ unassigned }) => unassigned))
  if (funding !== 0n) said.push(`${usd(funding)} USD of funding came without a position: nobody was charged.`)
  if (opened.marking.incomeUnassigned !== 0n)
    said.push(`${usd(opened.marking.incomeUnassigned)} USD of income found no pool units.`)
  if (closed.unassigned !== 0n) said.push(`${usd(closed.unassigned)} USD of fees found no vault to pay them.`)
  for (const [v, raised] of opened.raised.entries())
    if (raised > 0n)
      said.push(
        `${config.vaults[v]} burns ${usd(raised)} USD more of the pool than the fit asks, or its buffer would end below zero.`,
      )
  for (const [v, action] of opened.action.entries())
    if (action === 'excluded')
      said.push(`${config.vaults[v]} stays out of the fit: its asset is neither in the pool nor hedged.`)
    else if (action === 'zero')
      said.push(
        `${config.vaults[v]} deploys nothing: ${owes(opened, v) ? 'it owes others' : after.shares[v] === 0n ? 'no share of it is left' : 'it has no net assets'}.`,
      )
  const { num, den } = opened.fit.scale
  if (num !== den)
    said.push(
      `Caps let ${Math.round((Number(num) / Number(den)) * 1e4) / 100} % through; the rest stays in the buffers.`,
    )
  return said.map((each) => note(epoch.label, each))
}
