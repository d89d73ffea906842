export type Facts = Readonly<Record<string, string | number>>

export interface Details {
  readonly code: string
  readonly message: string
  readonly facts: Facts
  readonly remedy: string
}

/**
 * Root of every error thrown in this project: a promise was broken. What is merely not allowed is answered as a value.
 * `code` is what callers match, `facts` are the figures that led to it, `remedy` says what to do next.
 */
export class TrimtabError extends Error {
  readonly code: string
  readonly facts: Facts
  readonly remedy: string

  constructor({ code, message, facts, remedy }: Details) {
    super(message)
    this.name = new.target.name
    this.code = code
    this.facts = facts
    this.remedy = remedy
  }
}
