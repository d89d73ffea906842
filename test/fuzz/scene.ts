import { readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { openBook } from '../../src/app/config/file.ts'
import { choose, NAMES as MODE_NAMES } from '../../src/app/config/name.ts'
import { starterOf } from '../../src/app/config/starter.ts'
import { template } from '../../src/app/config/template.ts'
import { ofBook } from '../../src/app/vaults/book.ts'
import { simulated } from '../../src/app/vaults/desk.ts'
import { CODES } from '../../src/codes/codes.ts'
import { PLACES } from '../../src/portfolio/venues/place.ts'
import { ARGUMENTS, NAMES } from './hostile.ts'
import { SPAN } from './market.ts'
import type { Random } from './random.ts'
import { parse, raw, type Tree } from './tree.ts'

export const COMMANDS = [
  'init',
  'check',
  'plan',
  'backtest',
  'stress',
  'route',
  'pool',
  'reserve',
  'vaults',
  'net',
  'explain',
] as const

export type Command = (typeof COMMANDS)[number]
export type Book = 'venues' | 'pool' | 'vaults' | 'reserve' | 'none'

/** A file that a case starts from. Trees are YAML or JSON, tables CSV. */
export type SeedFile =
  | { readonly path: string; readonly kind: 'tree'; readonly format: 'yaml' | 'json'; readonly tree: Tree }
  | { readonly path: string; readonly kind: 'table'; readonly text: string }

/** Sound input for one command, from which cases are made. */
export interface Scene {
  readonly name: string
  readonly command: Command
  readonly book: Book
  readonly weight: number
  readonly files: readonly SeedFile[]
  /** Market files that the command opens; none where the market is simulated. */
  readonly data: RegExp | null
  readonly argv: (random: Random) => readonly string[]
}

const ROOT = new URL('../../', import.meta.url)
const example = (name: string): string => readFileSync(new URL(`examples/${name}`, ROOT), 'utf8')

const file = (path: string, text: string): SeedFile => ({
  path,
  kind: 'tree',
  format: path.endsWith('.json') ? 'json' : 'yaml',
  tree: parse(text),
})

/** Sets a value deep in a tree, so that a run of a seed takes milliseconds. */
function put(tree: Tree, path: readonly string[], value: Tree | string): void {
  const [key = '', ...rest] = path
  if (tree.kind !== 'map') return
  let entry = tree.entries.find((each) => each.key === key)
  if (entry === undefined) {
    entry = { key, value: { kind: 'map', entries: [] } }
    tree.entries.push(entry)
  }
  if (rest.length > 0) put(entry.value, rest, value)
  else entry.value = typeof value === 'string' ? raw(value) : value
}

function edited(text: string, edits: Readonly<Record<string, string>>): Tree {
  const tree = parse(text)
  for (const [path, value] of Object.entries(edits))
    put(tree, path.split('.'), /^[[{]/.test(value) ? parse(value) : value)
  return tree
}

const config = (text: string, edits: Readonly<Record<string, string>> = {}): SeedFile => ({
  path: 'config.yaml',
  kind: 'tree',
  format: 'yaml',
  tree: edited(text, edits),
})

const json = (random: Random): readonly string[] => (random.chance(0.35) ? ['--json'] : [])
const out = (random: Random): readonly string[] => (random.chance(0.2) ? ['--out', 'out'] : [])
const maybe = (random: Random, probability: number, option: readonly string[]): readonly string[] =>
  random.chance(probability) ? option : []

const HOURS = 18
const VENUES_SIMULATED = [
  'simulated',
  'btc-basis',
  'eth-basis',
  'eth-leveraged',
  'eth-leveraged-hedged',
  'eth-staking',
  'market-neutral-unleveraged',
  'pure-lending',
]

interface Named {
  readonly name: string
  readonly file: SeedFile
}

function venuesConfigs(): readonly Named[] {
  const short = { 'data.simulated': `{ seed: 7, hours: ${HOURS} }` }
  const shown = VENUES_SIMULATED.map((name) => ({ name, file: config(example(`${name}.yaml`), short) }))
  const begun = MODE_NAMES.flatMap((name) =>
    (['USDT', 'ETH'] as const).flatMap((shareClass) => {
      const choice = choose(name, shareClass)
      return choice.ok
        ? [{ name: `init ${name} ${shareClass}`, file: config(template(choice.mode), { data: '{}', ...short }) }]
        : []
    }),
  )
  return [...shown, ...begun]
}

const STATE_JSON = 'state.json'

function venuesScenes(): readonly Scene[] {
  const state = file('state.yaml', example('state.yaml'))
  const stateJson: SeedFile = { path: STATE_JSON, kind: 'tree', format: 'json', tree: parse(example('state.yaml')) }
  const at = ['2024-01-01', '2024-01-01T05:00:00Z', '2024-01-01T16:00:00Z']
  const simulated = venuesConfigs().flatMap(({ name, file: own }): Scene[] => {
    const scene = { name: `venues ${name}`, book: 'venues', files: [own], data: null } as const
    return [
      {
        ...scene,
        command: 'check',
        weight: 2,
        argv: (r) => ['check', 'config.yaml', ...maybe(r, 0.1, ['--terms']), ...json(r)],
      },
      {
        ...scene,
        command: 'backtest',
        weight: 3,
        argv: (r) => [
          'backtest',
          'config.yaml',
          ...maybe(r, 0.2, ['--seed', String(r.int(0, 99))]),
          ...maybe(r, 0.1, ['--from', '2024-02-01']),
          ...out(r),
          ...json(r),
        ],
      },
      {
        ...scene,
        command: 'plan',
        weight: 2,
        argv: (r) => [
          'plan',
          'config.yaml',
          ...maybe(r, 0.5, ['--at', r.pick(at)]),
          ...maybe(r, 0.2, ['--seed', '3']),
          ...json(r),
        ],
      },
      {
        ...scene,
        command: 'route',
        weight: 0.5,
        argv: (r) => [
          'route',
          r.pick(PLACES),
          r.pick(PLACES),
          '--amount',
          r.pick(['10000', '1', '5000000', '0.01 USD']),
          '--config',
          'config.yaml',
          ...json(r),
        ],
      },
      {
        ...scene,
        command: 'stress',
        weight: 0.5,
        argv: (r) => ['stress', 'config.yaml', '--at', r.pick(at), ...out(r), ...json(r)],
      },
    ]
  })
  const stated: Scene[] = ['simulated', 'init usdt_market_neutral USDT'].flatMap((name) => {
    const own = venuesConfigs().find((each) => each.name === name)?.file
    return own === undefined
      ? []
      : [
          {
            name: `venues ${name} with a state`,
            command: 'plan',
            book: 'venues',
            weight: 16,
            files: [state, own],
            data: null,
            argv: (r) => ['plan', 'config.yaml', '--state', 'state.yaml', '--at', r.pick(at), ...json(r)],
          },
          {
            name: `venues ${name} with a state in JSON`,
            command: 'plan',
            book: 'venues',
            weight: 6,
            files: [stateJson, own],
            data: null,
            argv: (r) => ['plan', 'config.yaml', '--state', STATE_JSON, '--at', r.pick(at), ...json(r)],
          },
          {
            name: `venues ${name} with a state under stress`,
            command: 'stress',
            book: 'venues',
            weight: 1,
            files: [state, own],
            data: null,
            argv: (r) => ['stress', 'config.yaml', '--state', 'state.yaml', '--at', r.pick(at), ...json(r)],
          },
        ]
  })
  return [...simulated, ...stated, ...publishedScenes(state)]
}

function publishedScenes(state: SeedFile): readonly Scene[] {
  const period = { data: '{}', 'data.from': SPAN.from, 'data.to': SPAN.to }
  const gaps = { 'data.gaps': '{ funding: peers, last: mark, hold: { gas: 3 h, daily: 2 days, prices: 2 h } }' }
  const data = /^prices\/(?!.*BTC)|^funding\/.*ETH|^gas|^aave|^lst/
  const scene = {
    book: 'venues',
    files: [config(example('market-neutral.yaml'), { ...period, ...gaps })],
    data,
  } as const
  const bitcoin = {
    book: 'venues',
    files: [config(example('btc-basis.yaml'), period)],
    data: /^prices\/|^funding\/.*BTC|^gas/,
  } as const
  return [
    {
      ...scene,
      name: 'market files, backtest',
      command: 'backtest',
      weight: 22,
      argv: (r) => ['backtest', 'config.yaml', '--data', 'data', ...out(r), ...json(r)],
    },
    {
      ...scene,
      name: 'market files, plan',
      command: 'plan',
      weight: 6,
      argv: (r) => ['plan', 'config.yaml', '--data', 'data', ...maybe(r, 0.5, ['--at', SPAN.at]), ...json(r)],
    },
    {
      ...scene,
      files: [state, ...scene.files],
      name: 'market files, plan with a state',
      command: 'plan',
      weight: 4,
      argv: (r) => ['plan', 'config.yaml', '--data', 'data', '--state', 'state.yaml', ...json(r)],
    },
    {
      ...bitcoin,
      name: 'market files of bitcoin, backtest',
      command: 'backtest',
      weight: 6,
      argv: (r) => ['backtest', 'config.yaml', '--data', 'data', ...json(r)],
    },
    {
      ...scene,
      name: 'market files, crash',
      command: 'stress',
      weight: 0.4,
      argv: (r) => ['stress', 'config.yaml', '--data', 'data', '--crash', SPAN.crash, ...json(r)],
    },
  ]
}

const SCENARIOS = ['appreciation', 'consolidation', 'depreciation', 'equalise', 'liquidity', 'regular', 'yield']

function poolScenes(): readonly Scene[] {
  const starter = example('pool-book.yaml')
  const own = config(starter, { 'data.simulated': `{ seed: 7, hours: ${HOURS} }` })
  const scene = { name: 'pool book', book: 'pool', files: [own], data: null } as const
  const scenarios = SCENARIOS.flatMap((name): Scene[] => {
    const replayed = {
      name: `pool-${name}`,
      book: 'pool',
      command: 'pool',
      files: [config(example(`pool-${name}.yaml`))],
      data: null,
    } as const
    return [
      {
        ...replayed,
        weight: 4,
        argv: (r) => [
          'pool',
          'simulate',
          'config.yaml',
          ...maybe(r, 0.3, ['--model', r.pick(['vs-only', 'vb-vs', 'token-vb'])]),
          ...out(r),
          ...json(r),
        ],
      },
      { ...replayed, weight: 2, argv: (r) => ['pool', 'compare', 'config.yaml', ...out(r), ...json(r)] },
    ]
  })
  const state = file(
    'state.yaml',
    'book: pool\nchains:\n  arbitrum: { balances: { USDC: 600000, WETH: 80 }, supply: 800000 }\n  optimism: { balances: { USDC: 250000, WETH: 20 }, supply: 350000 }\n  base: { balances: { USDC: 150000, WETH: 20 }, supply: 200000, virtualSupply: -100 }\nflights:\n  - { key: 12, from: arbitrum, to: base, token: USDC, amount: 5000, arrives: 4997.5, sent: 2024-01-01T16:55:00Z }\n',
  )
  const published = config(starter, { 'data.from': SPAN.from, 'data.to': SPAN.to })
  return [
    ...scenarios,
    { ...scene, command: 'check', weight: 6, argv: (r) => ['check', 'config.yaml', ...json(r)] },
    {
      ...scene,
      command: 'plan',
      weight: 12,
      argv: (r) => ['plan', 'config.yaml', ...maybe(r, 0.3, ['--at', '2024-01-01T05:00:00Z']), ...json(r)],
    },
    {
      ...scene,
      files: [state, own],
      name: 'pool book with a state',
      command: 'plan',
      weight: 12,
      argv: (r) => ['plan', 'config.yaml', '--state', 'state.yaml', ...json(r)],
    },
    { ...scene, command: 'backtest', weight: 12, argv: (r) => ['backtest', 'config.yaml', ...out(r), ...json(r)] },
    {
      ...scene,
      name: 'pool book on market files',
      files: [published],
      data: /spot_ETH|^gas/,
      command: 'backtest',
      weight: 6,
      argv: (r) => ['backtest', 'config.yaml', '--data', 'data', ...json(r)],
    },
  ]
}

function reserveScenes(): readonly Scene[] {
  const published = (sources: string, every: string): Readonly<Record<string, string>> => ({
    'market.files': `{ from: ${SPAN.from}, to: ${SPAN.to}, every: ${every}, sources: ${sources} }`,
  })
  const configs: readonly (readonly [string, SeedFile, RegExp | null])[] = [
    ['reserve simulated', config(example('reserve-simulated.yaml'), { 'market.simulated.rows': '48' }), null],
    ['reserve drifted', config(example('reserve-drifted.yaml')), null],
    [
      'reserve history',
      config(
        example('reserve-history.yaml'),
        published(
          '{ USDC: coinmarketcap, USDT: coinmarketcap, DAI: coinmarketcap, USTC: coinmarketcap, ETH: binance }',
          '6 h',
        ),
      ),
      /coinmarketcap|spot_ETH/,
    ],
    [
      'reserve hourly',
      config(
        example('reserve-history.yaml'),
        published('{ USDC: coingecko, USDT: chainlink, DAI: chainlink, ETH: binance }', '1 h'),
      ),
      /coingecko|chainlink|spot_ETH/,
    ],
    [
      'reserve depeg',
      config(
        example('reserve-depeg.yaml'),
        published('{ USDC: binanceus, USDT: coingecko, DAI: coingecko, BUSD: coingecko, ETH: binance }', '20 min'),
      ),
      /binanceus|coingecko|spot_ETH/,
    ],
  ]
  const state = file('state.yaml', example('reserve-state.yaml'))
  const run = configs.flatMap(([name, own, data]): Scene[] => {
    const scene = { name, book: 'reserve', files: [own], data } as const
    const folder = data === null ? [] : ['--data', 'data']
    return [
      { ...scene, command: 'check', weight: 3, argv: (r) => ['check', 'config.yaml', ...json(r)] },
      { ...scene, command: 'plan', weight: 4, argv: (r) => ['plan', 'config.yaml', ...folder, ...json(r)] },
      {
        ...scene,
        command: 'backtest',
        weight: 4,
        argv: (r) => ['backtest', 'config.yaml', ...folder, ...out(r), ...json(r)],
      },
    ]
  })
  return [
    ...run,
    {
      name: 'reserve drifted with a state',
      book: 'reserve',
      files: [state, config(example('reserve-drifted.yaml'))],
      data: null,
      command: 'plan',
      weight: 10,
      argv: (r) => ['plan', 'config.yaml', '--state', 'state.yaml', ...json(r)],
    },
    {
      name: 'reserve orders',
      book: 'reserve',
      files: [config(example('reserve-orders.yaml'))],
      data: null,
      command: 'reserve',
      weight: 30,
      argv: (r) => [
        'reserve',
        'simulate',
        'config.yaml',
        ...maybe(r, 0.3, ['--profile', r.pick(['default', 'gyroscope'])]),
        ...out(r),
        ...json(r),
      ],
    },
  ]
}

/** Products that no example shows: their price and deltas follow from what lies in them. */
const PRODUCTS = {
  jlp: `book: vaults
assets: { BTC: {}, ETH: {} }
vaults: { USDC: { own: stable, start: 500000 }, BTC: { own: BTC, start: 2 } }
pool: { name: JLP, mintMax: 2000000, burnMax: 100000 }
guard: { parts: 20 % }
data:
  epochs:
    - label: T0
      prices: { BTC: 60000, ETH: 2500 }
      pool: { jlp: { supply: 5000000, tokens: { BTC: { owned: 100, locked: 40, guaranteed: 2000000 }, ETH: { owned: 1000, shorts: 500000, shortPrice: 2000 }, USDC: { owned: 1900000 } } } }
    - after: 8 h
      prices: { BTC: 61000 }
      pool: { jlp: { supply: 5000000, tokens: { BTC: { owned: 100, locked: 45, guaranteed: 2200000 }, ETH: { owned: 1000 }, USDC: { owned: 1800000 } } } }
      withdrawals: { USDC: 200000 }
`,
  hlp: `book: vaults
assets: { BTC: {}, ETH: {} }
vaults: { USDC: { own: stable, start: 500000 } }
pool: { name: HLP, burnMax: 100000 }
data:
  epochs:
    - label: T0
      prices: { BTC: 60000, ETH: 2500 }
      pool: { hlp: { supply: 1000000, equity: 2000000, keep: 75 %, positions: { BTC: 10, ETH: -100 } } }
    - after: 1 h
      prices: { ETH: 2450 }
      pool: { hlp: { supply: 1000000, equity: 1990000, keep: 75 %, positions: { BTC: -10, ETH: 300 } } }
      fills: { pool: { part: 50 % } }
`,
}

/** Whether a config states its epochs, as `vaults simulate` needs. */
function statesEpochs(tree: Tree): boolean {
  if (tree.kind !== 'map') return false
  const data = tree.entries.find(({ key }) => key === 'data')?.value
  return data?.kind === 'map' && data.entries.some(({ key }) => key === 'epochs')
}

function vaultsScenes(): readonly Scene[] {
  const short = { 'data.simulated.days': '3' }
  const configs: readonly (readonly [string, SeedFile, RegExp | null])[] = [
    ['vaults epochs', config(example('vaults-epochs.yaml')), null],
    ['vaults gm', config(example('vaults-gm.yaml')), null],
    ['vaults gmx', config(example('vaults-gmx.yaml')), null],
    ['vaults glv', config(example('vaults-glv.yaml')), null],
    ['vaults jlp', config(PRODUCTS.jlp), null],
    ['vaults hlp', config(PRODUCTS.hlp), null],
    ['vaults refused', config(example('vaults-refused.yaml')), null],
    ['vaults simulated', config(example('vaults-simulated.yaml'), short), null],
    ['vaults tier2', config(example('vaults-tier2.yaml'), short), null],
    [
      'vaults glp',
      config(example('vaults-glp.yaml'), { 'data.glp': `{ from: ${SPAN.from}, to: ${SPAN.to}, every: 8 h }` }),
      /^glp|binance_mark|funding\/binance/,
    ],
  ]
  return configs.flatMap(([name, own, data]): Scene[] => {
    const scene = { name, book: 'vaults', files: [own], data } as const
    const folder = data === null ? [] : ['--data', 'data']
    const stated: Scene[] =
      own.kind === 'tree' && statesEpochs(own.tree)
        ? [
            {
              ...scene,
              command: 'vaults',
              weight: 5,
              argv: (r) => ['vaults', 'simulate', 'config.yaml', ...out(r), ...json(r)],
            },
          ]
        : []
    const closing: Scene[] =
      name === 'vaults epochs'
        ? [
            {
              ...scene,
              name: 'vaults fills',
              files: [
                own,
                { path: 'fills.yaml', kind: 'tree', format: 'yaml', tree: parse(example('vaults-fills.yaml')) },
              ],
              command: 'vaults',
              weight: 5,
              argv: (r) => ['vaults', 'close', 'config.yaml', '--fills', 'fills.yaml', ...out(r), ...json(r)],
            },
          ]
        : []
    return [
      ...stated,
      ...closing,
      { ...scene, command: 'check', weight: 2, argv: (r) => ['check', 'config.yaml', ...json(r)] },
      { ...scene, command: 'plan', weight: 4, argv: (r) => ['plan', 'config.yaml', ...folder, ...json(r)] },
      {
        ...scene,
        command: 'backtest',
        weight: 5,
        argv: (r) => ['backtest', 'config.yaml', ...folder, ...out(r), ...json(r)],
      },
    ]
  })
}

function otherScenes(): readonly Scene[] {
  const codes = Object.keys(CODES)
  const none = { book: 'none', files: [], data: null } as const
  const modes = [...MODE_NAMES, 'pool', 'vaults', 'reserve', 'eth_leveraged_hedged']
  return [
    {
      ...none,
      name: 'wishes',
      command: 'net',
      weight: 34,
      files: [{ path: 'wishes.csv', kind: 'table', text: example('wishes.csv') }],
      argv: (r) => ['net', 'wishes.csv', ...out(r), ...json(r)],
    },
    {
      ...none,
      name: 'wishes in JSON',
      command: 'net',
      weight: 20,
      files: [file('wishes.json', example('wishes.json'))],
      argv: (r) => ['net', 'wishes.json', ...out(r), ...json(r)],
    },
    {
      ...none,
      name: 'explain',
      command: 'explain',
      weight: 5,
      argv: (r) => [
        'explain',
        ...maybe(r, 0.9, [r.pick([...codes, ...codes.map((code) => code.toLowerCase()), ...NAMES, ...ARGUMENTS])]),
        ...json(r),
      ],
    },
    {
      ...none,
      name: 'init',
      command: 'init',
      weight: 6,
      argv: (r) => [
        'init',
        r.pick(modes),
        ...maybe(r, 0.4, ['--share-class', r.pick(['USDT', 'ETH', ...ARGUMENTS])]),
        ...maybe(r, 0.6, ['--out', r.pick(['a/b/c.yaml', 'config.yaml', 'config.yaml/x', '.', 'x'.repeat(300)])]),
        ...maybe(r, 0.3, ['--force']),
      ],
    },
    {
      ...none,
      name: 'init of a book',
      command: 'init',
      weight: 1,
      argv: () => ['init', 'pool'],
      files: [{ path: 'trimtab.yaml', kind: 'table', text: 'a,b\n1,2\n' }],
    },
    {
      ...none,
      name: 'route',
      command: 'route',
      weight: 4,
      argv: (r) => [
        'route',
        r.pick([...PLACES, 'aave', 'okx']),
        r.pick(PLACES),
        ...maybe(r, 0.7, [
          '--amount',
          r.pick(['10000', '1', '0.001', '1e3', '1000000000', '999999999999', '10_000 USD']),
        ]),
        ...json(r),
      ],
    },
  ]
}

/** What `init` writes for the other books. */
async function starters(): Promise<readonly Scene[]> {
  const found = await Promise.all(
    (['pool', 'vaults', 'reserve'] as const).map(async (book) => [book, await starterOf(book)] as const),
  )
  return found.map(([book, { text }]) => ({
    name: `init ${book}`,
    command: 'check',
    book,
    weight: 2,
    files: [config(text)],
    data: null,
    argv: (r) => ['check', 'config.yaml', ...json(r)],
  }))
}

/** A plan from the book that a replay ended with. */
async function vaultsState(): Promise<Scene> {
  const path = fileURLToPath(new URL('examples/vaults-epochs.yaml', ROOT))
  const watch = { start: () => undefined, at: () => undefined, stop: () => undefined }
  const { report } = await simulated(ofBook(await openBook(path)), watch)
  const { state } = report as { readonly state: unknown }
  return {
    name: 'vaults epochs with a state',
    book: 'vaults',
    command: 'plan',
    weight: 10,
    files: [file('state.json', JSON.stringify(state)), config(example('vaults-epochs.yaml'))],
    data: null,
    argv: (r) => ['plan', 'config.yaml', '--state', 'state.json', ...json(r)],
  }
}

export async function scenes(): Promise<readonly Scene[]> {
  return [
    ...venuesScenes(),
    ...poolScenes(),
    ...reserveScenes(),
    ...vaultsScenes(),
    ...otherScenes(),
    ...(await starters()),
    await vaultsState(),
  ]
}
