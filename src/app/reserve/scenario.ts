import type { Added, Happening } from '../../backtest/reserve/replay.ts'
import type { Deposit } from '../../models/reserve/order.ts'
import type { Trade } from '../../portfolio/reserve/market.ts'
import type { Wallet } from '../../portfolio/reserve/state.ts'
import { of as amountOf } from '../../units/amount.ts'
import { type Block, block as blockOf } from '../../units/chain.ts'
import { lookup } from '../../units/lookup.ts'
import { of as priceOf } from '../../units/price.ts'
import { of as ratioOf } from '../../units/ratio.ts'
import { divide } from '../../units/rounding.ts'
import { of as sharesOf } from '../../units/shares.ts'
import { format as formatTime, type Instant, instant } from '../../units/time.ts'
import type { Breach } from '../config/breach.ts'
import { LATEST } from '../config/field.ts'
import { expectScenario } from '../config/kind.ts'
import { shaped } from '../config/shape.ts'
import { type Path, read } from '../config/source.ts'
import { type Compiled, compile, tradeOf, weighed } from './compile.ts'
import { oracleOf } from './oracle.ts'
import { type EventDraft, scenario } from './scenarioSchema.ts'
import type { TrancheDraft } from './schema.ts'
import { assetsOf } from './tape.ts'
import { FIRST, pricing, secondsOf, trancheOf, unknown } from './tranches.ts'
import { E18, type Sheet, units } from './units.ts'
import { ownable, walletOf } from './wallet.ts'

/** A reserve at its start and what happens to it. */
export interface Scenario extends Compiled {
  readonly events: readonly Event[]
  readonly wallet: Wallet
}

export interface Event {
  /** What happens, as the file says it. */
  readonly label: string
  readonly note: string | null
  readonly line: number
  readonly happening: Happening
}

/** Reads a scenario; `profile` comes before the file's own. ConfigError with every problem, each with its line. */
export function parse(text: string, file: string, profile: Compiled['profile'] | null): Scenario {
  const source = read(text)
  expectScenario('reserve', { source, file })
  const { content, refuse } = shaped(scenario, source, file)
  const breaches: Breach[] = []
  const compiled = compile(content, profile, breaches)
  const { reserve, start, blockSeconds } = compiled
  const decimals = new Map([...reserve.tranches, ...reserve.beside].map((each) => [each.id, each.decimals]))
  const assets = new Set(assetsOf([...reserve.tranches, ...reserve.beside]).map(({ id }) => id))
  let now: bigint = secondsOf(start)
  const blockAt = (time: bigint): bigint => divide(time, blockSeconds, 'down')
  const events = content.events.map((draft, at): Event => {
    const path: Path = ['events', at]
    const block = blockOf(FIRST + blockAt(now) - blockAt(secondsOf(start)))
    const desk = { breaches, decimals, assets, blockSeconds, start, now, block, trade: compiled.trade }
    const said = say(draft, { ...desk, path })
    now = after(now, said.happening)
    if (now >= LATEST_SECONDS) {
      breaches.push({ code: 'TIME_INVALID', path, found: said.label, allowed: 'events that end before the year 2300' })
      now = secondsOf(start)
    }
    return { ...said, note: draft.note ?? null, line: source.at(path).line }
  })
  const wallet = walletOf(content, ownable(decimals, reserve), breaches)
  refuse(breaches)
  return { ...compiled, events, wallet }
}

const LATEST_SECONDS = secondsOf(LATEST)

/** The second at which an event ends. */
function after(now: bigint, happening: Happening): bigint {
  if (happening.kind === 'until') return happening.time > now ? happening.time : now
  return happening.kind === 'step' && happening.step.kind === 'reserve.wait' ? now + happening.step.seconds : now
}

interface Desk extends Sheet {
  /** Places of every tranche that is known by now. */
  readonly decimals: Map<string, number>
  /** Every asset that is known by now. */
  readonly assets: Set<string>
  readonly blockSeconds: bigint
  readonly start: Instant
  /** Second and block at which the event happens. */
  readonly now: bigint
  readonly block: Block
  readonly trade: Trade
}

type Said = Pick<Event, 'label' | 'happening'>

// The schema has seen to it that there is exactly one verb.
function say(draft: EventDraft, desk: Desk): Said {
  if (draft.mint !== undefined) return mint(draft.mint, draft, desk)
  if (draft.pledge !== undefined) return pledge(draft.pledge, desk)
  if (draft.redeem !== undefined) return redeem(draft.redeem, draft, desk)
  if (draft.swap !== undefined) return swap([draft.swap], () => under(desk, 'swap'), desk)
  if (draft.swaps !== undefined) return swap(draft.swaps, (at) => under(desk, 'swaps', at), desk)
  if (draft.prices !== undefined) return prices(draft.prices, desk)
  if (draft.oracle !== undefined) return others(draft.oracle, desk)
  if (draft.wait !== undefined) return wait(draft.wait, desk)
  if (draft.calibrate !== undefined) return calibrate(draft.calibrate, desk)
  if (draft.guardian !== undefined) return guardian(draft.guardian, desk)
  const until = draft.until ?? desk.start
  return {
    label: `until ${formatTime(until).replace('T00:00:00Z', '')}`,
    happening: { kind: 'until', time: secondsOf(until) },
  }
}

