// Replay of whole mints and redemptions, dry and real, our own reserve carried from step to step.
import { pricesOf } from '../../../src/models/reserve/clamp.ts'
import { type Minted, mint } from '../../../src/models/reserve/mint.ts'
import { GYROSCOPE } from '../../../src/models/reserve/profile.ts'
import { type Redeemed, redeem } from '../../../src/models/reserve/redeem.ts'
import type { Reserve } from '../../../src/models/reserve/reserve.ts'
import type { Rules } from '../../../src/models/reserve/rules.ts'
import type { Tranche } from '../../../src/models/reserve/tranche.ts'
import { of as amountOf } from '../../../src/units/amount.ts'
import { block, timestamp } from '../../../src/units/chain.ts'
import { of as priceOf } from '../../../src/units/price.ts'
import { of as ratioOf } from '../../../src/units/ratio.ts'
import type { Refusal, Refused } from '../../../src/units/refusal.ts'
import { of as sharesOf } from '../../../src/units/shares.ts'
import { join, type Replay, tally } from '../tally.ts'
import { answers, assetOf, bare, casesOf, errorOf, type RecordedToken, recordedFlow, reserveOf } from './read.ts'

interface Vault {
  readonly decimals: number
  readonly tokens: readonly (RecordedToken & { readonly mult: string })[]
  readonly reserveBalance: string
  readonly weight: string
  readonly priceAtCalibration: string
  readonly memory: string
  readonly threshold: string
  readonly mintFee: string
  readonly redeemFee: string
}

interface Scenario {
  readonly tag?: string
  readonly config: {
    readonly supply: string
    readonly eps: string
    readonly minp: string
    readonly pamm: readonly string[]
    readonly discount: string
    readonly cap: string | null
    readonly bootstrap: string
    readonly sbAuto: string
    readonly sbG: string
    readonly vaults: readonly Vault[]
  }
  readonly steps: readonly Step[]
}

type Step = { readonly block: string } & (
  | {
      readonly op: 'mint'
      readonly minReceived: string
      readonly assets: readonly { readonly vault: number; readonly amount: string }[]
    }
  | {
      readonly op: 'redeem'
      readonly gyd: string
      readonly assets: readonly { readonly vault: number; readonly valueRatio: string; readonly minOut: string }[]
    }
  | { readonly op: 'price'; readonly vault: number; readonly token: number; readonly price: string }
)

const INPUTS = ['op', 'block', 'minReceived', 'assets', 'gyd', 'vault', 'token', 'price', 'tag']
const FIRST_BLOCK = 1_000_000n
const FIRST_TIME = 1_700_000_000n
const BLOCK_SECONDS = 12n

export const motherboard: Replay = (file) => join(casesOf<Scenario>(file, 'scenarios').map(scenario))

function scenario({ tag = 'untagged', config, steps }: Scenario, index: number) {
  const rules = rulesOf(config)
  const prices = config.vaults.map(({ tokens }) => tokens.map(({ price }) => price))
  const first = reserveOf(config.vaults.map(trancheOf), {})
  let reserve: Reserve = { ...first, supply: sharesOf(BigInt(config.supply)) }
  return tally(
    steps,
    ({ op }, at) => `${index} ${tag}, step ${at}: ${op}`,
    (step) => {
      reserve = atBlock(reserve, BigInt(step.block))
      let said: object = {}
      if (step.op === 'price') {
        const quoted = prices[step.vault]
        if (quoted !== undefined) quoted[step.token] = step.price
        reserve = { ...reserve, tranches: repriced(reserve.tranches, config.vaults, prices) }
      } else {
        const answer =
          step.op === 'mint' ? mint(reserve, mintOrder(step), rules) : redeem(reserve, redeemOrder(step), rules)
        said = saidOf(step, answer)
        if (answer.ok) reserve = answer.reserve
      }
      return { expected: answers(step, INPUTS), found: { ...said, after: afterOf(reserve) } }
    },
  )
}

function rulesOf(config: Scenario['config']): Rules {
  const [slopeMin = '0', parMax = '0', priceFloor = '0', memory = '0'] = config.pamm
  const ratio = (text: string) => ratioOf(BigInt(text))
  return {
    ...GYROSCOPE,
    band: ratio(config.eps),
    priceMin: priceOf(BigInt(config.minp)),
    cooldown: BigInt(config.sbAuto),
    guardianMax: BigInt(config.sbG),
    supplyMax: config.cap === null ? GYROSCOPE.supplyMax : sharesOf(BigInt(config.cap)),
    bootstrapped: sharesOf(BigInt(config.bootstrap)),
    redemption: {
      slopeMin: ratio(slopeMin),
      parMax: ratio(parMax),
      priceFloor: ratio(priceFloor),
      memory: ratio(memory),
      discount: ratio(config.discount),
    },
  }
}

