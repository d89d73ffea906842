import { readFileSync } from 'node:fs'

/** A file that stands beside this one: a style, a script, a frame. */
export function asset(name: string): string {
  return readFileSync(new URL(name, import.meta.url), 'utf8')
}
