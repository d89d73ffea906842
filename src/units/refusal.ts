/** Why something may not be: a value, not an error. `lift` says what would have to change. */
export interface Refusal {
  readonly code: string
  readonly detail: string
  readonly facts: Readonly<Record<string, string | number>>
  readonly lift: string
}

/** The answer of whatever may refuse; nothing has changed when it does. */
export interface Refused {
  readonly ok: false
  readonly refusal: Refusal
}

export function refuse(code: string, detail: string, { facts, lift }: Pick<Refusal, 'facts' | 'lift'>): Refused {
  return { ok: false, refusal: { code, detail, facts: statable(facts), lift } }
}

/** The facts that have a figure: without those that are infinite, which is what a measure without a bound is. */
export function statable(facts: Refusal['facts']): Refusal['facts'] {
  const isBoundless = (fact: string | number): boolean =>
    fact === Number.POSITIVE_INFINITY || fact === Number.NEGATIVE_INFINITY
  if (!Object.values(facts).some(isBoundless)) return facts
  return Object.fromEntries(Object.entries(facts).filter(([, fact]) => !isBoundless(fact)))
}
