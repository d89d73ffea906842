import type { Mode, ModeName, ShareClass } from '../../portfolio/venues/mode.ts'
import { lookup } from '../../units/lookup.ts'
import * as Preset from './preset.ts'
import { schema } from './schema.ts'

/** A commented config of a mode: every setting that the mode looks at, with its default, its unit and what it does. */
export function template(mode: Mode): string {
  const about = schema() as Node
  const lines: string[] = [
    '# yaml-language-server: $schema=./trimtab.schema.json',
    `# ${WORDS[mode.name]}`,
    '# Lines that equal their default can be deleted. `npx trimtab check trimtab.yaml` explains the file.',
    '',
  ]
  const preset = Preset.raw(mode)
  const used = Preset.measures(mode)
  const levels = Object.entries(preset['levels'] ?? {}).filter(([name]) => used.has(name))
  const whole = {
    title: `${mode.name}, ${mode.shareClass} class`,
    mode: mode.name,
    shareClass: mode.shareClass,
    capital: capital(mode.shareClass),
    ...preset,
    levels: Object.fromEntries(levels),
    data: { simulated: { seed: 7, hours: 17520 } },
  }
  for (const [key, value] of Object.entries(inOrder(whole))) {
    // A mode that neither owes nor hedges has nothing that could become critical.
    if (key === 'emergency' && !mode.isHedged && mode.long !== 'loop') continue
    write(lines, { key, value, about: lookup(about.properties, key), depth: 0 })
    if (typeof value === 'object') lines.push('')
  }
  lines.push(...TAIL)
  return `${lines.join('\n')}\n`
}

interface Node {
  readonly description?: string
  readonly properties?: Readonly<Record<string, Node>>
  readonly items?: Node
}

interface Line {
  readonly key: string
  readonly value: unknown
  readonly about: Node | undefined
  readonly depth: number
}

const ORDER = [
  'title',
  'mode',
  'shareClass',
  'capital',
  'lending',
  'exchanges',
  'levels',
  'gasReserve',
  'decision',
  'limits',
  'emergency',
  'flights',
  'data',
]

const WORDS: Readonly<Record<ModeName, string>> = {
  pure_lending: 'Lends the share class asset on Aave.',
  btc_basis: 'Holds bitcoin on the exchanges and shorts as much in perps; earns the funding.',
  eth_basis: 'Holds ether on the exchanges and shorts as much in perps; earns the funding.',
  eth_staking_only: 'Holds staked ether; earns the staking rate.',
  eth_leveraged:
    'Holds staked ether bought with borrowed ether; earns the staking rate several times over and pays the borrow rate.',
  usdt_market_neutral:
    'Holds leveraged staked ether, hedged by perps on the exchanges; earns staking and funding, pays the borrow rate.',
  usdt_market_neutral_no_leverage: 'Holds staked ether, hedged by perps on the exchanges; earns staking and funding.',
}

const TAIL = [
  '# To run on published market files instead of the simulated market:',
  '#   data:',
  '#     from: 2024-06-01',
  '#     to: 2025-09-01',
  '#     gaps: { funding: none, last: mark, hold: { gas: 24 h, daily: 3 days, prices: 8 h } }',
  '',
  '# Venue terms that differ from the defaults; `npx trimtab check trimtab.yaml --terms` lists all with source and date.',
  '# terms:',
  '#   exchanges:',
  '#     BYBIT:',
  '#       perpFee: 4 bps',
]

function write(lines: string[], { key, value, about, depth }: Line): void {
  const indent = '  '.repeat(depth)
  if (about?.description !== undefined) lines.push(`${indent}# ${about.description}`)
  if (Array.isArray(value)) {
    lines.push(`${indent}${key}:`, ...value.map((item) => `${indent}  - ${inline(item)}`))
  } else if (typeof value === 'object' && value !== null) {
    lines.push(`${indent}${key}:`)
    for (const [name, child] of Object.entries(value)) {
      write(lines, { key: name, value: child, about: lookup(about?.properties, name), depth: depth + 1 })
    }
  } else {
    lines.push(`${indent}${key}: ${value}`)
  }
}

function inline(item: unknown): string {
  if (Array.isArray(item)) return `[${item.map(inline).join(', ')}]`
  if (typeof item !== 'object' || item === null) return String(item)
  return `{ ${Object.entries(item)
    .map(([key, value]) => `${key}: ${inline(value)}`)
    .join(', ')} }`
}

function inOrder(whole: Readonly<Record<string, unknown>>): Readonly<Record<string, unknown>> {
  return Object.fromEntries(ORDER.filter((key) => Object.hasOwn(whole, key)).map((key) => [key, lookup(whole, key)]))
}

function capital(shareClass: ShareClass): Readonly<Record<string, number>> {
  return shareClass === 'USDT' ? { USDT: 1_000_000, ETH: 2 } : { ETH: 300 }
}
