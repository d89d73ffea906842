import { describe, expect, it } from 'vitest'
import * as Rules from './rules.ts'

describe('rules', () => {
  it('are in bounds in every profile', () => {
    for (const rules of [Rules.DEFAULT, ...Object.values(Rules.PROFILES)]) expect(Rules.check(rules)).toBeUndefined()
  })

  it('ask for a tenth by default, as the documents do, and a twentieth in the contract', () => {
    expect(Rules.DEFAULT).toEqual({ ...Rules.PROFILES.new, supplyFloor: { numerator: 1n, denominator: 10n } })
    expect(Rules.PROFILES.new.supplyFloor).toEqual(Rules.FLOORS.rigoblock)
  })

  it.each([
    { supplyFloor: { numerator: 1n, denominator: 1n } },
    { supplyFloor: { numerator: -1n, denominator: 10n } },
    { spreadBps: 0n },
    { spreadBps: 501n },
    { transactionFeeBps: -1n },
    { transactionFeeBps: 101n },
    { maxBridgeFeeBps: -1n },
    { maxBridgeFeeBps: 10_001n },
    { minimumOrderDivisor: 0n },
    { integrityTolerance: -1n as Rules.Rules['integrityTolerance'] },
    { minimumPeriod: 86_399 },
    { minimumPeriod: 30 * 86_400 + 1 },
    { profile: 'vs10', model: 'vb-vs' },
    { profile: 'vbvs', model: 'vs-only' },
  ] satisfies Partial<Rules.Rules>[])('out of bounds are refused: %o', (change) => {
    const refused = Rules.check({ ...Rules.DEFAULT, ...change })
    expect(refused).toEqual({ ok: false, refusal: expect.objectContaining({ code: 'POOL_RULES_INVALID' }) })
  })
})