const under = ({ breaches, path }: Desk, ...keys: readonly (string | number)[]): Sheet => ({
  breaches,
  path: [...path, ...keys],
})

/** How many places a tranche has; a breach for one that nobody has named so far. */
function placesOf(id: string, { decimals, breaches }: Desk, path: Path): number {
  const places = decimals.get(id)
  if (places !== undefined) return places
  breaches.push(
    unknown(
      path,
      id,
      [...decimals.keys()].map((name) => ({ id: name })),
    ),
  )
  return E18
}

type Amounts = Readonly<Record<string, string>>

function mint(deposits: Amounts, { least, by = 'user' }: Pick<EventDraft, 'least' | 'by'>, desk: Desk): Said {
  const coins = sharesOf(least === undefined ? 0n : units(least, E18, under(desk, 'least')))
  const happening = step({ kind: 'reserve.mint', by, deposits: exactly(deposits, 'mint', desk), least: coins })
  return { label: `mint with ${amounts(deposits)}`, happening }
}

const pledge = (pledges: Amounts, desk: Desk): Said => ({
  label: `pledge ${amounts(pledges)}`,
  happening: step({ kind: 'reserve.pledge', pledges: exactly(pledges, 'pledge', desk) }),
})

const exactly = (drafts: Amounts, verb: 'mint' | 'pledge', desk: Desk): readonly Deposit[] =>
  Object.entries(drafts).map(([tranche, text]) => {
    const sheet = under(desk, verb, tranche)
    return { tranche, amount: amountOf(units(text, placesOf(tranche, desk, sheet.path), sheet)) }
  })

const amounts = (drafts: Amounts): string =>
  listed(Object.entries(drafts).map(([id, text]) => `${grouped(text)} ${id}`))

function redeem(coins: string, { from = {}, by = 'user' }: Pick<EventDraft, 'from' | 'by'>, desk: Desk): Said {
  const withdrawals = Object.entries(from).map(([tranche, ratio]) => {
    placesOf(tranche, desk, [...desk.path, 'from', tranche])
    return { tranche, ratio: ratioOf(ratio), least: amountOf(0n) }
  })
  const label = `redeem ${grouped(coins)} coins for ${listed(Object.keys(from))}`
  const exact = sharesOf(units(coins, E18, under(desk, 'redeem')))
  return { label, happening: step({ kind: 'reserve.redeem', by, coins: exact, withdrawals }) }
}

type SwapDraft = NonNullable<EventDraft['swap']>

function swap(drafts: readonly SwapDraft[], sheetOf: (at: number) => Sheet, desk: Desk): Said {
  const legs = drafts.map(({ from, to, amount, least = '0' }, at) => {
    const sheet = sheetOf(at)
    const beneath = (key: string): Sheet => ({ ...sheet, path: [...sheet.path, key] })
    const sells = placesOf(from, desk, beneath('from').path)
    const buys = placesOf(to, desk, beneath('to').path)
    const [sold, bought] = [units(amount, sells, beneath('amount')), units(least, buys, beneath('least'))]
    return { from, to, amount: amountOf(sold), least: amountOf(bought) }
  })
  const label = `swap ${listed(drafts.map(({ from, to, amount }) => `${grouped(amount)} ${from} for ${to}`))}`
  return { label, happening: step({ kind: 'reserve.swap', legs }) }
}

function prices(drafts: Readonly<Record<string, string>>, desk: Desk): Said {
  const all = Object.entries(drafts).map(([id, text]) => {
    const sheet = under(desk, 'prices', id)
    if (!desk.assets.has(id))
      desk.breaches.push(
        unknown(
          sheet.path,
          id,
          [...desk.assets].map((name) => ({ id: name })),
        ),
      )
    return [id, priceOf(pricing(text, sheet, 0n))] as const
  })
  const label = listed(Object.entries(drafts).map(([id, text]) => `${id} at ${text}`))
  return { label, happening: { kind: 'prices', prices: Object.fromEntries(all) } }
}

function others(draft: NonNullable<EventDraft['oracle']>, { assets, breaches, path }: Desk): Said {
  const oracle = oracleOf(draft, { assets, breaches, path: [...path, 'oracle'] })
  const names = [...oracle.pairs.map(({ of, in: unit }) => `${of}/${unit}`), ...Object.keys(oracle.sources)]
  return { label: `oracle of ${listed(names)}`, happening: { kind: 'oracle', oracle } }
}

