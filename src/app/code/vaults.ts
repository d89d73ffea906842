import type { Code } from './code.ts'

/** What the vaults book refuses. */
export const VAULTS: Readonly<Record<string, Code>> = {}
