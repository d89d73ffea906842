import { find, MODES, type Mode, type ShareClass } from '../../portfolio/venues/mode.ts'

export const BOOKS = ['venues', 'pool', 'reserve', 'vaults'] as const

export type BookName = (typeof BOOKS)[number]

/** Modes of the venues book. */
export const NAMES = [
  'pure_lending',
  'btc_basis',
  'eth_basis',
  'eth_staking_only',
  'eth_leveraged',
  'usdt_market_neutral',
  'usdt_market_neutral_no_leverage',
] as const

/** Names of the same modes elsewhere, and the share class they stand for. */
export const ALIASES = {
  eth_leveraged_hedged: { name: 'eth_leveraged', shareClass: 'USDT' },
  pure_lending_usdt: { name: 'pure_lending', shareClass: 'USDT' },
  pure_lending_eth: { name: 'pure_lending', shareClass: 'ETH' },
  usdt_eth_staking_hedged_leveraged: { name: 'usdt_market_neutral', shareClass: 'USDT' },
  usdt_eth_staking_hedged_simple: { name: 'usdt_market_neutral_no_leverage', shareClass: 'USDT' },
} as const

export const ALIAS_NAMES = [
  'eth_leveraged_hedged',
  'pure_lending_usdt',
  'pure_lending_eth',
  'usdt_eth_staking_hedged_leveraged',
  'usdt_eth_staking_hedged_simple',
] as const

/** What was chosen, or why it stands for no mode. */
export type Choice =
  | { readonly ok: true; readonly mode: Mode; readonly notes: readonly string[] }
  | { readonly ok: false; readonly code: 'SHARE_CLASS_OPEN' | 'SHARE_CLASS_WRONG'; readonly allowed: string }

export type Name = (typeof NAMES)[number] | (typeof ALIAS_NAMES)[number]

/** The mode that a name and a share class stand for; a mode of one class needs none named. */
export function choose(name: Name, shareClass: ShareClass | undefined): Choice {
  const alias = isAlias(name) ? ALIASES[name] : undefined
  const real = isAlias(name) ? ALIASES[name].name : name
  const classes = MODES.filter((mode) => mode.name === real).map((mode) => mode.shareClass)
  const wanted = shareClass ?? alias?.shareClass ?? (classes.length === 1 ? classes[0] : undefined)
  if (wanted === undefined)
    return {
      ok: false,
      code: 'SHARE_CLASS_OPEN',
      allowed: `${classes.join(' or ')}: ${real} exists in two share classes`,
    }
  const mode = alias !== undefined && alias.shareClass !== wanted ? undefined : find(real, wanted)
  if (mode === undefined) {
    return { ok: false, code: 'SHARE_CLASS_WRONG', allowed: `${alias?.shareClass ?? classes.join(', ')} for ${name}` }
  }
  const notes = alias === undefined ? [] : [`'${name}' was read as ${mode.name} in the ${mode.shareClass} class`]
  return { ok: true, mode, notes }
}

export function isName(text: string): text is Name {
  const names: readonly string[] = [...NAMES, ...ALIAS_NAMES]
  return names.includes(text)
}

function isAlias(name: Name): name is (typeof ALIAS_NAMES)[number] {
  return name in ALIASES
}
