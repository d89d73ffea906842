// Figures 1 and 2: one assessment, and one decision.
import { decide } from '../src/execution/cycle.ts'
import { VENUES_ROOMS } from '../src/execution/venues.ts'
import { holdings } from '../src/portfolio/venues/asset.ts'
import { assess } from '../src/portfolio/venues/risk.ts'
import type { LoanAccount, VenuesState } from '../src/portfolio/venues/state.ts'
import { quantity } from '../src/units/estimate.ts'
import { accountsOf, deployed, figuresOf, type Moment, moment, risen, rowOn, split } from './book.ts'
import { type Figure, microseconds, over, type Target } from './figure.ts'
import type { Loaded } from './market.ts'
import { perCall, type Spread } from './measure.ts'

/** Hours after which the simulated book stands, well inside its bands. */
const DEPLOYED = 500
/** Different hours that are asked about in turn, so that no answer is known beforehand. */
const HOURS = 16
const RISE = 1.22

const ASSESS_MAX: Target = { bound: 'at most', value: 5 }
const DECIDE_MAX: Target = { bound: 'at most', value: 1000 }

export function assessment(loaded: Loaded): Figure {
  const { policy } = loaded.setup
  const state = split(deployed(loaded, DEPLOYED), 2)
  const moments = Array.from({ length: HOURS }, (_, at) => moment(loaded, state, { row: DEPLOYED + at }))
  const measured = perCall(5000, (call) => {
    const { figures, measures } = assess(at(moments, call), policy)
    return figures.netAssets + (measures().at(-1)?.value ?? 0)
  })
  const rows = assess(at(moments, 0), policy).measures().length
  const { floor, count } = reading(moments)
  return {
    name: `assess, ${accountsOf(state)} accounts`,
    measured,
    show: microseconds,
    target: ASSESS_MAX,
    floor: over(measured, floor),
    note: `\`assess\` of a deployed market-neutral book of ${accountsOf(state)} accounts (${accounts(state)}), its table of ${rows} measures drawn up each time. Floor: ${counted(count)}.`,
  }
}

export function decisions(loaded: Loaded): readonly Figure[] {
  const state = split(deployed(loaded, DEPLOYED), 6)
  const past = risen(loaded.setup.history, RISE)
  const figure = (name: string, note: string, { moments, calls }: Asked): Figure => {
    const { measured, floor, count } = deciding(loaded, { moments, calls })
    return {
      name: `decide, ${name}`,
      measured,
      show: microseconds,
      target: DECIDE_MAX,
      floor: over(measured, floor),
      note: `\`decide\` from snapshot to checked plan on a book of ${accountsOf(state)} accounts (${accounts(state)}). ${note} Floor: ${counted(count)}.`,
    }
  }
  const quiet = rowsOf(loaded, false).map((row) => moment(loaded, state, { row }))
  const routine = rowsOf(loaded, true).map((row) => moment(loaded, state, { row }))
  const raised = supportedHours(
    loaded,
    rowsOf(loaded, true).map((row) => moment(loaded, state, { row, past })),
  )
  return [
    figure('quiet hour', 'Between the routine hours, nothing proposed.', { moments: quiet, calls: 5000 }),
    figure('routine hour', 'Every planner asked.', { moments: routine, calls: 5000 }),
    figure(
      'margin support',
      `At a routine hour after ether rose by 22 %: one SAFETY plan of ${supported(loaded, raised)} steps, each applied and put to all safety rules, and chosen.`,
      { moments: raised, calls: 100 },
    ),
  ]
}

/**
 * An emergency on the complex book: two debts against staked ether outside any eMode, hedged, one exchange critical with the
 * loan. One plan answers both on one draft.
 */
export function emergency(loaded: Loaded): Figure {
  const { policy } = loaded.setup
  const purposes = { 'main/WETH': 'LEVERAGED_STAKING', 'main/USDT': 'BASIS_TRADE_LEVERAGE' } as const
  const setup = { ...loaded.setup, policy: { ...policy, emergency: { ...policy.emergency, purposes } } }
  const moments = rowsOf(loaded, true).map((row) => critical(loaded, row))
  const steps = moments.map((one) => {
    const plan = decide(one, setup.policy, VENUES_ROOMS).chosen?.proposal.plan
    if (plan?.purpose.startsWith('EMERGENCY') !== true)
      throw new Error(`The bench's complex book chose ${plan?.purpose ?? 'nothing'} instead of an emergency plan.`)
    return plan.stages.flat().length
  })
  const { measured, floor, count } = deciding({ ...loaded, setup }, { moments, calls: 200 })
  return {
    name: 'decide, emergency on the complex book',
    measured,
    show: microseconds,
    target: DECIDE_MAX,
    floor: over(measured, floor),
    note: `\`decide\` where margin and loan are both critical on a book that owes WETH and USDT: one emergency plan of ${Math.min(...steps)} to ${Math.max(...steps)} steps. Floor: ${counted(count)}.`,
  }
}

