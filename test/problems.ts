// What a file is refused for.
import { ConfigError } from '../src/app/config/problem.ts'

/** The problems of the ConfigError that some work throws; none where it throws nothing. */
export function problems(work: () => unknown): ConfigError['problems'] {
  try {
    work()
  } catch (error) {
    if (error instanceof ConfigError) return error.problems
    throw error
  }
  return []
}
