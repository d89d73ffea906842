import { basename } from 'node:path'
import type { PoolEvent } from '../../backtest/pool/event.ts'
import type { Scene } from '../../backtest/pool/result.ts'
import type { Digits } from '../../backtest/pool/word.ts'
import type { Chain } from '../../models/pool/chain.ts'
import { GAS } from '../../models/pool/cost.ts'
import type { Model, Rules } from '../../models/pool/rules.ts'
import { SENTINEL } from '../../models/pool/sharePrice.ts'
import { view } from '../../models/pool/versions.ts'
import type { PoolMarket, Routes } from '../../portfolio/pool/market.ts'
import { settingOf } from '../../portfolio/pool/price.ts'
import { start } from '../../portfolio/pool/state.ts'
import * as Decimal from '../../units/decimal.ts'
import { lookup } from '../../units/lookup.ts'
import { DECIMALS } from '../../units/price.ts'
import { openBook } from '../config/file.ts'
import { expectScenario } from '../config/kind.ts'
import { shaped } from '../config/shape.ts'
import { read, type Source } from '../config/source.ts'
import { namedScenario } from './alias.ts'
import { routesOf } from './bridge.ts'
import { chainsOf, pricesOf } from './chain.ts'
import { unlike } from './coin.ts'
import { scenario as schema } from './draft.ts'
import { eventsOf } from './happening.ts'
import { DAWN, openMarket } from './market.ts'
import { digitsOf } from './network.ts'
import { reader } from './reader.ts'
import { rulesOf } from './rule.ts'

/** A scenario as the simulator runs it. */
export interface Scenario {
  readonly file: string
  readonly title: string
  readonly about: string | null
  readonly rules: Rules
  readonly base: string
  readonly decimals: Digits
  readonly chains: Readonly<Record<string, Chain>>
  readonly prices: Readonly<Record<string, bigint>>
  /** What bridges take where an event does not say what arrives, and how long they have. */
  readonly routes: Routes
  /** The chain that everything is to be brought to in the end. */
  readonly home: string | null
  readonly events: readonly PoolEvent[]
  readonly gas: { readonly perWrite: number; readonly fixed: number }
}

/** Reads a scenario from a file. ConfigMissing, ConfigError with every problem there is. */
export async function openScenario(path: string): Promise<Scenario> {
  return scenarioOf((await openBook(path)).source, path)
}

/** ConfigError with every problem there is, each with its line. */
export const parseScenario = (text: string, file: string): Scenario => scenarioOf(read(text), file)

function scenarioOf(source: Source, file: string): Scenario {
  expectScenario('pool', { source, file })
  const { content: written, refuse } = shaped(schema, source, file)
  const content = namedScenario(written)
  const decimals = digitsOf(content)
  const figures = reader(decimals)
  const chains = chainsOf(content, figures)
  const prices = pricesOf(content, figures)
  const worthOf = (token: string): string | undefined => {
    const price = lookup(prices, token)
    return price === undefined ? undefined : Decimal.format(price, DECIMALS)
  }
  unlike(content.chains, worthOf, figures)
  const rules = rulesOf(content.rules, content.model, figures)
  const around = { names: Object.keys(chains), tokens: Object.keys(prices), fee: 0, read: figures }
  const routes = routesOf(content.bridge, around)
  refuse(figures.breaches)
  if (content.home !== undefined) figures.knows(content.home, Object.keys(chains), ['home'])
  const events = eventsOf(content, { prices, chains, routes, read: figures })
  refuse(figures.breaches)
  return {
    file: basename(file),
    title: content.title ?? basename(file),
    about: content.about?.trim() ?? null,
    rules,
    base: content.base,
    decimals,
    chains,
    prices,
    routes,
    home: content.home ?? null,
    events,
    gas: { perWrite: content.gas?.perWrite ?? GAS.perWrite, fixed: content.gas?.fixed ?? GAS.fixed },
  }
}

/** Where a scenario begins under one accounting model: each chain at the share price that its file says, or that it comes to. */
export function sceneOf(scenario: Scenario, model: Model): Scene {
  const market = openMarket({ ...scenario, asOf: DAWN, rules: { ...scenario.rules, model } })
  return { state: start(scenario.base, opened(scenario.chains, market)), market }
}

/** Chains with a stored share price: where none was written, the one that assets and supply come to. */
export function opened(chains: Readonly<Record<string, Chain>>, market: PoolMarket): Readonly<Record<string, Chain>> {
  return Object.fromEntries(
    Object.entries(chains).map(([name, chain]) => {
      const site = lookup(market.sites, name)
      if (chain.sharePrice !== 0n || site === undefined || chain.totalSupply + chain.virtualSupply === 0n)
        return [name, chain]
      const seen = view(chain, settingOf(market, site, chain))
      if (!seen.ok) return [name, chain]
      // What anyone may read of worthless shares is 0; the contract stores its sentinel, for 0 is a chain that never minted.
      return [name, { ...chain, sharePrice: seen.sharePrice > 0n ? seen.sharePrice : SENTINEL }]
    }),
  )
}
