import { conservation } from './conservation.ts'
import type { ReserveRule } from './examined.ts'
import { flowLimit } from './flowLimit.ts'
import { freshness } from './freshness.ts'
import { guard } from './guard.ts'
import { peg } from './peg.ts'
import { price } from './price.ts'
import { size } from './size.ts'
import { weightBand } from './weightBand.ts'

/** All rules of the reserve book, in the order in which their findings are read. */
export const RULES: readonly ReserveRule[] = [freshness, price, guard, size, peg, flowLimit, weightBand, conservation]
