// Trimtab as a library, in four pieces from small to large: `node examples/library.ts`. Needs no file and no network.
// Installed as a package, import from 'trimtab'.
import {
  backtest,
  compile,
  decide,
  Estimate,
  LendingAccount,
  markets,
  parseConfig,
  rationale,
  routeOf,
  simulate,
  Time,
  venues,
} from '../src/index.ts'

const { fraction, usd } = Estimate

// 1. A model alone: 100 weETH at 2 180 USD as collateral (LTV 93 %, liquidation at 95 %) against 190 000 USD of debt.
const line = { value: usd(218_000), ltv: fraction(0.93), liquidationLtv: fraction(0.95) }
const account = LendingAccount.of([line], usd(190_000))
console.log(`Health ${account.health.toFixed(4)}, room to borrow ${account.available.toFixed(0)} USD`)

// 2. A route: the cheapest way for 10 000 USD from the lending market to an exchange, on the default terms.
const defaults = { config: null, choice: { folder: null, from: null, to: null, seed: null }, at: null }
const route = await routeOf({ source: 'AAVE', target: 'BYBIT', amount: 10_000, ...defaults })
const way = route.instruction?.transfer_plan
if (way !== undefined) console.log(`${way.route_description}: ${way.cost_bps.toFixed(1)} bps`)

// 3. A decision on one snapshot: a fresh book of one million on the first hour of a simulated market.
const config = parseConfig(
  `mode: usdt_market_neutral
capital: { USDT: 1000000, ETH: 2 }
exchanges: { BINANCE: 40 %, BYBIT: 30 %, OKX: 30 % }
limits: { transferMax: 250000 USD, perHour: 1000000 USD, perDay: 2000000 USD }
data: { simulated: { seed: 7, hours: 720 } }
`,
  'inline',
)
const { policy, terms, start, exchanges, loans, flightTimes } = compile(config)
const from = Time.parse('2024-01-01')
const history = simulate({ seed: 7, from, hours: 720, exchanges, contracts: ['ETHUSDT'] })
const market = markets(history, terms)(0)
const state = venues.empty(start, exchanges, loans)
const decision = decide({ asOf: market.asOf, state, market }, policy, venues)
console.log(`${decision.outcome}: ${rationale(decision)}`)
for (const { stage, step } of decision.chosen?.proposal.forecast.steps ?? []) {
  console.log(`  ${stage + 1}  ${venues.phrase(step)}`)
}

// 4. The same cycle over all 720 hours.
const result = backtest(
  { history, terms, policy, start: state, flights: flightTimes },
  { title: 'One month', policyHash: 'example', seed: 7 },
)
const { startNetAssets, endNetAssets, maxResidual } = result.summary
console.log(
  `Net assets ${startNetAssets.toFixed(0)} → ${endNetAssets.toFixed(0)} USD, unexplained ${maxResidual.toExponential(0)} of them`,
)
