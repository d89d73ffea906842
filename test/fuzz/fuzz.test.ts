import { describe, expect, it } from 'vitest'
import { campaign } from './campaign.ts'
import type { Filter } from './case.ts'
import { FAULTS } from './faults.ts'
import { RULES } from './oracle.ts'

const SECONDS = 1000
const ANY: Filter = { book: null, command: null }

describe('broken input', () => {
  it('is answered and breaks nothing', { timeout: 300 * SECONDS }, async () => {
    const { found, cases } = await campaign({
      setting: { seed: 20, filter: ANY, workers: 2, fault: null },
      range: { first: 0, cases: 500, until: null },
      allow: [],
      shows: false,
      processes: 4,
      progress: () => undefined,
    })
    expect(cases).toBe(500)
    expect(
      found.map(({ rule, detail, numbers }) => `${rule}: ${detail} (npm run fuzz -- --seed 20 --case ${numbers[0]})`),
    ).toEqual([])
  })

  it.each(FAULTS.filter(({ isSlow }) => !isSlow))('is told from $what', { timeout: 120 * SECONDS }, async ({
    name,
    rule,
    filter,
  }) => {
    const { found } = await campaign({
      setting: { seed: 1, filter, workers: 1, fault: name },
      range: { first: 0, cases: 300, until: null },
      allow: RULES.filter((each) => each !== rule),
      shows: false,
      stopsAtFirst: true,
      progress: () => undefined,
    })
    expect(found.map((each) => each.rule)).toEqual([rule])
  })
})
