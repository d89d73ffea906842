import type * as z from 'zod'
import { check, DEFAULT, FLOORS, type Model, PROFILES, type Rules, type SupplyFloor } from '../../models/pool/rules.ts'
import { of as amount } from '../../units/amount.ts'
import type { Reader } from './reader.ts'
import type { rules as schema } from './schema.ts'

type Draft = z.output<typeof schema>

/** The rules of a file: those of its preset, changed where a key says so. */
export function rulesOf(draft: Draft = {}, model: Model | undefined, read: Reader): Rules {
  const found = presetOf(draft.preset ?? 'documents')
  const before = read.breaches.length
  const bps = (key: keyof Draft & string, value: number | undefined, otherwise: bigint): bigint =>
    value === undefined ? otherwise : read.bps(value, ['rules', key])
  const floor = floorOf(draft.supplyFloor)
  if (floor === null)
    read.breaches.push({
      code: 'POOL_FLOOR',
      path: ['rules', 'supplyFloor'],
      found: `'${draft.supplyFloor ?? ''}'`,
      allowed: '`1/10`, `10 %`, or a decimal from 0 to below 1',
    })
  const collector = draft.collector ?? found.collector
  const rules: Rules = {
    ...found,
    model: model ?? found.model,
    supplyFloor: floor ?? found.supplyFloor,
    maxBridgeFeeBps: bps('maxBridgeFee', draft.maxBridgeFee, found.maxBridgeFeeBps),
    spreadBps: bps('spread', draft.spread, found.spreadBps),
    transactionFeeBps: bps('transactionFee', draft.transactionFee, found.transactionFeeBps),
    collector,
    minimumPeriod: draft.minimumPeriod ?? found.minimumPeriod,
    minimumOrderDivisor: draft.minimumOrder === undefined ? found.minimumOrderDivisor : BigInt(draft.minimumOrder),
    integrityTolerance:
      draft.integrityTolerance === undefined ? found.integrityTolerance : amount(BigInt(draft.integrityTolerance)),
  }
  const broken = check(rules)
  if (broken !== undefined && read.breaches.length === before)
    read.breaches.push({
      code: broken.refusal.code,
      path: ['rules'],
      found: `rules that break a bound`,
      allowed: String(broken.refusal.facts['bound']),
    })
  return rules

  function floorOf(written: string | undefined): SupplyFloor | null {
    return written === undefined ? found.supplyFloor : ratio(written)
  }
}

function presetOf(name: NonNullable<Draft['preset']>): Rules {
  switch (name) {
    case 'documents':
      return DEFAULT
    case 'rigoblock':
      return { ...DEFAULT, supplyFloor: FLOORS.rigoblock }
    default:
      return PROFILES[name]
  }
}

const SHARE = /^(\d+)\s*\/\s*(\d+)$/
const DECIMAL = /^(\d+)(?:\.(\d+))?\s*(%)?$/

/** `1/10`, `10 %` and `0.1` are the same ratio, exactly. Null for anything else, and for what is not below 1. */
export function ratio(written: string): SupplyFloor | null {
  const share = SHARE.exec(written.trim())
  const decimal = DECIMAL.exec(written.trim())
  const [numerator, denominator] =
    share !== null
      ? [BigInt(share[1] ?? ''), BigInt(share[2] ?? '')]
      : decimal !== null
        ? [
            BigInt((decimal[1] ?? '') + (decimal[2] ?? '')),
            10n ** BigInt((decimal[2] ?? '').length + (decimal[3] === undefined ? 0 : 2)),
          ]
        : [1n, 0n]
  return denominator > numerator ? { numerator, denominator } : null
}
