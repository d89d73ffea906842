import type { Code } from './code.ts'

/** What the pool book refuses. Names in mixed case are those of the contracts. */
export const POOL: Readonly<Record<string, Code>> = {}
