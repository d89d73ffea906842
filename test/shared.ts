// Vectors and market history are not part of the repository. Tests that need them look beside it and skip when they
// are not there, naming what is absent.
import { existsSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { describe, it } from 'vitest'

const sources = {
  data: { variable: 'TRIMTAB_DATA', beside: '../shared/data' },
  vectors: { variable: 'TRIMTAB_VECTORS', beside: '../shared/vectors' },
} as const

/** The folder of market history, where there is one. */
export const sharedData = (): string | undefined => locate('data')

/** The folder of test vectors, where there is one. */
export const sharedVectors = (): string | undefined => locate('vectors')

/** A `describe` that is given the folder, or one skipped test that says which folder is absent. */
export function whenShared(what: keyof typeof sources, title: string, suite: (folder: string) => void): void {
  const folder = locate(what)
  describe(title, () => {
    if (folder !== undefined) return suite(folder)
    const absent = `needs ${sources[what].beside}, which is absent: set ${sources[what].variable} to its folder`
    it(absent, ({ skip }) => skip(absent))
  })
}

function locate(what: keyof typeof sources): string | undefined {
  const { variable, beside } = sources[what]
  const root = new URL('../', import.meta.url)
  const folder = process.env[variable] ?? fileURLToPath(new URL(beside, root))
  return existsSync(folder) ? folder : undefined
}
