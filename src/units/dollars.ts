import { read } from './decimal.ts'

/**
 * US dollars of 1e6 as a reader has them; digits beyond a cent are cut off from a thousand up.
 *
 * @example dollars(1_234_567_890n) // '1,234.56 USD'
 */
export const dollars = (usd6: bigint): string => `${read(usd6, 6)} USD`

/**
 * A ratio of 1e18 in percent.
 *
 * @example percent(260_000_000_000_000_000n) // '26 %'
 */
export const percent = (of18: bigint): string => `${read(of18, 16)} %`
