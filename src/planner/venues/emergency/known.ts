import { TrimtabError } from '../../../units/error.ts'

/** The one of a list that an alarm is about. Alarms are raised from the very figures that are looked through here. */
export function known<T>(all: readonly T[], isIt: (one: T) => boolean, name: string): T {
  const found = all.find(isIt)
  if (found === undefined) throw new AccountGone(name)
  return found
}

export class AccountGone extends TrimtabError {
  constructor(name: string) {
    super({
      code: 'ACCOUNT_UNKNOWN',
      message: `An emergency is about ${name}, and the book has no such account`,
      facts: { name },
      remedy: 'Assess the book again before asking what to do about it.',
    })
  }
}
