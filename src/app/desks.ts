import type { BookName } from './config/name.ts'
import type { Desk } from './desk.ts'

type DeskName = Exclude<BookName, 'venues'>

/** Each desk is loaded when it is asked for. */
const DESKS: { readonly [Book in DeskName]: () => Promise<Desk> } = {
  vaults: async () => (await import('./vaults/desk.ts')).VAULTS_DESK,
  pool: async () => (await import('./pool/desk.ts')).POOL_DESK,
  reserve: async () => (await import('./reserve/desk.ts')).RESERVE_DESK,
}

export function deskOf(book: DeskName): Promise<Desk> {
  const load: () => Promise<Desk> = DESKS[book]
  return load()
}
