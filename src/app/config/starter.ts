import { readFile } from 'node:fs/promises'
import type * as z from 'zod'
import { jsonOf } from './json.ts'
import { BOOKS, type BookName } from './name.ts'

export type Started = Exclude<BookName, 'venues'>

/** A config to begin with, and the schema of its book for editors. */
export interface Starter {
  readonly text: string
  readonly schema: object
  /** The file of the schema, which the config's first line names. */
  readonly beside: string
}

interface Source {
  readonly example: string
  readonly schema: () => Promise<z.ZodType>
}

const SOURCES: Readonly<Record<Started, Source>> = {
  pool: { example: 'pool-book', schema: async () => (await import('../pool/config.ts')).config },
  reserve: { example: 'reserve-simulated', schema: async () => (await import('../reserve/configSchema.ts')).config },
  vaults: { example: 'vaults-simulated', schema: async () => (await import('../vaults/schema.ts')).schema },
}

export const isStarted = (name: string): name is Started => name !== 'venues' && BOOKS.some((book) => book === name)

/** The book's example on the simulated market: it runs as it is, and says in comments what its keys do. */
export async function starterOf(book: Started): Promise<Starter> {
  const { example, schema } = SOURCES[book]
  const beside = `trimtab.${book}.schema.json`
  const text = await readFile(new URL(`../../../examples/${example}.yaml`, import.meta.url), 'utf8')
  return {
    text: `# yaml-language-server: $schema=./${beside}\n${text}`,
    schema: { title: `Trimtab config of the ${book} book`, ...jsonOf(await schema()) },
    beside,
  }
}
