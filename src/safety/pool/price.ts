import { touched } from '../../portfolio/pool/unusable.ts'
import { unknown } from '../fault.ts'
import type { PoolRule } from './examined.ts'

/** No step may go by a price, a cost of gas or terms of a bridge that are missing or no number. */
export const price: PoolRule = ({ step, before, market }) => unknown(touched(step, before, market))