// Blocks are counted by the clock, so that the part of a block that a wait leaves is kept for the next.
function wait(span: NonNullable<EventDraft['wait']>, { blockSeconds, now }: Desk): Said {
  if (span.kind === 'blocks') {
    const { blocks } = span
    return {
      label: `wait ${grouped(String(blocks))} blocks`,
      happening: step({ kind: 'reserve.wait', blocks, seconds: blocks * blockSeconds }),
    }
  }
  const seconds = BigInt(Math.round(span.seconds))
  const blocks = divide(now + seconds, blockSeconds, 'down') - divide(now, blockSeconds, 'down')
  return { label: `wait ${lasting(span.seconds)}`, happening: step({ kind: 'reserve.wait', blocks, seconds }) }
}

function calibrate({ weights, over = 0, add = {} }: NonNullable<EventDraft['calibrate']>, desk: Desk): Said {
  const added = Object.entries(add).map(([id, draft]): Added => {
    const where = under(desk, 'calibrate', 'add', id)
    named(id, draft, { weights, desk, where })
    const listing = { start: instant(Number(desk.now) * 1000), block: desk.block }
    const made = trancheOf(id, draft, { ...where, ...listing })
    desk.decimals.set(id, made.decimals)
    for (const asset of made.assets) desk.assets.add(asset.id)
    return { tranche: made, trade: draft.commitment === undefined ? tradeOf(draft, desk.trade) : null }
  })
  const path = [...desk.path, 'calibrate', 'weights']
  for (const id of Object.keys(weights)) placesOf(id, desk, [...path, id])
  weighed(Object.values(weights), desk.breaches, path)
  const goals = Object.fromEntries(Object.entries(weights).map(([id, weight]) => [id, ratioOf(weight)]))
  const duration = BigInt(Math.round(over))
  const label = `calibrate ${listed(Object.keys(weights))}${over === 0 ? '' : ` over ${lasting(over)}`}`
  return { label, happening: { kind: 'calibrate', weights: goals, duration, added } }
}

interface Naming {
  readonly weights: Readonly<Record<string, bigint>>
  readonly desk: Desk
  readonly where: Sheet
}

// Amounts are read by the places of a name, so that a name keeps its places throughout a file.
function named(id: string, { decimals = E18, ...rest }: TrancheDraft, { weights, desk, where }: Naming): void {
  const { path } = where
  const known = desk.decimals.get(id)
  if (known !== undefined && known !== decimals)
    desk.breaches.push({
      code: 'DECIMALS_CHANGED',
      path: [...path, 'decimals'],
      found: `${decimals} places for ${id}, which has ${known}`,
      allowed: 'the same places, or another name',
    })
  if (lookup(weights, id) === undefined) {
    const allowed = `a weight for ${id} under \`weights\``
    desk.breaches.push({ code: 'ADDED_WITHOUT_WEIGHT', path, found: `${id} without a weight`, allowed })
  }
  if (rest.price === undefined && rest.assets === undefined)
    desk.breaches.push({
      code: 'PRICE_MISSING',
      path,
      found: 'no price',
      allowed: 'a price; what nobody has priced cannot count as zero',
    })
  for (const key of ['from', 'over', 'calibrated'] as const)
    if (rest[key] !== undefined) desk.breaches.push(unusedIn([...path, key], key))
  if (rest.commitment?.beside === true) desk.breaches.push(unusedIn([...path, 'commitment', 'beside'], 'beside'))
}

// What a calibration decides by itself: where a way begins, when, at which price, and that all on its list count.
const unusedIn = (path: Path, key: string): Breach => ({
  code: 'ADDED_KEY_UNUSED',
  path,
  found: `\`${key}\` of a tranche that a calibration adds`,
  allowed:
    'nothing: it begins at weight 0 and the price of then, over the `over` of the calibration, and counts in the weights',
})

function guardian({ tranche, close, blocks }: NonNullable<EventDraft['guardian']>, desk: Desk): Said {
  if (tranche !== undefined) placesOf(tranche, desk, [...desk.path, 'guardian', 'tranche'])
  const way = close === 'both' ? 'both ways' : close === 'in' ? 'to mints' : 'to redemptions'
  return {
    label: `guardian closes ${tranche ?? 'everything'} ${way} for ${grouped(String(blocks))} blocks`,
    happening: step({ kind: 'reserve.pause', tranche: tranche ?? null, direction: close, blocks: BigInt(blocks) }),
  }
}

const step = (one: Extract<Happening, { kind: 'step' }>['step']): Happening => ({ kind: 'step', step: one })

/** Digits before the point in threes. */
const grouped = (text: string): string => text.replace(/\B(?<!\.\d*)(?=(\d{3})+(?!\d))/g, ',')

const listed = (names: readonly string[]): string => (names.length === 0 ? 'nothing' : names.join(', '))

const count = (many: number, noun: string): string => `${many} ${noun}${many === 1 ? '' : 's'}`

function lasting(seconds: number): string {
  if (seconds >= 86_400) return count(Number((seconds / 86_400).toPrecision(4)), 'day')
  return seconds >= 3600 ? `${Number((seconds / 3600).toPrecision(4))} h` : `${seconds} s`
}
