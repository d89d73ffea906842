// pool-mint-burn, pool-burn: one order of one holder.
import * as Burn from '../../../src/models/pool/burn.ts'
import { account, type Chain, wallet, withAccount } from '../../../src/models/pool/chain.ts'
import * as Mint from '../../../src/models/pool/mint.ts'
import type { Profile } from '../../../src/models/pool/rules.ts'
import type { Replay } from '../tally.ts'
import * as Read from './read.ts'

const USER = 'user'
const COLLECTOR = 'collector'

interface Input extends Read.State {
  readonly action?: 'mint' | 'burn'
  readonly userShares: string
  readonly amountIn: string
  readonly amountOutMin?: string
  readonly spreadSlot?: number
  readonly transactionFee?: number
}

interface Case extends Read.Numbered {
  readonly note?: string
  readonly in: Input
}

export const mintBurn: Replay = (file) =>
  Read.each<Case>(file, ({ id: _, note: __, in: input, ...recorded }) => {
    const setting = settingOf('new', input)
    const before = chainOf(input)
    const done = act(before, input, setting)
    const { result } = done
    const after = result.ok ? result.chain : before
    return {
      expected: recorded,
      found: {
        out: Read.outcome(
          result,
          { returned: Read.text(done.returned) },
          {
            storedUnitaryValue: Read.text(after.sharePrice),
            totalSupply: Read.text(after.totalSupply),
            baseBalance: Read.text(wallet(after, 'USDC')),
            userShares: Read.text(account(after, USER).shares),
            feeCollectorShares: Read.text(account(after, COLLECTOR).shares),
            tokenJarBase: Read.text(result.ok ? result.spread : 0n),
            userBaseDelta: Read.text(done.paid),
          },
        ),
        afterNav: Read.renewed(after, setting),
      },
    }
  })

/** The older files burn with the default spread and without a transaction fee. */
export const burn =
  (profile: Profile): Replay =>
  (file) =>
    Read.each<Case>(file, ({ id: _, in: input, ...recorded }) => {
      const before = chainOf(input)
      const { result, returned } = act(before, { ...input, action: 'burn' }, settingOf(profile, input))
      const after = result.ok ? result.chain : before
      return {
        expected: recorded,
        found: {
          out: Read.outcome(
            result,
            { returned: Read.text(returned) },
            {
              totalSupply: Read.text(after.totalSupply),
              storedUnitaryValue: Read.text(after.sharePrice),
              baseBalance: Read.text(wallet(after, 'USDC')),
            },
          ),
        },
      }
    })

/** A slot of 0 is the default spread. */
const settingOf = (profile: Profile, { spreadSlot = 0, transactionFee = 0 }: Input) =>
  Read.settingOf(profile, {
    rules: {
      spreadBps: BigInt(spreadSlot === 0 ? 10 : spreadSlot),
      transactionFeeBps: BigInt(transactionFee),
      collector: COLLECTOR,
    },
  })

const chainOf = (input: Input): Chain =>
  withAccount(Read.chainOf(input), { holder: USER, shares: Read.shares(input.userShares), activation: 0 })

interface Done {
  readonly result: ReturnType<typeof Mint.mint> | ReturnType<typeof Burn.burn>
  readonly returned: bigint
  /** What the user has more of the base token. */
  readonly paid: bigint
}

function act(chain: Chain, { action, amountIn, amountOutMin }: Input, setting: Parameters<typeof Mint.mint>[2]): Done {
  if (action === 'mint') {
    const [amount, sharesMin] = [Read.amount(amountIn), Read.shares(amountOutMin)]
    const result = Mint.mint(chain, { recipient: USER, token: 'USDC', amount, sharesMin, now: 0 }, setting)
    return { result, returned: result.ok ? result.shares : 0n, paid: result.ok ? -amount : 0n }
  }
  const [shares, amountMin] = [Read.shares(amountIn), Read.amount(amountOutMin)]
  const result = Burn.burn(chain, { holder: USER, shares, amountMin, now: 0 }, setting)
  return { result, returned: result.ok ? result.amount : 0n, paid: result.ok ? result.amount : 0n }
}
