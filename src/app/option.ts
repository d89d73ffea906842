import { TrimtabError } from '../units/error.ts'

/** A value of the command line that cannot be: names the option, what was found and what is allowed. */
export class InvalidOption extends TrimtabError {
  constructor({
    option,
    found,
    allowed,
    meant,
  }: { option: string; found: string; allowed: string; meant: string | null }) {
    super({
      code: 'OPTION_INVALID',
      message: `${option}: found '${found}'`,
      facts: { option, found, allowed },
      remedy: `Allowed: ${allowed}${meant === null ? '' : `; did you mean '${meant}'?`}`,
    })
  }
}
