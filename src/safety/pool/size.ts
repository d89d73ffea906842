import { lookup } from '../../units/lookup.ts'
import { block } from '../finding.ts'
import { isSend, type PoolRule } from './examined.ts'

/** A deposit is neither too small to be worth its cost nor larger than one mistake may be; bounds in USD, inclusive. */
export const size: PoolRule = ({ step, market, policy: { limits } }) => {
  if (!isSend(step)) return []
  const feed = lookup(lookup(market.sites, step.from)?.feeds, step.token)
  const whole = Number(step.input) / Number(10n ** BigInt(feed?.decimals ?? 0))
  const value = (whole * Number(feed?.price ?? 0n) * market.baseUsd) / 1e18
  const { transferMin, transferMax } = limits
  if (value >= transferMin * (1 - ROUNDING) && value <= transferMax * (1 + ROUNDING)) return []
  const isSmall = value < transferMin
  return [
    block(isSmall ? 'TRANSFER_TOO_SMALL' : 'TRANSFER_TOO_LARGE', `A deposit to ${step.to} is outside the size limits`, {
      facts: { value, least: transferMin, most: transferMax },
      lift: isSmall
        ? `Send at least ${transferMin} USD.`
        : `Split it into deposits of at most ${transferMax} USD, or raise limits.transferMax.`,
    }),
  ]
}

/** Bounds in USD fall on whole units of a token only nearly. */
const ROUNDING = 1e-9
