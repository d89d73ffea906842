import { account, wallet } from '../../models/pool/chain.ts'
import { decimalsOf as poolDecimals } from '../../portfolio/pool/scale.ts'
import type { PoolBurn, PoolMint, PoolStep } from '../../portfolio/pool/step.ts'
import { lookup } from '../../units/lookup.ts'
import { figuresOf } from './figures.ts'
import type { Scene, Warning } from './result.ts'
import { shown } from './word.ts'

interface Passed {
  readonly step: PoolStep | null
  readonly before: Scene
  readonly after: Scene
}

/** Returns what to warn of after a step that was possible: nothing for tokens, or nothing for shares. Null where all is as one would expect. */
export function warningOf({ step, before, after }: Passed): Warning | null {
  if (step?.kind === 'pool.mint') return minted(step, { before, after })
  return step?.kind === 'pool.burn' ? burnt(step, { before, after }) : null
}

type Change = Omit<Passed, 'step'>

function minted({ chain, holder, token, amount }: PoolMint, { before, after }: Change): Warning | null {
  const [was, is] = chainsOf(chain, { before, after })
  if (was === undefined || is === undefined || is.totalSupply > was.totalSupply) return null
  const { sharePrice } = figuresOf(before, chain)
  const paid = `${shown(amount, decimalsOf(after, { chain, token }))} ${token}`
  return {
    code: 'MINT_OF_NOTHING',
    detail: `${paid} of ${holder} bought no share on ${chain}: a share costs ${shown(sharePrice, poolDecimals(before.state))} ${is.base}, and shares are rounded down. What was paid belongs to those who hold shares there.`,
    facts: { chain, holder, token, amount: String(amount), sharePrice: String(sharePrice) },
    lift: 'Pay more at once, or give `least`: the contract then refuses a mint that gives fewer shares.',
  }
}

function burnt({ chain, holder, token, shares }: PoolBurn, { before, after }: Change): Warning | null {
  const [was, is] = chainsOf(chain, { before, after })
  if (was === undefined || is === undefined || wallet(is, token) < wallet(was, token)) return null
  if (account(is, holder).shares >= account(was, holder).shares) return null
  return {
    code: 'BURN_OF_NOTHING',
    detail: `${shown(shares, is.decimals)} shares of ${holder} were burnt on ${chain} and nothing was paid for them: they are worth less than one unit of ${token}, and payments are rounded down.`,
    facts: { chain, holder, token, shares: String(shares) },
    lift: 'Burn more at once, or give `least`: the contract then refuses a burn that pays less.',
  }
}

const chainsOf = (name: string, { before, after }: Change) =>
  [lookup(before.state.chains, name), lookup(after.state.chains, name)] as const

const decimalsOf = ({ market }: Scene, { chain, token }: { readonly chain: string; readonly token: string }): number =>
  lookup(lookup(market.sites, chain)?.feeds, token)?.decimals ?? 0
