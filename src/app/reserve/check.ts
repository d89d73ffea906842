import type { Cell, Table } from '../../backtest/report/blocks.ts'
import { percent } from '../../backtest/report/format.ts'
import { type Frame, frame } from '../../backtest/reserve/frame.ts'
import type { Tranche } from '../../models/reserve/tranche.ts'
import { format } from '../../units/decimal.ts'
import { format as formatRatio } from '../../units/ratio.ts'
import { format as formatTime } from '../../units/time.ts'
import type { Told } from '../desk.ts'
import type { ReserveConfig } from './config.ts'

/** What a config means: its tranches and how they stand, its rules, and what a backtest would run on. */
export function checked(config: ReserveConfig, file: string): Told {
  const { title, profile, draft, scene, start } = config
  const now = frame(scene.state, scene.market)
  const market = draft.market.files === undefined ? 'simulated' : 'market files'
  return {
    blocked: false,
    document: {
      kind: 'reserve check',
      title,
      simulated: null,
      facts: [
        ['Config', file],
        ['Profile', profile],
        ['Start', formatTime(start)],
        ['Market', market],
        ['Operator', config.decides === null ? 'none' : `decides every ${config.decides} s`],
        ['Compare', draft.compare ?? 'nothing'],
      ],
      sections: [
        { id: 'tranches', title: 'Tranches', lead: null, blocks: [tranches(config, now)] },
        { id: 'rules', title: 'Rules', lead: null, blocks: [ruled(config)] },
      ],
      footer: [],
    },
    report: { schema: 1, title, kind: 'reserve check', file, profile, market, ...json(config, now) },
  }
}

function tranches({ scene }: ReserveConfig, now: Frame): Table {
  return {
    kind: 'table',
    caption: 'Tranches at the prices of the config',
    columns: [
      { title: 'Tranche' },
      { title: 'Balance', figure: true },
      { title: 'Weight', figure: true },
      { title: 'Target', figure: true },
      { title: 'Flow limit' },
      { title: 'Kind' },
    ],
    rows: scene.state.reserve.tranches.map((tranche, at): Cell[] => {
      const standing = now.tranches[at]
      return [
        tranche.id,
        format(tranche.balance, tranche.decimals),
        standing === undefined ? null : percent(standing.weight, 2),
        standing === undefined ? null : percent(standing.target, 2),
        limitOf(tranche),
        pegOf(tranche),
      ]
    }),
  }
}

function ruled({ rules, blockSeconds }: ReserveConfig): Table {
  return {
    kind: 'table',
    caption: 'Rules',
    columns: [{ title: 'Rule' }, { title: 'Value' }],
    rows: [
      ['band', `${formatRatio(rules.band)} of the target`],
      ['closer', rules.closer],
      ['cooldown', `${rules.cooldown} blocks`],
      ['a guardian may close for', `${rules.guardianMax} blocks`],
      ['block time', `${blockSeconds} s`],
      ...Object.entries(rules.quirks).map(([name, value]): Cell[] => [name, value]),
    ],
  }
}

function json({ rules, scene }: ReserveConfig, now: Frame) {
  return {
    rules: { ...strings({ ...rules }), redemption: strings({ ...rules.redemption }), quirks: rules.quirks },
    tranches: scene.state.reserve.tranches.map(({ id, decimals, balance }, at) => ({
      id,
      decimals,
      balance: String(balance),
      ...now.tranches[at],
    })),
  }
}

const strings = (record: Readonly<Record<string, unknown>>): Readonly<Record<string, unknown>> =>
  Object.fromEntries(
    Object.entries(record).map(([key, value]) => [key, typeof value === 'bigint' ? String(value) : value]),
  )

function limitOf({ flowRule: { limit }, decimals }: Tranche): string {
  return limit.kind === 'amount' ? format(limit.amount, decimals) : percent(Number(limit.of) / 1e18, 2)
}

function pegOf({ assets, commitment }: Tranche): string {
  if (commitment !== null) return `${commitment.kind}, a promise`
  const pegs = assets.map(({ id, peg }) => {
    const name = assets.length === 1 ? '' : `${id} `
    return peg === null ? `${name}no peg` : `${name}stable, ${format(peg.floor, 18)} to ${format(peg.ceiling, 18)}`
  })
  return pegs.join('; ')
}