/** The complex book at a row: loan health near 1.05 and BYBIT at an equity ratio of 0.1. */
function critical(loaded: Loaded, row: number): Moment {
  const state = deployed(loaded, DEPLOYED)
  const one = moment(loaded, state, { row })
  const { price, weeth, reserves, perps } = one.market
  const debt = (100 * price.weETH * 0.8) / 1.05 / 2
  const loan: LoanAccount = {
    id: 'main',
    eMode: 0,
    supplied: holdings({ weETH: 100 / reserves.weETH.liquidityIndex }),
    borrowed: holdings({
      WETH: debt / price.WETH / reserves.WETH.borrowIndex,
      USDT: debt / price.USDT / reserves.USDT.borrowIndex,
    }),
  }
  const short = quantity(debt / price.WETH - 100 * weeth.rate - 6)
  const { mark } = perps.BYBIT.ETHUSDT
  const exchanges = state.exchanges.map((account) =>
    account.place === 'BYBIT'
      ? {
          ...account,
          trading: holdings({ USDT: -0.1 * short * mark }),
          perps: [{ contract: 'ETHUSDT' as const, quantity: short, entry: mark }],
        }
      : { ...account, trading: holdings({ USDT: 20_000 }), perps: [] },
  )
  const wallet = holdings({ ETH: 2, WETH: 4, USDT: 30_000 })
  return { ...one, state: { ...state, wallet, loans: [loan], exchanges } }
}

function deciding({ setup }: Loaded, { moments, calls }: Asked): { measured: Spread; floor: Spread; count: number } {
  const measured = perCall(calls, (call) => {
    const { assessment: found, weighed, chosen } = decide(at(moments, call), setup.policy, VENUES_ROOMS)
    return found.figures.netAssets + weighed.length + (chosen?.verdict.cost ?? 0)
  })
  return { measured, ...reading(moments) }
}

/** The hours that choose margin support, which must be most of them: what is measured here is planning and checking. */
function supportedHours(loaded: Loaded, moments: readonly Moment[]): readonly Moment[] {
  const chosen = moments.filter((one) => planOf(loaded, one)?.purpose === 'Margin support')
  if (chosen.length * 2 < moments.length) throw new Error("The bench's book needs no margin support: mend RISE.")
  return chosen
}

function planOf({ setup }: Loaded, one: Moment) {
  return decide(one, setup.policy, VENUES_ROOMS).chosen?.proposal.plan
}

/** Steps of the first hour's plan. */
function supported(loaded: Loaded, moments: readonly Moment[]): number {
  return moments[0] === undefined ? 0 : (planOf(loaded, moments[0])?.stages.flat().length ?? 0)
}

/** The floor: as many numbers as the snapshot holds, read and summed. */
function reading(moments: readonly Moment[]): { floor: Spread; count: number } {
  const figures = moments.map(figuresOf)
  const floor = perCall(20_000, (call) => {
    const numbers = at(figures, call)
    let sum = 0
    for (let i = 0; i < numbers.length; i++) sum += numbers[i] ?? 0
    return sum
  })
  return { floor, count: figures[0]?.length ?? 0 }
}

function rowsOf(loaded: Loaded, isRoutine: boolean): readonly number[] {
  const rows: number[] = []
  for (let row = DEPLOYED; rows.length < HOURS / 2; row++) {
    row = rowOn(loaded, row, isRoutine)
    rows.push(row)
  }
  return rows
}

function counted(count: number): string {
  return `one pass that sums ${count} numbers, as many as the snapshot holds of the book and of its market without the venues' terms`
}

function accounts({ loans, exchanges }: VenuesState): string {
  return `wallet, ${loans.length} lending accounts and ${exchanges.length} exchanges`
}

function at<T>(all: readonly T[], call: number): T {
  const one = all[call % all.length]
  if (one === undefined) throw new Error('There is nothing to measure.')
  return one
}

interface Asked {
  readonly moments: readonly Moment[]
  readonly calls: number
}
