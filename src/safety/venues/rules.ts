import { cap } from './cap.ts'
import { conservation } from './conservation.ts'
import { delta } from './delta.ts'
import type { VenuesRule } from './examined.ts'
import { exposure } from './exposure.ts'
import { freshness } from './freshness.ts'
import { grid } from './grid.ts'
import { health } from './health.ts'
import { margin } from './margin.ts'
import { price } from './price.ts'
import { size } from './size.ts'
import { slippage } from './slippage.ts'
import { whitelist } from './whitelist.ts'

/** All rules of the venues book, in the order in which their findings are read. */
export const RULES: readonly VenuesRule[] = [
  freshness,
  price,
  whitelist,
  size,
  grid,
  cap,
  exposure,
  health,
  margin,
  delta,
  slippage,
  conservation,
]
