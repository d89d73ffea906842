import { buffer } from './buffer.ts'
import { conservation } from './conservation.ts'
import { equity } from './equity.ts'
import type { VaultsRule } from './examined.ts'
import { freshness } from './freshness.ts'
import { internal } from './internal.ts'
import { lot } from './lot.ts'
import { pool } from './pool.ts'
import { price } from './price.ts'
import { residual } from './residual.ts'
import { size } from './size.ts'

/** All rules of the vaults book, in the order in which their findings are read. */
export const RULES: readonly VaultsRule[] = [
  freshness,
  price,
  size,
  lot,
  pool,
  equity,
  buffer,
  internal,
  residual,
  conservation,
]
