import * as z from 'zod'
import type { Fills, Keeper } from '../../backtest/vaults/epoch.ts'
import { lookup } from '../../units/lookup.ts'
import { exact } from '../config/field.ts'
import { configText } from '../config/file.ts'
import { shaped } from '../config/shape.ts'
import { read } from '../config/source.ts'
import { poolsOf } from './held.ts'
import { reader } from './reader.ts'
import type { Setup } from './setup.ts'

const usd = exact({ about: 'US dollars at the marks of the cycle, signed as the order.', sign: true })
const fill = z.strictObject({
  filled: usd,
  fee: exact({ about: 'What it cost, in US dollars.' }),
  cancelled: z.boolean().optional().meta({ description: 'Of a request to the pool: the rest came back.' }),
})
const held = exact({ about: 'Pool units, or tokens of a position, long when positive.', sign: true })

const schema = z.strictObject({
  fills: z.record(z.string(), fill).optional(),
  held: z.record(z.string(), held).optional(),
})

/** What became of the orders of a cycle, and what is really held afterwards. */
export interface Reported {
  /** An instrument that is not reported counts as filled in full, and stands in `missing`. */
  readonly fills: Fills
  /** The pool's, where it settles by request: what became of the request that was pending. */
  readonly keeper: Keeper
  readonly isReported: (instrument: string) => boolean
  /** Pool units and tokens, 1e18, by instrument; null where nothing is stated. */
  readonly held: (instrument: string) => bigint | null
}

/** Reads the fills of a cycle in YAML or JSON. ConfigMissing, ConfigError. */
export async function readFills(
  path: string,
  { config, side, mix }: Pick<Setup, 'config' | 'side' | 'mix'>,
): Promise<Reported> {
  const text = await configText(path, 'Name a YAML or JSON file of fills; examples/vaults-fills.yaml is one.')
  const { content, refuse } = shaped(schema, read(text), path)
  const reading = reader()
  const pools = poolsOf({ mix })
  const names = [...pools, ...config.assets]
  reading.known(content.fills, names, ['fills'])
  reading.known(content.held, names, ['held'])
  const filling = (name: string): Fills['pool'] => {
    const written = lookup(content.fills, name)
    if (written === undefined) return { kind: 'part', part: WHOLE, fee: null }
    const filled = reading.units(written.filled, 'usd', ['fills', name, 'filled'])
    return { kind: 'reported', filled, fee: reading.units(written.fee, 'usd', ['fills', name, 'fee']) }
  }
  const ofPools = mix === undefined ? {} : { pools: pools.map(filling) }
  const fills = { pool: filling('pool'), hedges: config.assets.map(filling), ...ofPools }
  const stated = new Map(
    Object.entries(content.held ?? {}).map(([name, tokens]) => [name, reading.units(tokens, 'token', ['held', name])]),
  )
  const isCancelled = lookup(content.fills, 'pool')?.cancelled ?? false
  for (const [name, { cancelled }] of Object.entries(content.fills ?? {}))
    if (cancelled !== undefined && !(name === 'pool' && side.byRequest === true))
      reading.breaches.push({
        code: 'VAULTS_REQUEST',
        path: ['fills', name, 'cancelled'],
        found: String(cancelled),
        allowed: 'only of the pool, with `pool.settle: request`',
      })
  refuse(reading.breaches)
  return {
    fills,
    keeper: { filling: fills.pool, isCancelled },
    isReported: (name) => lookup(content.fills, name) !== undefined,
    held: (name) => stated.get(name) ?? null,
  }
}

const WHOLE = 1_000_000_000_000_000_000n
