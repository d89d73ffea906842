import { of as amountOf } from '../../units/amount.ts'
import { format } from '../../units/decimal.ts'
import { ONE as PAR } from '../../units/price.ts'
import { ONE, type Ratio, ZERO } from '../../units/ratio.ts'
import { type Refused, refuse } from '../../units/refusal.ts'
import { attempt } from './fault.ts'
import { unset } from './fee.ts'
import { add, mulDown } from './fixed.ts'
import { twice } from './named.ts'
import type { Reserve } from './reserve.ts'
import type { Rules } from './rules.ts'
import { scheduledWeight } from './schedule.ts'
import { type Valued, value } from './state.ts'
import type { Tranche } from './tranche.ts'

export type Terms = Pick<Rules, 'dust' | 'quirks'>

export interface Calibrated {
  readonly ok: true
  readonly reserve: Reserve
}

/**
 * Replaces the whole list at the reserve's time (docs/models/reserve.md). Of a tranche that is registered, calibration and flow rule are taken
 * from the list and everything else stays, flows included; a new one is taken as it is. Where the way begins and when is not the caller's
 * to say: at the rules' previous weight, 0 for a new tranche, and now.
 */
export const calibrate = (reserve: Reserve, list: readonly Tranche[], terms: Terms): Calibrated | Refused =>
  attempt(() => calibrated(reserve, list, terms))

function calibrated(reserve: Reserve, list: readonly Tranche[], terms: Terms): Calibrated | Refused {
  for (const each of value(reserve).tranches) {
    const isKept = list.some(({ id }) => id === each.tranche.id)
    if (!isKept && worthOf(each, terms) >= terms.dust) return notEmpty(each, terms)
  }
  const seen = new Set<string>()
  for (const tranche of list) {
    const wrong = faulty(tranche, terms)
    if (wrong !== undefined) return wrong
    if (seen.has(tranche.id)) return twice(tranche.id)
    seen.add(tranche.id)
  }
  const sum = list.reduce((all, { calibration }) => add(all, calibration.weight), 0n)
  if (sum !== ONE) return notOne(sum)
  const tranches = list.map((tranche) => registered(tranche, reserve, terms))
  return { ok: true, reserve: { ...reserve, tranches } }
}

function registered(wanted: Tranche, { tranches, time }: Reserve, { quirks }: Terms): Tranche {
  const known = tranches.find(({ id }) => id === wanted.id)
  const from = (): Ratio => {
    if (known === undefined) return ZERO
    return quirks.startsFrom === 'goal' ? known.calibration.weight : scheduledWeight(known.calibration, time)
  }
  const calibration = { ...wanted.calibration, previousWeight: from(), time }
  return { ...(known ?? wanted), calibration, flowRule: wanted.flowRule }
}

const worthOf = ({ value: worth, prices, tranche }: Valued, { quirks }: Terms): bigint =>
  quirks.dustIn === 'value' ? worth : mulDown(prices.raw, tranche.balance)

function faulty(tranche: Tranche, { quirks }: Terms): Refused | undefined {
  if (!isSorted(tranche)) return unsorted(tranche)
  if (tranche.fees === null) return unset(tranche.id, '7')
  return quirks.calibration === 'validated' ? invalid(tranche) : undefined
}

const isSorted = ({ assets }: Tranche): boolean => {
  let last = ''
  for (const { id } of assets) {
    if (id <= last) return false
    last = id
  }
  return true
}

function invalid({ id, balance, calibration, flowRule, assets, commitment }: Tranche): Refused | undefined {
  if (calibration.price <= 0n) return refused('CALIBRATION_PRICE_ZERO', id, 'a price above zero at calibration')
  if (flowRule.memory > ONE) return refused('MEMORY_ABOVE_ONE', id, 'a memory of at most one')
  if (assets.some(({ peg }) => peg !== null && (peg.floor >= PAR || peg.ceiling < PAR)))
    return refused('PEG_RANGE_INVALID', id, 'pegs with a floor below one and a ceiling of at least one')
  if (commitment === null) return undefined
  const { cliff, vesting, decay, pledges } = commitment
  const isPledged = pledges.every(({ amount }) => amount >= 0n)
  const isWhole = isPledged && pledges.reduce((sum, { amount }) => sum + amount, 0n) <= balance
  const isSound = cliff >= 0n && vesting >= 0n && (decay === null || (decay.period > 0n && decay.perPeriod <= ONE))
  return isSound && isWhole ? undefined : refused('COMMITMENT_INVALID', id, WHOLE_COMMITMENT)
}

const WHOLE_COMMITMENT =
  'periods that are not negative, a decay that does not grow, and pledges that sum to at most the balance'

type InvalidCode = 'CALIBRATION_PRICE_ZERO' | 'MEMORY_ABOVE_ONE' | 'PEG_RANGE_INVALID' | 'COMMITMENT_INVALID'

const refused = (code: InvalidCode, tranche: string, needs: string): Refused =>
  refuse(code, `${tranche} needs ${needs}`, { facts: { tranche }, lift: `Give ${tranche} ${needs}.` })

const unsorted = ({ id, assets }: Tranche): Refused =>
  refuse('ASSETS_UNSORTED', `the assets of ${id} are not in strictly ascending order of their ids`, {
    facts: { tranche: id, assets: assets.map((asset) => asset.id).join(' '), gyroscope: '102' },
    lift: `Sort the assets of ${id} by id and name each once.`,
  })

/** Places of a share that is said in percent. */
const PERCENT = 16

const notOne = (sum: bigint): Refused =>
  refuse('WEIGHTS_NOT_ONE', `the weights sum to ${format(sum, PERCENT)} %, not to 100 %`, {
    facts: { sum: String(sum), gyroscope: '31' },
    lift: 'Give weights that sum to exactly one, and let one of them take the last unit.',
  })

const notEmpty = (each: Valued, terms: Terms): Refused =>
  refuse('TRANCHE_NOT_EMPTY', `${each.tranche.id} is left out and still worth ${worthOf(each, terms)}`, {
    facts: {
      tranche: each.tranche.id,
      value: String(amountOf(worthOf(each, terms))),
      dust: String(terms.dust),
      gyroscope: '59',
    },
    lift: `Keep ${each.tranche.id} on the list with a weight of 0 until less than ${terms.dust} is left in it.`,
  })
