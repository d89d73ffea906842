// What a file is refused for.
import { expect } from 'vitest'
import { FileProblems } from '../src/app/config/problem.ts'

/** The problems of the ConfigError or StateError that some work throws; none where it throws nothing. */
export function problems(work: () => unknown): FileProblems['problems'] {
  try {
    work()
  } catch (error) {
    if (error instanceof FileProblems) return error.problems
    throw error
  }
  return []
}

/** The error object that a command printed with `--json`; fails where it is not of its documented shape. */
export function errorOf({ out }: { readonly out: string }): {
  readonly code: string
  readonly problems?: readonly object[]
} {
  const answer = JSON.parse(out)
  expect(answer).toEqual({ schema: 1, error: expect.objectContaining({ code: expect.stringMatching(/^[A-Z_]+$/) }) })
  const { message, remedy, facts } = answer.error
  for (const text of [message, remedy]) expect(text.length).toBeLessThanOrEqual(400)
  expect([message, remedy, typeof facts]).toEqual([expect.stringMatching(/./), expect.stringMatching(/./), 'object'])
  return answer.error
}
