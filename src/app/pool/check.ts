import { type Digits, digitsAt, shown } from '../../backtest/pool/word.ts'
import type { Section } from '../../backtest/report/document.ts'
import { count, duration, money, number } from '../../backtest/report/format.ts'
import { simulatedMarket } from '../../backtest/report/simulated.ts'
import { boundsReport } from '../../portfolio/measure.ts'
import type { Bridge } from '../../portfolio/pool/market.ts'
import * as Decimal from '../../units/decimal.ts'
import { plain, stated } from '../../units/json.ts'
import { lookup } from '../../units/lookup.ts'
import type { Told } from '../desk.ts'
import type { PoolSetup, Quoted } from './setup.ts'
import { inWords } from './simulate.ts'
import { conflictSection, conflicts } from './wish.ts'

/** What a config means. */
export function checked(setup: PoolSetup): Told {
  const { title, file, rules, base, policy, data } = setup
  const found = conflicts(setup)
  const market =
    data.kind === 'simulated'
      ? `${simulatedMarket(data.seed)}, ${count(data.hours, 'hour')}`
      : `files of ${data.folder ?? 'TRIMTAB_DATA'}`
  return {
    document: {
      kind: 'pool config',
      title,
      simulated: null,
      facts: [
        ['Model', rules.model],
        ['Rules', inWords(rules)],
        ['Base token', base],
        ['Prices', market],
        ['Config', file],
      ],
      sections: [chainsOf(setup), tokensOf(setup), wanted(setup), ...conflictSection(found), bridges(setup)],
      footer: [],
    },
    report: {
      schema: 1,
      title,
      kind: 'pool-config',
      ok: true,
      file,
      base,
      rules: plain(rules),
      policy: plain(policyOf(policy)),
      conflicts: found,
    },
    blocked: false,
  }
}

function chainsOf({ chains, decimals, titles }: PoolSetup): Section {
  return {
    id: 'chains',
    title: 'Chains',
    lead: null,
    blocks: [
      {
        kind: 'table',
        caption: 'The pool on each chain',
        columns: [{ title: 'Chain' }, { title: 'Network' }, { title: 'Issued', figure: true }, { title: 'Balances' }],
        rows: Object.entries(chains).map(([name, { id, decimals: places, totalSupply, holdings }]) => [
          name,
          [lookup(titles, name), id].filter((part) => part !== undefined).join(' '),
          shown(totalSupply, places),
          holdings
            .filter(({ wallet }) => wallet > 0n)
            .map(({ token, wallet }) => `${shown(wallet, digitsAt(decimals, name, token))} ${token}`)
            .join(', '),
        ]),
      },
    ],
  }
}

function tokensOf({ quotes, decimals }: PoolSetup): Section {
  const said = (of: Quoted): string =>
    of.kind === 'fixed' ? `${Decimal.format(of.usd, 18)} USD, constant` : `follows the price of ${of.kind}`
  return {
    id: 'tokens',
    title: 'Tokens',
    lead: null,
    blocks: [
      {
        kind: 'table',
        caption: 'Tokens and their prices',
        columns: [{ title: 'Token' }, { title: 'Decimals', figure: true }, { title: 'Price' }],
        rows: Object.entries(quotes).map(([token, of]) => [token, inDigits(token, decimals), said(of)]),
      },
    ],
  }
}

/** Decimals of a token: one figure, or those of each chain where they differ. */
function inDigits(token: string, decimals: Digits): string {
  const here = Object.keys(decimals).map((chain) => [chain, digitsAt(decimals, chain, token)] as const)
  const all = new Set(here.map(([, places]) => places))
  return all.size === 1 ? [...all].join('') : here.map(([chain, places]) => `${places} (${chain})`).join(', ')
}

const percent = (share: number): string => `${Number((share * 100).toFixed(4))} %`

function wanted({ policy: { bounds, home, liquidity, limits }, decimals }: PoolSetup): Section {
  const { high, warning, critical } = bounds.sharePrice
  return {
    id: 'policy',
    title: 'Policy',
    lead: null,
    blocks: [
      {
        kind: 'text',
        paragraphs: [
          `A chain's share price may differ by ${percent(high)} from that of the whole pool; beyond ${percent(warning)} it is a warning, beyond ${percent(critical)} critical. Syncs bring it back.`,
          home === null
            ? 'Capital stays on the chain where it is.'
            : `All capital is brought to ${home}, as far as the supply floor allows.`,
          ...liquidity.map(
            ({ chain, token, level, target }) =>
              `Below ${shown(level, digitsAt(decimals, chain, token))} ${token} on ${chain}, liquidity is brought up to ${shown(target, digitsAt(decimals, chain, token))}.`,
          ),
          `A move is worth at least ${money(limits.transferMin, 'USD')}, and a plan moves at most ${money(limits.transferMax, 'USD')} (limits.transferMin, transferMax)${capsOf(limits)}. The Syncs of a plan change a chain by at most ${number(Number(limits.syncToleranceBps))} bps, and a bridge that charges more than ${number(Number(limits.bridgeFeeBps))} bps is not used.`,
        ],
      },
    ],
  }
}

const capsOf = ({ perHour, perDay }: PoolSetup['policy']['limits']): string =>
  [
    ['an hour', perHour],
    ['a day', perDay],
  ]
    .flatMap(([span, most]) => (Number.isFinite(most) ? [`, ${money(Number(most), 'USD')} within ${span}`] : []))
    .join('')

function bridges({ routes, expired, flights }: PoolSetup): Section {
  const terms = new Map<string, number>()
  for (const { feeBps, feeFixed, times, window, bridge } of Object.values(routes).flat()) {
    const fixed = feeFixed > 0n ? ' and a fixed part' : ''
    const said = `${feeBps} bps${fixed}, filled within ${duration(times.p50)} in the median case and ${duration(times.p95)} in 19 of 20, expired after ${duration(window)}${carriedBy(bridge)}`
    terms.set(said, (terms.get(said) ?? 0) + 1)
  }
  const paragraphs = [
    ...[...terms].map(([said, many]) => `${count(many, 'route')}: ${said}.`),
    ...(terms.size === 0
      ? ['There is one chain only, so no bridge is used.']
      : [`In a backtest ${percent(expired)} of the deposits expire unfilled.`]),
    ...(flights.length === 0
      ? []
      : [`In flight: ${count(flights.length, 'deposit')}; \`npx trimtab plan\` shows where.`]),
  ]
  return { id: 'bridges', title: 'Bridges', lead: null, blocks: [{ kind: 'text', paragraphs }] }
}

/** What a bridge carries on all its routes together. */
const carriedBy = (bridge: Bridge | undefined): string =>
  bridge === undefined
    ? ''
    : `; ${bridge.name} carries at most ${[['an hour', bridge.perHour] as const, ['a day', bridge.perDay] as const]
        .flatMap(([span, most]) => (Number.isFinite(most) ? [`${money(most, 'USD')} within ${span}`] : []))
        .join(' and ')}, all these routes together`

const policyOf = ({ bounds, limits, ...policy }: PoolSetup['policy']): object => ({
  bounds: {
    sharePrice: boundsReport(bounds.sharePrice),
    supply: boundsReport(bounds.supply),
    liquidity: boundsReport(bounds.liquidity),
  },
  ...policy,
  limits: { ...limits, perHour: stated(limits.perHour), perDay: stated(limits.perDay) },
})
