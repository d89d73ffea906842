// Replay of the stateless check, with everything it looks at.
import { GYROSCOPE } from '../../../src/models/reserve/profile.ts'
import { judge, type Line, type Setting, standings } from '../../../src/models/reserve/safety.ts'
import { of as amountOf } from '../../../src/units/amount.ts'
import { timestamp } from '../../../src/units/chain.ts'
import { of as priceOf } from '../../../src/units/price.ts'
import { of as ratioOf } from '../../../src/units/ratio.ts'
import { type Pair, type Replay, tally } from '../tally.ts'
import { answers, assetOf, bare, casesOf, errorOf, outcome, type RecordedToken } from './read.ts'

interface Judged {
  readonly maxAllowedVaultDeviation: string
  readonly minTokenPrice: string
  readonly mint: boolean
  readonly vaults: readonly {
    readonly decimals: number
    readonly price: string
    readonly reserveBalance: string
    readonly currentWeight: string
    readonly targetWeight: string
    readonly amount: string
    readonly tokens: readonly RecordedToken[]
  }[]
  readonly tag?: string
}

export const safety: Replay = (file) =>
  tally(casesOf<Judged>(file, 'cases'), ({ tag = 'untagged' }, at) => `${at} ${tag}`, run)

function run(each: Judged): Pair {
  const lines: readonly Line[] = each.vaults.map((vault, at) => {
    const amount = amountOf(BigInt(vault.amount))
    const tranche = { ...bare(String(at)), decimals: vault.decimals, assets: vault.tokens.map(assetOf) }
    return {
      tranche: { ...tranche, balance: amountOf(BigInt(vault.reserveBalance)) },
      price: priceOf(BigInt(vault.price)),
      weight: ratioOf(BigInt(vault.currentWeight)),
      targetWeight: ratioOf(BigInt(vault.targetWeight)),
      amount,
      moved: amount,
    }
  })
  const band = ratioOf(BigInt(each.maxAllowedVaultDeviation))
  const bounds = { ...GYROSCOPE, band, priceMin: priceOf(BigInt(each.minTokenPrice)) }
  const setting: Setting = { direction: each.mint ? 'in' : 'out', time: timestamp(0n), bounds }
  const verdict = outcome(() => {
    const judged = judge(lines, setting)
    return judged.ok ? '' : errorOf(judged.refusal).code
  })
  const stands = outcome(() => standings(lines, setting))
  return {
    expected: answers(each, ['maxAllowedVaultDeviation', 'minTokenPrice', 'mint', 'vaults', 'tag']),
    found: {
      ...('err' in verdict ? verdict : { code: verdict.out }),
      ...('err' in stands ? { metaErr: stands.err } : seen(stands.out)),
    },
  }
}

const seen = (stands: ReturnType<typeof standings>): object => ({
  resultingWeights: stands.map(({ resultingWeight }) => String(resultingWeight)),
  withinEpsilon: stands.map(({ isInside }) => isInside),
  onPeg: stands.map(({ isOnPeg }) => isOnPeg),
  priceOk: stands.map(({ isPriced }) => isPriced),
})
