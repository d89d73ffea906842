// pool-donate: both phases of an arrival with the tokens coming between them, and the share price renewed after it.
import * as Arrival from '../../../src/models/pool/arrival.ts'
import { type Chain, credit, isActive, type Setting, wallet } from '../../../src/models/pool/chain.ts'
import type { Profile } from '../../../src/models/pool/rules.ts'
import type { Replay } from '../tally.ts'
import * as Read from './read.ts'

interface Input extends Read.State {
  readonly token: string
  readonly amount: string
  readonly amountDelta: string
  readonly opType: number
  readonly conv: object
}

interface Case extends Read.Numbered {
  readonly note: string
  readonly in: Input
}

/** A first phase that fails leaves the second without a lock, and the tokens come all the same: so it was recorded. */
export const donate =
  (profile: Profile): Replay =>
  (file) =>
    Read.each<Case>(file, ({ id: _, note: __, in: input, ...recorded }) => {
      const setting = Read.settingOf(profile)
      const before = Read.chainOf(input)
      const begun = Arrival.begin(before, input.token, setting)
      const locked = credit(begun.ok ? begun.chain : before, input.token, Read.amount(input.amountDelta))
      const order = {
        token: input.token,
        amount: Read.amount(input.amount),
        opType: Read.opTypeOf(input.opType),
        unwrap: false,
      }
      const result = Arrival.finish(locked, order, setting)
      const after = result.ok ? result.chain : locked
      return {
        expected: { ...recorded, conv: input.conv },
        found: {
          lock: Read.outcome(begun, { storedNav: Read.text(begun.ok ? begun.chain.sharePrice : 0n) }, {}),
          out: Read.outcome(result, {}, stateOf(after, profile)),
          afterNav: Read.renewed(after, setting),
          conv: conversions(input, before, setting),
        },
      }
    })

function stateOf(chain: Chain, profile: Profile): object {
  const shared = { virtualSupply: Read.text(chain.virtualSupply), storedUnitaryValue: Read.text(chain.sharePrice) }
  if (profile === 'vs10') return shared
  if (profile === 'vbvs') return { ...shared, baseVirtualBalance: Read.text(chain.holdings[0]?.virtualBalance ?? 0n) }
  return { ...shared, wethActive: isActive(chain, 'WETH') }
}

/** The conversions that the file lists: what was announced, what is credited, and the WETH before and after. */
function conversions({ token, amount, amountDelta, wethActive }: Input, chain: Chain, setting: Setting): object {
  const at = { chain, setting }
  const [announced, delta] = [BigInt(amount), BigInt(amountDelta)]
  const came = delta > 0n ? delta : 0n
  const weth = wallet(chain, 'WETH')
  const isWeth = token === 'WETH'
  const credited = isActive(chain, token) ? came : came + wallet(chain, token)
  const after = isWeth ? weth + delta : weth
  const shared = {
    amount: Read.worth(announced, token, at),
    creditedAmount: Read.worth(credited, token, at),
  }
  if (setting.rules.profile === 'new')
    return {
      wethBalanceBefore: Read.worth(weth, 'WETH', at),
      ...shared,
      wethBalanceAfter: Read.worth(after, 'WETH', at),
    }
  const surplus = came > announced ? came - announced : 0n
  return {
    wethCountedBefore: wethActive === true ? Read.worth(weth, 'WETH', at) : '0',
    ...shared,
    wethCountedAfterSuccess: wethActive === true || isWeth ? Read.worth(after, 'WETH', at) : '0',
    surplus: Read.worth(surplus, token, at),
  }
}
