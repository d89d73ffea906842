import { unusableOf } from '../../portfolio/unusable.ts'
import { unknown } from '../fault.ts'
import type { Finding } from '../finding.ts'
import type { VaultsExamined } from './examined.ts'

/** No step of a cycle goes by a mark or a cost that is missing or no number: each is split among all vaults at those marks. */
export const price = ({ market }: VaultsExamined): readonly Finding[] => unknown(unusableOf(market)[0])
