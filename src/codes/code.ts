/** A code in words: an error is a broken promise, a refusal says what is not allowed, a finding what a check saw. */
export interface Code {
  readonly kind: 'error' | 'refusal' | 'finding'
  readonly title: string
  readonly meaning: string
  readonly lift: string
}
