import type { Decision } from '../execution/cycle.ts'
import type { Level } from '../portfolio/measure.ts'
import { isBlocked } from '../safety/check.ts'
import { encode } from '../units/json.ts'

export interface Reason {
  readonly purpose: string
  readonly code: string | null
  readonly detail: string
  readonly lift: string | null
  readonly times: number
}

/** Why decisions of a run made no plan, counted by purpose and code. */
export interface Reasons {
  readonly add: <State, Step, Assessed extends { readonly level: Level }>(
    decision: Decision<State, Step, Assessed>,
  ) => void
  /** The most frequent first. */
  readonly all: () => readonly Reason[]
}

export function reasons(): Reasons {
  const found = new Map<string, Reason>()
  return {
    add: (decision) => {
      for (const reason of reasonsOf(decision)) {
        const key = encode([reason.purpose, reason.code])
        found.set(key, { ...reason, times: (found.get(key)?.times ?? 0) + 1 })
      }
    },
    all: () => [...found.values()].sort((a, b) => b.times - a.times),
  }
}

function reasonsOf<State, Step, Assessed extends { readonly level: Level }>({
  weighed,
  unavailable,
}: Decision<State, Step, Assessed>): readonly Reason[] {
  const judged = weighed.map(({ proposal: { plan }, verdict, findings }): Reason => {
    const blocking = isBlocked(findings) ? findings.find(({ severity }) => severity === 'block') : undefined
    const { code, detail, lift } = blocking ?? { code: null, detail: verdict.rationale, lift: null }
    return { purpose: plan.purpose, code, detail, lift, times: 1 }
  })
  const lacking = unavailable.map(
    ({ purpose, refusal: { code, detail, lift } }): Reason => ({ purpose, code, detail, lift, times: 1 }),
  )
  return [...judged, ...lacking]
}
