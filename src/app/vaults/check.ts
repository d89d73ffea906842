import type { Section } from '../../backtest/report/document.ts'
import { simulatedMarket } from '../../backtest/report/simulated.ts'
import { table } from '../../backtest/vaults/exposure.ts'
import { percent, usd } from '../../backtest/vaults/word.ts'
import { plain } from '../../units/json.ts'
import type { Opened } from '../config/book.ts'
import { hash } from '../config/hash.ts'
import type { Told } from '../desk.ts'
import { stated } from './epochs.ts'
import { type Setup, setup } from './setup.ts'

/** What a config means, without running it. ConfigError with every problem there is. */
export function check(opened: Opened): Told {
  const read = setup(opened)
  if (read.data.epochs !== undefined) stated(read, read.data.epochs)
  read.refuse()
  const { config, costs, outside, title, pool, carry, mix: terms } = read
  const market = Object.keys(read.data)[0] ?? ''
  const configHash = hash(plain(config))
  return {
    blocked: false,
    report: plain({
      schema: 1,
      title,
      kind: 'vaults-check',
      ok: true,
      configHash,
      config,
      costs,
      outside,
      market,
      mix: terms,
    }),
    document: {
      kind: 'vaults config',
      title,
      simulated: null,
      facts: [
        ['File', read.file],
        ['Market', marketOf(read.data)],
        ['Fit', carry === null ? 'tier 1: deploys everything, in closed form' : 'tier 1, a linear program beside it'],
        ['Pool', `${pool}, ${limit(config.poolMax)}`],
        ['Costs', `${percent(costs.pool)} of what is minted or burnt, ${percent(costs.hedge)} of hedges`],
      ],
      sections: [vaults(read), assets(read), ...mix(read)],
      footer: [],
    },
  }
}

const limit = (usd6: bigint | null): string => (usd6 === null ? 'no limit' : `${usd(usd6, 0)} USD`)

function marketOf({ simulated, glp }: ReturnType<typeof setup>['data']): string {
  if (simulated !== undefined) return simulatedMarket(simulated.seed ?? null)
  return glp === undefined ? 'the epochs that the config states' : 'market files of GLP and its hedges'
}

function vaults({ config, about }: Setup): Section {
  const rows = config.vaults.map((vault, v) => {
    const own = config.own[v] ?? null
    return [vault, own === null ? 'stable' : (config.assets[own] ?? ''), limit(config.vaultMax[v] ?? null)]
  })
  return { id: 'vaults', title: 'Vaults', lead: about, blocks: [table('Vaults', ['Vault', 'Own asset', 'Cap'], rows)] }
}

function mix({ mix: terms }: Setup): readonly Section[] {
  if (terms === undefined) return []
  const rows = terms.pools.map(({ name, share, fee, mintMax, burnMax, lock }) => [
    name,
    percent(share),
    `${percent(fee.mint)}, ${percent(fee.burn)}`,
    `${limit(mintMax)}, ${limit(burnMax)}`,
    lock === 0n ? 'none' : `${Number(lock) / 3600} h`,
  ])
  return [
    {
      id: 'mix',
      title: 'Pools of the mix',
      lead: `Pools are traded back to their shares where one is more than ${percent(terms.drift)} of the mix off.`,
      blocks: [table('Pools', ['Pool', 'Share', 'Mint and burn', 'Most in and out', 'Lock'], rows)],
    },
  ]
}

function assets({ config, outside }: Setup): Section {
  const hedged = config.assets.map((asset, a) => {
    const { target, min, max } = config.equityRatio[a] ?? { target: 0n, min: 0n, max: 0n }
    return [asset, percent(target), `${percent(min)} to ${percent(max)}`, limit(config.hedgeMax[a] ?? null)]
  })
  const open = outside.map((asset) => [asset, null, 'not hedged: its risk stays', null])
  return {
    id: 'assets',
    title: 'Assets',
    lead: 'Equity stands behind one US dollar of hedge.',
    blocks: [table('Assets', ['Asset', 'Equity', 'Band', 'Largest hedge'], [...hedged, ...open])],
  }
}
