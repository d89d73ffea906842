import { statable } from '../units/refusal.ts'

/** What a check says of a step: `block` forbids it, `warn` is for the reader. `lift` says what would have to change. */
export interface Finding {
  readonly code: string
  readonly severity: 'warn' | 'block'
  readonly detail: string
  readonly facts: Readonly<Record<string, string | number>>
  readonly lift: string
}

export function block(code: string, detail: string, { facts, lift }: Pick<Finding, 'facts' | 'lift'>): Finding {
  return { code, severity: 'block', detail, facts: statable(facts), lift }
}

export function warn(code: string, detail: string, { facts, lift }: Pick<Finding, 'facts' | 'lift'>): Finding {
  return { code, severity: 'warn', detail, facts: statable(facts), lift }
}
