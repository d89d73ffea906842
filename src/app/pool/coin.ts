import type { Chain } from '../../models/pool/chain.ts'
import { lookup } from '../../units/lookup.ts'
import type { Path } from '../config/source.ts'
import type { Reader } from './reader.ts'

const [ETHER, WRAPPED] = ['ETH', 'WETH']

interface Draft {
  readonly native?: string | undefined
  readonly wrapped?: string | undefined
  readonly tokens?: Readonly<Record<string, number>> | undefined
}

interface At {
  /** Every token that the file lists. */
  readonly tokens: readonly string[]
  readonly read: Reader
  readonly path: Path
}

/**
 * A chain's own coin, and the token as which it crosses: ether as WETH; another only as what the file says, and not at all where it says
 * nothing, for a coin that crossed as a token of another worth would give away the difference.
 */
export function coinOf(
  { native = ETHER, wrapped, tokens: crossing }: Draft,
  at: At,
): Pick<Chain, 'native' | 'wrapped'> {
  const { tokens, read, path } = at
  if (wrapped !== undefined) read.knows(wrapped, [...tokens, WRAPPED], [...path, 'wrapped'])
  else if (native !== ETHER && lookup(crossing, native) !== undefined)
    read.breaches.push({
      code: 'POOL_NATIVE',
      path: [...path, 'tokens', native],
      found: `${native}, the chain's own coin, which crosses only wrapped`,
      allowed: 'its wrapped token there and in `wrapped`',
    })
  return { native, wrapped: wrapped ?? (native === ETHER ? WRAPPED : native) }
}

/** Refuses a coin that would cross as a token of another worth; `worthOf` says what a token's price is, or follows, in the words of the file. */
export function unlike(
  chains: Readonly<Record<string, Draft>>,
  worthOf: (token: string) => string | undefined,
  { breaches }: Pick<Reader, 'breaches'>,
): void {
  for (const [name, { native = ETHER, wrapped }] of Object.entries(chains)) {
    if (wrapped === undefined || wrapped === native) continue
    const [own, other] = [worthOf(native), worthOf(wrapped)]
    if (own === undefined || other === undefined || own === other) continue
    breaches.push({
      code: 'POOL_NATIVE',
      path: ['chains', name, 'wrapped'],
      found: `${wrapped} (${other}), where ${native} is ${own}`,
      allowed: `a token of the price of ${native}, which is what it wraps`,
    })
  }
}
