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
  return { ok: false, refusal: { code, detail, facts, lift } }
}
