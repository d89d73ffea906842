import { held } from '../../portfolio/reserve/state.ts'
import { mulDiv, type Rounding } from '../../units/rounding.ts'
import { block, type Finding } from '../finding.ts'
import type { ReserveExamined } from './examined.ts'
import { type Seen, seen } from './seen.ts'

/**
 * Balances, coins and the wallet change by what the step says and by nothing else; a mint issues no more coins than what it brings is
 * worth, a redemption takes out no more than its coins, and a swap buys no more than it sells.
 */
export function conservation(examined: ReserveExamined): readonly Finding[] {
  const broken = breach(examined)
  if (broken === null) return []
  return [
    block('NOT_CONSERVED', 'Worth would appear or vanish', {
      facts: { step: examined.step.kind, what: broken },
      lift: 'This is a fault of the engine: do not act on this plan, and report it.',
    }),
  ]
}

function breach(examined: ReserveExamined): string | null {
  const { step, before, after } = examined
  const all = seen(examined)
  // What a recovery burns leaves the coins of stakers, and no others.
  const burnt = (before.reserve.staked ?? 0n) - (after.reserve.staked ?? 0n)
  if (burnt < 0n || (burnt > 0n && !isOrdered(step))) return 'coins of stakers'
  const issued = after.reserve.supply - before.reserve.supply + burnt
  switch (step.kind) {
    case 'reserve.mint': {
      const isPaidIn = all.every(
        ({ id, came, went }) => went === 0n && came === sum(step.deposits.filter((each) => each.tranche === id)),
      )
      if (!isPaidIn) return 'deposits and balances'
      if (issued < 0n || issued > value(all, 'came', 'up')) return 'coins and what was paid in'
      return step.by === 'operator' ? wallet(examined, issued) : unmoved(examined)
    }
    case 'reserve.pledge': {
      const isPledged = all.every(
        ({ id, came, went }) => went === 0n && came === sum(step.pledges.filter((each) => each.tranche === id)),
      )
      return isPledged && issued === 0n ? unmoved(examined) : 'pledges and balances'
    }
    case 'reserve.redeem': {
      if (all.some(({ came }) => came !== 0n) || issued !== -step.coins) return 'coins and balances'
      if (value(all, 'went', 'down') > step.coins) return 'coins and what was paid out'
      return step.by === 'operator' ? wallet(examined, issued) : unmoved(examined)
    }
    case 'reserve.swap':
      if (issued !== 0n || value(all, 'came', 'down') > value(all, 'went', 'up')) return 'what was sold and bought'
      return unmoved(examined)
    case 'reserve.wait':
    case 'reserve.pause':
      if (issued !== 0n || all.some(({ came, went }) => came !== 0n || went !== 0n))
        return 'a balance that no order moved'
      return unmoved(examined)
    case 'reserve.calibrate':
      return issued === 0n ? unmoved(examined) : 'coins'
  }
}

const isOrdered = ({ kind }: ReserveExamined['step']): boolean => kind === 'reserve.mint' || kind === 'reserve.redeem'

const sum = (deposits: readonly { readonly amount: bigint }[]): bigint =>
  deposits.reduce((all, { amount }) => all + amount, 0n)

/** Raw value of what came in or went out, in 18 places. */
function value(all: readonly Seen[], side: 'came' | 'went', rounding: Rounding): bigint {
  let total = 0n
  for (const each of all) total += mulDiv(each[side], each.price, 10n ** BigInt(each.before.decimals), rounding)
  return total
}

/** The operator gives what comes in and has what goes out, and the coins that were issued. */
function wallet(examined: ReserveExamined, issued: bigint): string | null {
  const was = examined.before.operator
  const is = examined.after.operator
  const isSettled = seen(examined).every(({ id, came, went }) => held(is, id) - held(was, id) === went - came)
  return isSettled && is.coins - was.coins === issued ? null : 'the wallet'
}

function unmoved(examined: ReserveExamined): string | null {
  const was = examined.before.operator
  const is = examined.after.operator
  return is.coins === was.coins && seen(examined).every(({ id }) => held(is, id) === held(was, id))
    ? null
    : 'the wallet'
}
