// pool-seed-scenarios: the attribution document's set-up on three versions. A sends 1000 USDC to B, then the price or B's holdings move.

import * as Arrival from '../../../src/models/pool/arrival.ts'
import { type Chain, credit, type Setting } from '../../../src/models/pool/chain.ts'
import { networkOf } from '../../../src/models/pool/networks.ts'
import type { Profile } from '../../../src/models/pool/rules.ts'
import * as Source from '../../../src/models/pool/source.ts'
import * as Versions from '../../../src/models/pool/versions.ts'
import * as Amount from '../../../src/units/amount.ts'
import type { Refused } from '../../../src/units/refusal.ts'
import type { Replay } from '../tally.ts'
import * as Read from './read.ts'

interface Case extends Read.Numbered {
  readonly version: Profile
  readonly name: string
}

const WHOLE = 10n ** 18n
const USDC = 1_000_000n

/** By how many ticks the price of USDC moves; a name of none of these is yield of 500 USDC at the destination. */
const MOVES: Readonly<Record<string, number>> = { flat: 0, 'USDC +10%': -953, 'USDC -10%': 1054 }

const YIELD = '+500 USDC yield on destination'

export const seed: Replay = (file) =>
  Read.each<Case>(file, ({ id: _, version, name, ...expected }) => {
    const setting = Read.settingOf(version)
    const failed: string[] = []
    const step = (
      label: string,
      before: Chain,
      result: { readonly ok: true; readonly chain: Chain } | Refused,
    ): Chain => {
      if (result.ok) return result.chain
      failed.push(label)
      return before
    }
    const update = (label: string, chain: Chain, under: Setting): Chain =>
      step(label, chain, Versions.update(chain, under))

    const a = update('before A', opened(WHOLE, { usdc: 1000n * USDC, supply: (3n * WHOLE) >> 1n, id: 1 }), setting)
    const b = update('before B', opened(2n * WHOLE, { usdc: 0n, supply: 2n * WHOLE, id: 10 }), setting)
    const sentA = step('send', a, Source.deposit(a, ORDER, setting))
    const renewedA = update('update A', sentA, setting)
    const order = { token: 'USDC', amount: ORDER.outputAmount, opType: 'transfer', unwrap: false } as const
    const filledB = step('fill', b, Arrival.receive(b, { ...order, surplus: Amount.ZERO }, setting))
    const movedTick = MOVES[name]
    if (movedTick === undefined && name !== YIELD) throw new Error(`a scenario of another name: ${name}`)
    const moved = Read.settingOf(version, { tick: Read.TICK + (movedTick ?? 0) })
    const richerB = name === YIELD ? credit(filledB, 'USDC', Amount.of(500n * USDC)) : filledB
    const at = { chain: a, setting }
    const claim = version === 'vbvs' ? { vbA: Read.text(sentA.holdings[0]?.virtualBalance ?? 0n) } : {}
    return {
      expected,
      found: {
        before: { A: stateOf(a), B: stateOf(b) },
        value1000: Read.worth(ORDER.inputAmount, 'USDC', at),
        value980: Read.worth(ORDER.outputAmount, 'USDC', at),
        afterSend: { A: stateOf(sentA), ...claim },
        afterSendUpdated: stateOf(renewedA),
        afterFill: stateOf(filledB),
        afterMove: { A: stateOf(update('move A', renewedA, moved)), B: stateOf(update('move B', richerB, moved)) },
        failed,
      },
    }
  })

const ORDER: Source.Deposit = {
  opType: 'transfer',
  token: 'USDC',
  outputToken: 'USDC',
  destination: networkOf(10),
  inputAmount: Amount.of(1000n * USDC),
  outputAmount: Amount.of(980n * USDC),
  toleranceBps: 10_000n,
  isNative: false,
}

interface Opened {
  readonly usdc: bigint
  readonly supply: bigint
  readonly id: number
}

function opened(ether: bigint, { usdc, supply, id }: Opened): Chain {
  const state = { decimals: 18, base: 'ETH', totalSupply: Read.text(supply), virtualSupply: '0' }
  const bare = { ...Read.chainOf({ ...state, baseBalance: Read.text(ether) }), id, active: ['USDC'] }
  return credit(bare, 'USDC', Amount.of(usdc))
}

const stateOf = ({ sharePrice, totalSupply, virtualSupply }: Chain): object => ({
  uv: Read.text(sharePrice),
  ts: Read.text(totalSupply),
  vs: Read.text(virtualSupply),
})
