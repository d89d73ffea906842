import type { Code } from './code.ts'

/** Promises of the arithmetic. */
export const FIGURE: Readonly<Record<string, Code>> = {
  NOT_FINITE: {
    kind: 'error',
    title: 'A figure is not finite',
    meaning: 'NaN or an infinity where a figure was needed. It is refused where it appears.',
    lift: 'Check where it was read or divided.',
  },
  NAMES_DIFFER_IN_CASE: {
    kind: 'finding',
    title: 'Names that differ only in capitals',
    meaning:
      'Two instruments, or two strategies, differ only in capitals. They count as two, so their wishes do not net.',
    lift: 'Use one spelling where one is meant.',
  },
  INVALID_INSTANT: {
    kind: 'error',
    title: 'Not a date or time',
    meaning: 'The text is not a date, or is a time without its zone.',
    lift: 'Write `2024-05-12` or `2024-05-12T08:00:00Z`.',
  },
  INVALID_DECIMAL: {
    kind: 'error',
    title: 'Not a decimal of this token',
    meaning: 'Exact amounts have as many places as the token, and are not rounded on the way in.',
    lift: 'Round before, where the direction is known.',
  },
  INVALID_TICK: {
    kind: 'error',
    title: 'A tick that is not positive',
    meaning: 'The smallest amount a venue takes must be above zero.',
    lift: 'Read the tick from the venue.',
  },
  UNUSABLE_QUANTITY: {
    kind: 'error',
    title: 'An estimate cannot become an amount',
    meaning: 'It is negative, not finite, or too large to be exact.',
    lift: 'Check where it was computed.',
  },
  DIVISION_BY_ZERO: {
    kind: 'error',
    title: 'A division by zero',
    meaning: 'An exact division met an empty total.',
    lift: 'Decide at the caller what an empty total means.',
  },
  NEGATIVE_ROOT: {
    kind: 'error',
    title: 'The root of a negative number',
    meaning: 'What is under the root is worth or variance and cannot be negative.',
    lift: 'Check the sign of the figure under the root.',
  },
  NO_WEIGHTS: {
    kind: 'error',
    title: 'A split without recipients',
    meaning: 'A total cannot be shared out without recipients.',
    lift: 'Handle the case before splitting.',
  },
  NEGATIVE_WEIGHT: {
    kind: 'error',
    title: 'A split by a negative weight',
    meaning: 'Gains and losses are shared by weights of zero or more.',
    lift: 'Split debtors on their own.',
  },
  ZERO_WEIGHTS: {
    kind: 'error',
    title: 'A split by weights of zero',
    meaning: 'Nobody has a claim on the total.',
    lift: 'Decide at the caller who gets it.',
  },
}
