import type { Scene } from '../../backtest/pool/result.ts'
import { brief, digitsAt, priceOf } from '../../backtest/pool/word.ts'
import type { Cell } from '../../backtest/report/blocks.ts'
import type { Section } from '../../backtest/report/document.ts'
import { measured, percent, when } from '../../backtest/report/format.ts'
import type { PoolDecision } from '../../execution/pool.ts'
import { type Level, type Measure, worst } from '../../portfolio/measure.ts'
import { driftOf, placeOf, readyOf } from '../../portfolio/pool/risk.ts'
import { decimalsOf } from '../../portfolio/pool/scale.ts'
import { value } from '../../portfolio/pool/worth.ts'
import type { PoolSetup } from './setup.ts'

/** Every chain as it stands, its share price as it would be renewed now. */
export function standing(
  { assessment: { figures, level, measures } }: PoolDecision,
  { state, market }: Scene,
  { decimals, base, policy }: PoolSetup,
): Section {
  const all = measures()
  const places = decimalsOf(state)
  const worth = value(state, market)
  const price =
    figures.sharePrice > 0n
      ? `The whole pool has one share price of ${priceOf(figures.sharePrice, places)} ${base}`
      : figures.chains.some(({ hasShares }) => hasShares)
        ? 'The share price of the whole pool is below one unit'
        : 'The pool has no share price, for it has no shares'
  const assets = worth.ok ? `, and net assets of ${brief(worth.total, places)} ${base}, in flight included` : ''
  return {
    id: 'standing',
    title: 'How it stands',
    lead: `${level}. ${price}${assets}.`,
    blocks: [
      {
        kind: 'table',
        caption: 'Chains now',
        columns: ['Chain', 'Net assets', 'Effective', 'Issued', 'Share price', 'Drift', 'Level'].map((title, at) => ({
          title,
          figure: at > 0,
        })),
        rows: figures.chains.map((chain) => {
          const drift = chain.hasShares ? driftOf(chain, figures.sharePrice) : null
          return [
            chain.name,
            chain.isPriced ? brief(chain.netAssets, places) : null,
            brief(chain.effectiveSupply, places),
            brief(chain.totalSupply, places),
            chain.isPriced ? priceOf(chain.sharePrice, places) : { value: 'not known', tone: 'critical' },
            drift === null ? null : percent(drift, 2),
            leveled(all.filter(({ name, place }) => name !== 'liquidity' && place === chain.name)),
          ]
        }),
      },
      ...liquid(all, { state, policy, decimals }),
    ],
  }
}

interface Wanted extends Pick<PoolSetup, 'policy' | 'decimals'> {
  readonly state: Scene['state']
}

/** What must lie ready, what does, and its level: beside share prices the other reason for which a pool is at risk. */
function liquid(measures: readonly Measure[], { state, policy, decimals }: Wanted): Section['blocks'] {
  if (policy.liquidity.length === 0) return []
  return [
    {
      kind: 'table',
      caption: 'Liquidity now, deposits on their way included',
      columns: ['Liquidity', 'Ready', 'Level', 'Target', 'Of its level', 'State'].map((title, at) => ({
        title,
        figure: at > 0 && at < 5,
      })),
      rows: policy.liquidity.map((ready) => {
        const said = (amount: bigint): string => brief(amount, digitsAt(decimals, ready.chain, ready.token))
        const place = placeOf(ready)
        const measure = measures.find((one) => one.name === 'liquidity' && one.place === place)
        return [
          place,
          said(readyOf(state, ready)),
          said(ready.level),
          said(ready.target),
          measured('liquidity', measure?.value ?? null),
          leveled(measure === undefined ? [] : [measure]),
        ]
      }),
    },
  ]
}

function leveled(measures: readonly Measure[]): Cell {
  const level = measures.reduce<Level>((most, measure) => worst(most, measure.level), 'NORMAL')
  const tone = level === 'CRITICAL' ? 'critical' : level === 'WARNING' ? 'warning' : null
  return tone === null ? level : { value: level, tone }
}

/** What is in flight, or waits in an escrow; no section where nothing is. */
export function airborne({ state: { flights } }: Scene, { decimals }: PoolSetup): readonly Section[] {
  if (flights.length === 0) return []
  return [
    {
      id: 'flights',
      title: 'In the air',
      lead: 'It counts in net assets and as liquidity of where it goes, and in no share price.',
      blocks: [
        {
          kind: 'table',
          caption: 'Deposits that have not ended',
          columns: [{ title: '#', figure: true }, { title: 'Deposit' }, { title: 'Until' }, { title: 'Where' }],
          rows: flights.map(({ key, kind, from, to, token, input, output, deadline, at }) => {
            const said = (amount: bigint, chain: string): string =>
              `${brief(amount, digitsAt(decimals, chain, token))} ${token}`
            return [
              String(key),
              `${kind === 'sync' ? 'Sync' : 'Transfer'} of ${said(input, from)} ${from} → ${to}, ${said(output, to)} to arrive`,
              when(deadline),
              at === 'bridge' ? 'with the bridge' : { value: 'in the escrow', tone: 'warning' },
            ]
          }),
        },
      ],
    },
  ]
}