function trancheOf(vault: Vault, at: number): Tranche {
  const weight = ratioOf(BigInt(vault.weight))
  const tranche = {
    ...bare(String(at)),
    decimals: vault.decimals,
    balance: amountOf(BigInt(vault.reserveBalance)),
    calibration: {
      price: priceOf(BigInt(vault.priceAtCalibration)),
      weight,
      previousWeight: weight,
      time: timestamp(0n),
      duration: 0n,
    },
    flowRule: {
      memory: ratioOf(BigInt(vault.memory)),
      limit: { kind: 'amount' as const, amount: amountOf(BigInt(vault.threshold)) },
    },
    fees: { mint: ratioOf(BigInt(vault.mintFee)), redeem: ratioOf(BigInt(vault.redeemFee)) },
  }
  return {
    ...tranche,
    ...pricedBy(
      vault,
      vault.tokens.map(({ price }) => price),
    ),
  }
}

function pricedBy({ tokens }: Vault, prices: readonly string[]): Pick<Tranche, 'assets' | 'prices'> {
  const parts = tokens.map((token, at) => ({
    asset: assetOf({ ...token, price: prices[at] ?? token.price }, at),
    factors: [BigInt(token.mult)],
  }))
  return { assets: parts.map(({ asset }) => asset), prices: pricesOf(parts) }
}

const repriced = (
  tranches: readonly Tranche[],
  vaults: readonly Vault[],
  prices: readonly (readonly string[])[],
): readonly Tranche[] =>
  tranches.map((tranche, at) => {
    const vault = vaults[at]
    return vault === undefined ? tranche : { ...tranche, ...pricedBy(vault, prices[at] ?? []) }
  })

const atBlock = (reserve: Reserve, now: bigint): Reserve => ({
  ...reserve,
  block: block(now),
  time: timestamp(FIRST_TIME + (now - FIRST_BLOCK) * BLOCK_SECONDS),
})

const mintOrder = ({ minReceived, assets }: Extract<Step, { op: 'mint' }>) => ({
  kind: 'mint' as const,
  least: sharesOf(BigInt(minReceived)),
  deposits: assets.map(({ vault, amount }) => ({ tranche: String(vault), amount: amountOf(BigInt(amount)) })),
})

const redeemOrder = ({ gyd, assets }: Extract<Step, { op: 'redeem' }>) => ({
  kind: 'redeem' as const,
  coins: sharesOf(BigInt(gyd)),
  withdrawals: assets.map(({ vault, valueRatio, minOut }) => ({
    tranche: String(vault),
    ratio: ratioOf(BigInt(valueRatio)),
    least: amountOf(BigInt(minOut)),
  })),
})

/** What a dry run answers with a code; every other error reverts it too. */
const RETURNED = new Set(['2', '52', '53', '55', '56', '60', '64', '65', '100', '104'])

function saidOf(step: Exclude<Step, { op: 'price' }>, answer: Minted | Redeemed | Refused): object {
  if (!answer.ok) {
    const err = errorOf(answer.refusal)
    return { dry: RETURNED.has(err.code) ? { ...nothing(step, answer.refusal), code: err.code } : { err }, err }
  }
  if ('minted' in answer) return { dry: { amount: String(answer.minted), code: '' }, minted: String(answer.minted) }
  const outputs = answer.outputs.map(String)
  return { dry: { outputs, code: '' }, outputs }
}

// A refusal for slippage or the cap comes with what there would have been, every other with zeros.
function nothing(step: Exclude<Step, { op: 'price' }>, { facts }: Refusal): object {
  if (step.op === 'mint') return { amount: String(facts['minted'] ?? '0') }
  const outputs = facts['outputs']
  return { outputs: outputs === undefined ? step.assets.map(() => '0') : String(outputs).split(' ') }
}

const afterOf = ({ supply, tranches, redemption }: Reserve): object => ({
  totalSupply: String(supply),
  reserve: tranches.map(({ balance }) => String(balance)),
  redemptionLevel: String(redemption.level),
  flows: tranches.map(({ inflow, outflow }) => ({ in: recordedFlow(inflow), out: recordedFlow(outflow) })),
})
