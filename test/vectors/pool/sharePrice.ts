// pool-nav, pool-supply, pool-nav-impact, pool-convert: figures of one state, without a history.
import * as Oracle from '../../../src/models/pool/oracle.ts'
import { PROFILES, type Profile } from '../../../src/models/pool/rules.ts'
import * as Supply from '../../../src/models/pool/supply.ts'
import * as Sync from '../../../src/models/pool/sync.ts'
import * as Versions from '../../../src/models/pool/versions.ts'
import * as Word from '../../../src/models/pool/word.ts'
import type { Refused } from '../../../src/units/refusal.ts'
import type { Replay } from '../tally.ts'
import * as Read from './read.ts'

interface Nav extends Read.Numbered {
  readonly in: Read.State & { readonly appBaseAmount: string }
  readonly out: object
  readonly navView: object | null
}

/** The writer and the read-only view on the same state; the view was not recorded where applications report. */
export const nav =
  (profile: Profile): Replay =>
  (file) =>
    Read.each<Nav>(file, ({ in: state, out, navView }) => {
      const [chain, setting] = [Read.chainOf(state), Read.settingOf(profile)]
      const view = Versions.view(chain, setting)
      const seen = view.ok
        ? { totalValue: Read.text(view.netAssets), unitaryValue: Read.text(view.sharePrice) }
        : Read.errorOf(view.refusal)
      return {
        expected: { out, navView },
        found: { out: Read.renewed(chain, setting), navView: state.appBaseAmount === '0' ? seen : null },
      }
    })

interface Verdict extends Read.Numbered {
  readonly ok: boolean
  readonly error?: string
  readonly args?: readonly string[]
}

interface Standing extends Verdict {
  readonly totalSupply: string
  readonly virtualSupply: string
}

export const supply: Replay = (file) =>
  Read.each<Standing>(file, ({ id: _, totalSupply, virtualSupply, ...expected }) => {
    const floor = PROFILES.new.supplyFloor
    const standing = { totalSupply: Read.shares(totalSupply), virtualSupply: Read.shares(virtualSupply), floor }
    return { expected, found: verdict(Supply.check(standing)) }
  })

const verdict = (refused: Refused | undefined): object => Read.outcome(refused ?? { ok: true }, {}, {})

interface Impact extends Verdict {
  readonly decimals: number
  readonly storedUnitaryValue: string
  readonly totalSupply: string
  readonly virtualSupply: string
  readonly token: string
  readonly amount: string
  readonly amountValueInBase: string | null
  readonly toleranceBps: string
}

/** The value listed beside the amount is compared too; it is absent where the amount cannot be converted. */
export const impact: Replay = (file) =>
  Read.each<Impact>(file, (each) => {
    const [chain, setting] = [Read.chainOf(each), Read.settingOf('head')]
    const { token, amountValueInBase, ok, error, args } = each
    const input = Read.amount(each.amount)
    const refused = Sync.check(chain, { token, input, toleranceBps: BigInt(each.toleranceBps) }, setting)
    const value = input > Word.INT_MAX ? null : Read.worth(input, token, { chain, setting })
    return {
      expected: { amountValueInBase, ok, ...(error === undefined ? {} : { error, args }) },
      found: { amountValueInBase: value, ...verdict(refused) },
    }
  })

interface Conversion extends Read.Numbered {
  readonly tickUSDC: number
  readonly tickUSDT: number
  readonly from: string
  readonly to: string
  readonly amount: string
  readonly value?: string
  readonly error?: string
  readonly args?: readonly string[]
}

export const convert: Replay = (file) =>
  Read.each<Conversion>(file, ({ id: _, tickUSDC, tickUSDT, from, to, amount, ...expected }) => {
    const ticks = { USDC: tickUSDC, USDT: tickUSDT }
    const into = Oracle.byTicks({ ticks, native: 'ETH', wrapped: 'WETH', cut: 'twice' })
    const value = into(Read.amount(amount), from, to)
    return { expected, found: typeof value === 'bigint' ? { value: Read.text(value) } : Read.errorOf(value.refusal) }
  })
