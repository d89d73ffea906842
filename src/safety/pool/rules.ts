import { bridgeFee } from './bridgeFee.ts'
import { conservation } from './conservation.ts'
import type { PoolRule } from './examined.ts'
import { freshness } from './freshness.ts'
import { key } from './key.ts'
import { liquidity } from './liquidity.ts'
import { overshoot } from './overshoot.ts'
import { planSize } from './planSize.ts'
import { price } from './price.ts'
import { size } from './size.ts'
import { supplyFloor } from './supplyFloor.ts'
import { whitelist } from './whitelist.ts'

/** All rules of the pool book, in the order in which their findings are read. */
export const RULES: readonly PoolRule[] = [
  freshness,
  price,
  whitelist,
  size,
  planSize,
  bridgeFee,
  supplyFloor,
  liquidity,
  overshoot,
  key,
  conservation,
]
