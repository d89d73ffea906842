import { styleText } from 'node:util'
import { TrimtabError } from '../units/error.ts'

const REFUSED = 1
const BROKEN = 2

/** Says on the error stream what went wrong, and answers the exit code: 1 for a refusal, 2 for all else. */
export function fail(error: unknown): number {
  if (error instanceof TrimtabError) {
    const { code, message, facts, remedy } = error
    say(`${styleText('red', code, { stream: process.stderr })}: ${message}`)
    for (const [name, value] of Object.entries(facts)) {
      if (!`${message} ${remedy}`.includes(String(value))) say(`  ${name}: ${value}`)
    }
    say(remedy)
    trace(error)
    return code === 'CONFIG_REFUSED' ? REFUSED : BROKEN
  }
  const message = error instanceof Error ? error.message : String(error)
  say(`Unexpected: ${message.split('\n')[0]}`)
  if (!trace(error)) say('This is not your doing. TRIMTAB_DEBUG=1 shows where it happened.')
  return BROKEN
}

function trace(error: unknown): boolean {
  if (process.env['TRIMTAB_DEBUG'] !== '1' || !(error instanceof Error)) return false
  say(error.stack ?? '')
  return true
}

function say(text: string): void {
  process.stderr.write(`${text}\n`)
}
