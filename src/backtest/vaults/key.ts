import { createHash } from 'node:crypto'
import { encode, plain } from '../../units/json.ts'
import type { Epoch } from './epoch.ts'

/**
 * The identity of an epoch's cycle: its place, its label, and a digest of all that it says but what became of the orders. New prices under an
 * old label are a new cycle; the same once more is not.
 */
export function keyOf(epoch: Epoch, index: number): string {
  const { fills: _, keeper: ____, venue: __, between: ___, ...said } = epoch
  const digest = createHash('sha256')
    .update(encode(plain(said)))
    .digest('hex')
  return `${index}:${epoch.label}:${digest.slice(0, DIGITS)}`
}

const DIGITS = 16
