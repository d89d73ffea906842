import { TrimtabError } from '../units/error.ts'
import { format, instant } from '../units/time.ts'

/** A value of the command line that cannot be: names the option, what was found and what is allowed. */
export class InvalidOption extends TrimtabError {
  constructor({
    option,
    found,
    allowed,
    meant,
    remedy,
  }: {
    readonly option: string
    readonly found: string
    readonly allowed: string
    readonly meant: string | null
    /** In place of what is allowed, where that is not all there is to do. */
    readonly remedy?: string
  }) {
    super({
      code: 'OPTION_INVALID',
      message: `${option}: found '${found}'`,
      facts: { option, found, allowed },
      remedy: remedy ?? `Expected ${allowed}${meant === null ? '' : `; did you mean '${meant}'?`}`,
    })
  }
}

/** A key of a config that says where its market comes from. */
export interface MarketKey {
  readonly key: string
  /** What kind of market that is, in words. */
  readonly kind: string
  /** The key of the market that has a use for what was given. */
  readonly other: string
}

/** Throws InvalidOption for the first option given that the config's kind of market has no use for, the same in every book. */
export function unused({ key, kind, other }: MarketKey, given: Readonly<Record<string, string | number | null>>): void {
  for (const [option, found] of Object.entries(given)) {
    if (found === null) continue
    const said = `The market of this config is ${kind} (${key}). Leave ${option} out, or replace ${key} by ${other}`
    throw new InvalidOption({ option, found: typed(option, found), allowed: said, meant: null, remedy: `${said}.` })
  }
}

/** As somebody would write it: an instant is no number of milliseconds. */
const typed = (option: string, found: string | number): string =>
  typeof found === 'number' && option !== '--seed' ? format(instant(found)) : String(found)
