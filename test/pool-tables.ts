// The tables of docs/models/pool.md, worked out by the engine from the scenarios under examples/.
import { readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { leftOver, realigned } from '../src/app/pool/realign.ts'
import { parseScenario, type Scenario } from '../src/app/pool/scenario.ts'
import { MODELS } from '../src/app/pool/schema.ts'
import { replayed } from '../src/app/pool/simulate.ts'
import { performed, together } from '../src/backtest/pool/accounts.ts'
import type { Simulation } from '../src/backtest/pool/result.ts'
import * as Decimal from '../src/units/decimal.ts'

export const PAGE = fileURLToPath(new URL('../docs/models/pool.md', import.meta.url))

export function example(name: string): Scenario {
  const file = `examples/pool-${name}.yaml`
  return parseScenario(readFileSync(fileURLToPath(new URL(`../${file}`, import.meta.url)), 'utf8'), file)
}

const MOVES = ['appreciation', 'depreciation', 'yield'] as const

/** Every table by its name, as rows of cells. */
export function worked(): Readonly<Record<string, readonly (readonly string[])[]>> {
  return {
    transfer: transferred(),
    prices: MOVES.flatMap((name) => pricesAfter(name)),
    gains: MOVES.flatMap((name) => gainsOf(name)),
    realign: [...MOVES, 'regular'].flatMap((name) => realignment(name)),
    equalise: outcomes('equalise'),
    liquidity: outcomes('liquidity'),
    consolidation: outcomes('consolidation'),
    staying: staying(),
    writes: writes(),
  }
}

const exact = (n: bigint, decimals: number): string => Decimal.format(n, decimals)

const signed = (n: bigint, decimals: number): string => (n > 0n ? `+${exact(n, decimals)}` : exact(n, decimals))

/** After the Transfer and its fill, before any price moves. */
function transferred(): readonly (readonly string[])[] {
  const scenario = example('appreciation')
  const events = scenario.events.slice(0, 2)
  return MODELS.flatMap((model) => {
    const result = replayed({ ...scenario, events }, model)
    return result.final.chains.map((chain) => [
      model,
      chain.name,
      exact(chain.sharePrice, 18),
      exact(chain.virtualSupply, 18),
      chain.claims
        .map(({ token, amount, booked }) =>
          [
            `${signed(amount, result.tokens[token] ?? 18)} ${token}`,
            ...(booked === 0n ? [] : [`${signed(booked, 18)} ETH booked`]),
          ].join(', '),
        )
        .join('; ') || 'none',
    ])
  })
}

function pricesAfter(name: string): readonly (readonly string[])[] {
  const scenario = example(name)
  return MODELS.map((model) => {
    const { samples, final } = replayed(scenario, model)
    const [, , before] = samples
    const cells = final.chains.flatMap((chain, at) => [
      exact(chain.sharePrice, 18),
      signed(chain.sharePrice - (before?.chains[at]?.sharePrice ?? 0n), 18),
    ])
    return [name, model, ...cells]
  })
}

function gainsOf(name: string): readonly (readonly string[])[] {
  const scenario = example(name)
  return MODELS.map((model) => {
    const { attribution } = replayed(scenario, model)
    const [a, b] = attribution.places
    if (a === undefined || b === undefined) return [name, model]
    const [atA, atB] = [performed(a), performed(b)]
    return [
      name,
      model,
      signed(atA.real, 18),
      signed(-atA.claims, 18),
      signed(atB.real, 18),
      signed(atB.virtual, 18),
      signed(-atB.claims, 18),
      signed(together(atA) + together(atB), 18),
    ]
  })
}

function realignment(name: string): readonly (readonly string[])[] {
  const scenario = example(name)
  return MODELS.map((model) => {
    const way = realigned(scenario, replayed(scenario, model).scene)
    const kinds =
      way?.steps.map((step) => (step.startsWith('Sync') ? short(step, 'Sync') : short(step, 'Transfer'))) ?? []
    return [name, model, String(kinds.length), kinds.join(', then ')]
  })
}

/** `Sync 38.64 USDC from B to A (…)` as `Sync 38.64 USDC B → A`. */
function short(step: string, kind: string): string {
  const found = /^\w+ ([\d.]+ \w+) .*from (\w+) to (\w+)/.exec(step)
  return `${kind} ${found?.[1] ?? '?'} ${found?.[2] ?? '?'} → ${found?.[3] ?? '?'}`
}

function outcomes(name: string): readonly (readonly string[])[] {
  const result: Simulation = replayed(example(name), 'vs-only')
  return result.outcomes.map((one) => [
    String(one.number),
    one.event,
    one.chains.map((chain, at) => `${chain} ${exact(one.sharePrices[at] ?? 0n, result.decimals)}`).join(', '),
    one.refusal?.code ?? 'done',
  ])
}

/** What stays away from home at the end of examples/pool-consolidation.yaml, and what would free it. */
function staying(): readonly (readonly string[])[] {
  const scenario = example('consolidation')
  const { scene, decimals } = replayed(scenario, 'vs-only')
  const said = (n: bigint | null): string => (n === null ? 'none' : exact(n, decimals))
  return leftOver(scenario, scenario.home ?? '', scene).map(({ chain, token, amount, limiter, mint, inbound }) => [
    chain,
    `${exact(amount, decimals)} ${token}`,
    limiter,
    said(mint),
    said(inbound),
  ])
}

function writes(): readonly (readonly string[])[] {
  const scenario = example('appreciation')
  return MODELS.map((model) => {
    const { source, destination } = replayed(scenario, model).writes
    return [model, source.slots, source.gas, destination.slots, destination.gas].map(String)
  })
}

export const markdown = (rows: readonly (readonly string[])[]): string =>
  rows.map((cells) => `| ${cells.join(' | ')} |`).join('\n')

interface Node {
  readonly description?: string
  readonly default?: string | number
  readonly enum?: readonly string[]
  readonly type?: string | readonly string[]
  readonly examples?: readonly string[]
  readonly minimum?: number
  readonly maximum?: number
  readonly items?: Node
  readonly properties?: Readonly<Record<string, Node>>
  readonly additionalProperties?: Node | boolean
}

/** Every key of a file, as rows: where, how it is written, its default, what it means. */
export function keys(schema: object): readonly (readonly string[])[] {
  return leaves(schema, '').map(([path, node]) => [
    `\`${path}\``,
    written(node),
    node.default === undefined ? '' : `\`${node.default}\``,
    node.description ?? '',
  ])
}

function leaves(node: Node, path: string): readonly (readonly [string, Node])[] {
  const at = (key: string): string => (path === '' ? key : `${path}.${key}`)
  const { properties, items, additionalProperties: open } = node
  if (properties !== undefined) return Object.entries(properties).flatMap(([key, child]) => leaves(child, at(key)))
  if (items?.properties !== undefined) return leaves(items, `${path}[]`)
  if (typeof open === 'object') return leaves(open, at('NAME'))
  return [[path, node]]
}

function written({ enum: names, type, examples, minimum, maximum }: Node): string {
  if (names !== undefined) return names.map((name) => `\`${name}\``).join(', ')
  if (type === 'integer') return `a whole number, ${minimum} to ${maximum}`
  if (Array.isArray(type)) return 'an exact decimal'
  if (examples?.[0] !== undefined) return `such as \`${examples[0]}\``
  return type === 'array' ? 'a list' : 'text'
}
