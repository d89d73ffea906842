import type { Applied, Refusal } from './applied.ts'

/** The refusal of a step as what `apply` answers. */
export function refuse(code: string, detail: string, { facts, lift }: Pick<Refusal, 'facts' | 'lift'>): Refused {
  return { ok: false, refusal: { code, detail, facts, lift } }
}

export type Refused = Extract<Applied<never>, { ok: false }>
