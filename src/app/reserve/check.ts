import type { Cell, Table } from '../../backtest/report/blocks.ts'
import type { Section } from '../../backtest/report/document.ts'
import { hours, number, percent } from '../../backtest/report/format.ts'
import { simulatedMarket } from '../../backtest/report/simulated.ts'
import { type Frame, frame } from '../../backtest/reserve/frame.ts'
import type { Tranche } from '../../models/reserve/tranche.ts'
import { format } from '../../units/decimal.ts'
import type { Refusal } from '../../units/refusal.ts'
import { format as formatTime } from '../../units/time.ts'
import type { Told } from '../desk.ts'
import type { ReserveConfig } from './config.ts'
import { blind, seenBy } from './oracle.ts'
import { warnings } from './warning.ts'
import { MEANING } from './word.ts'

/** What a config means: its tranches and how they stand, its rules, and what a backtest would run on. */
export function checked(config: ReserveConfig, file: string): Told {
  const { title, profile, draft, scene, start } = config
  const now = frame(scene.state, scene.market)
  const warned = [...warnings(config), ...blindSpots(config)]
  const { simulated } = draft.market
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
        ['Market', simulated === undefined ? market : simulatedMarket(simulated.seed)],
        ['Operator', config.decides === null ? 'none' : `decides every ${span(Number(config.decides))}`],
        ['Compared with', draft.compare === undefined ? 'nothing' : 'the same run without checks'],
      ],
      sections: [
        ...warningSection(warned),
        { id: 'tranches', title: 'Tranches', lead: null, blocks: [tranches(config, now)] },
        { id: 'rules', title: 'Rules', lead: null, blocks: [ruled(config), profiled(config)] },
      ],
      footer: [],
    },
    report: { schema: 1, title, kind: 'reserve check', file, profile, market, warnings: warned, ...json(config, now) },
  }
}

/** Assets that the guard cannot see: neither stated under `oracle`, nor under `guard` of the market. */
function blindSpots({ rules, reserve, oracle, draft: { market } }: ReserveConfig): readonly Refusal[] {
  const watched = market.files === undefined ? (market.simulated?.guard ?? []) : Object.keys(market.files.guard ?? {})
  return blind(reserve, rules.guard, new Set([...(oracle === undefined ? [] : seenBy(oracle)), ...watched]))
}

function warningSection(warned: readonly Refusal[]): readonly Section[] {
  if (warned.length === 0) return []
  const paragraphs = warned.map(({ code, detail, lift }) => `${code}: ${detail}. ${lift}`)
  return [{ id: 'warnings', title: 'Warnings', lead: null, blocks: [{ kind: 'text', paragraphs }] }]
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
        grouped(format(tranche.balance, tranche.decimals)),
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
    columns: [{ title: 'Rule' }, { title: 'Value' }, { title: 'Meaning' }],
    rows: [
      ['band', percent(Number(rules.band) / 1e18), 'widest drift that needs no order, as a share of the target weight'],
      [
        'closer',
        rules.closer,
        rules.closer === 'strict'
          ? 'outside its band, a tranche must end nearer its target'
          : 'outside its band, a tranche must not end farther from its target',
      ],
      [
        'cooldown',
        blocks(rules.cooldown, blockSeconds),
        'how long a direction closes once its flow passed four fifths of its limit',
      ],
      ['guardianMax', blocks(rules.guardianMax, blockSeconds), 'the longest that a guardian may close a direction'],
      ['blockTime', span(Number(blockSeconds)), 'from one block to the next'],
      ...around(rules),
    ],
  }
}

/** The options around the tranches that are set. */
function around({ guard, stewardship }: ReserveConfig['rules']): readonly Cell[][] {
  const share = (ratio: bigint): string => percent(Number(ratio) / 1e18)
  return [
    ...(guard === undefined
      ? []
      : [
          ['guard, pairs', share(guard.pairs), 'how far a price in another asset may be from the market of the pair'],
          ['guard, level', share(guard.level), 'how far a price may be from the median of its sources'],
        ]),
    ...(stewardship === undefined
      ? []
      : [['stewardship, floor', share(stewardship.floor), 'value for each coin below which a day is counted']]),
  ]
}

/** What the profile decides, in words: the names of docs/models/reserve.md are no keys of a config. */
function profiled({ rules: { quirks: of } }: ReserveConfig): Table {
  const rows: readonly Cell[][] = [
    ['Schedules', MEANING.startsFrom[of.startsFrom]],
    ['Guardians', MEANING.guardian[of.guardian]],
    ['Cooldowns', MEANING.cooldownBy[of.cooldownBy]],
    ['Size of flows', MEANING.flowWord[of.flowWord]],
    ['Dust', MEANING.dustIn[of.dustIn]],
    ['Deposits', MEANING.deposits[of.deposits]],
    ['Calibration', MEANING.calibration[of.calibration]],
    ['Bands', MEANING.bandOn[of.bandOn]],
    ['Square roots', MEANING.root[of.root]],
  ]
  return { kind: 'table', caption: 'What the profile does', columns: [{ title: 'About' }, { title: 'Rule' }], rows }
}

function blocks(many: bigint, seconds: bigint | number): string {
  return `${number(Number(many))} blocks (${span(Number(many) * Number(seconds))})`
}

/** A length of time in its largest unit that is not below one. */
function span(seconds: number): string {
  if (seconds < 120) return `${number(seconds)}\u00a0s`
  return seconds < 7200 ? `${number(seconds / 60)}\u00a0min` : hours(seconds / 3600)
}

function json({ rules, scene }: ReserveConfig, now: Frame) {
  return {
    rules: {
      ...strings({ ...rules }),
      redemption: strings({ ...rules.redemption }),
      guard: rules.guard === undefined ? null : strings({ ...rules.guard }),
      stewardship: rules.stewardship === undefined ? null : strings({ ...rules.stewardship }),
      recovery: rules.recovery === undefined ? null : strings({ ...rules.recovery }),
      quirks: rules.quirks,
    },
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

/** Thousands apart, every digit kept. */
function grouped(text: string): string {
  const [whole = '', part] = text.split('.')
  const apart = whole.replace(/\B(?=(\d{3})+$)/g, ',')
  return part === undefined ? apart : `${apart}.${part}`
}

function limitOf({ flowRule: { limit }, decimals }: Tranche): string {
  return limit.kind === 'amount' ? format(limit.amount, decimals) : percent(Number(limit.of) / 1e18, 2)
}

function pegOf({ assets, commitment, pool }: Tranche): string {
  if (commitment !== null) return `${commitment.kind}, a promise`
  const pegs = assets.map(({ id, peg }) => {
    const name = assets.length === 1 ? '' : `${id} `
    return peg === null ? `${name}no peg` : `${name}stable, ${format(peg.floor, 18)} to ${format(peg.ceiling, 18)}`
  })
  return `${pool === undefined ? '' : `share of a ${pool.kind} pool: `}${pegs.join('; ')}`
}
