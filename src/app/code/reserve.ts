import type { Code } from './code.ts'

/** What the reserve book refuses. */
export const RESERVE: Readonly<Record<string, Code>> = {}
