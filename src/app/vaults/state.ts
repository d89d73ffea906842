import * as z from 'zod'
import type { Table } from '../../models/vault/table.ts'
import type { MixHolding } from '../../portfolio/vaults/mix/pool.ts'
import type { VaultsState } from '../../portfolio/vaults/state.ts'
import { choice, count, exact, text } from '../config/field.ts'

import { shaped } from '../config/shape.ts'
import { type Path, read } from '../config/source.ts'
import { stateText } from '../state.ts'
import type { Setup } from './setup.ts'
import { impossible } from './stateRule.ts'

/** Of 1e-18: more than any vault holds. */
const UNITS_MAX = 10n ** 40n

const figure = exact({ about: 'A whole number of units.', sign: true, max: UNITS_MAX })
const list = z.array(figure)
const rows = z.array(list)

/** What `report.json` has under `state`; other keys beside it are its report. */
const schema = z.object({
  state: z.strictObject({
    epoch: count({ min: 0, max: 1_000_000_000 }, { about: 'Cycles closed.' }),
    key: text({ about: 'Key of the last cycle.' }).optional(),
    marks: z.strictObject({ prices: list, poolPrice: figure, weights: list }).optional(),
    buffer: list,
    units: list,
    external: rows,
    equity: rows,
    internal: rows,
    shares: list,
    highWater: list,
    deployed: list,
    shortfall: list,
    claims: rows.optional(),
    queue: z
      .array(
        z.strictObject({
          vault: count({ min: 0, max: 1_000_000 }, { about: 'Place of the vault in the config.' }),
          shares: figure,
          since: count({ min: 0, max: 1_000_000_000 }, { about: 'Cycle in which they asked to leave.' }),
        }),
      )
      .optional(),
    pending: z
      .strictObject({
        kind: choice(['mint', 'burn'], { about: 'What the pool was asked for.' }),
        since: count({ min: 0, max: 1_000_000_000 }, { about: 'Cycle in which it was asked for.' }),
        age: figure,
        parts: list,
      })
      .optional(),
    mix: z.strictObject({ cash: figure, units: list, locked: list }).optional(),
  }),
})

/** Reads whole numbers of units, and collects what is none. */
function wholeUnits() {
  const breaches: { code: string; path: Path; found: string; allowed: string }[] = []
  const one = (written: string, at: Path): bigint => {
    if (/^-?\d+$/.test(written)) return BigInt(written)
    breaches.push({ code: 'VAULTS_STATE', path: at, found: `'${written}'`, allowed: 'a whole number of units' })
    return 0n
  }
  const many = (written: readonly string[], size: number, at: Path): bigint[] => {
    if (written.length !== size)
      breaches.push({ code: 'VAULTS_STATE', path: at, found: `${written.length} figures`, allowed: `${size} of them` })
    return written.map((each, i) => one(each, [...at, i]))
  }
  return { breaches, one, many }
}

type Reading = Pick<ReturnType<typeof wholeUnits>, 'one' | 'many'>

/** What a mix holds, one figure for each of its pools. */
function mixAt(
  { cash, units, locked }: NonNullable<z.output<typeof schema>['state']['mix']>,
  { mix }: Setup,
  { one, many }: Reading,
): MixHolding {
  const pools = mix?.pools.length ?? 0
  return {
    cash: one(cash, ['state', 'mix', 'cash']),
    units: many(units, pools, ['state', 'mix', 'units']),
    locked: many(locked, pools, ['state', 'mix', 'locked']),
  }
}

/** Reads a state, as a report has it, in YAML or JSON. StateMissing, StateError. */
export async function readState(path: string, setup: Setup): Promise<VaultsState> {
  const { content, refuse } = shaped(schema, read(await stateText(path)), { state: path })
  const { state } = content
  const { vaults, assets } = setup.config
  const { breaches, one, many } = wholeUnits()
  const vault = (key: 'buffer' | 'units' | 'shares' | 'highWater' | 'deployed' | 'shortfall'): bigint[] =>
    many(state[key], vaults.length, ['state', key])
  // Units and shares are issued and burnt: no vault can have fewer than none.
  const issued = (key: 'units' | 'shares'): bigint[] =>
    vault(key).map((held, v) => {
      if (held < 0n)
        breaches.push({ code: 'VAULTS_STATE', path: ['state', key, v], found: `${held}`, allowed: 'no less than 0' })
      return held
    })
  const promised: Path = ['state', 'pending']
  const table = (key: 'external' | 'equity' | 'internal'): Table => {
    if (state[key].length !== vaults.length)
      breaches.push({
        code: 'VAULTS_STATE',
        path: ['state', key],
        found: `${state[key].length} rows`,
        allowed: `${vaults.length} of them`,
      })
    return state[key].map((row, v) => many(row, assets.length, ['state', key, v]))
  }
  const { marks, claims, queue, pending, mix } = state
  const found: VaultsState = {
    epoch: state.epoch,
    key: state.key ?? null,
    marks:
      marks === undefined
        ? null
        : {
            prices: many(marks.prices, assets.length, ['state', 'marks', 'prices']),
            poolPrice: one(marks.poolPrice, ['state', 'marks', 'poolPrice']),
            weights: many(marks.weights, assets.length, ['state', 'marks', 'weights']),
          },
    buffer: vault('buffer'),
    units: issued('units'),
    external: table('external'),
    equity: table('equity'),
    internal: table('internal'),
    shares: issued('shares'),
    highWater: vault('highWater'),
    deployed: vault('deployed'),
    shortfall: vault('shortfall'),
    ...(claims === undefined
      ? {}
      : { claims: claims.map((row, v) => many(row, vaults.length, ['state', 'claims', v])) }),
    ...(queue === undefined
      ? {}
      : { queue: queue.map((each, i) => ({ ...each, shares: one(each.shares, ['state', 'queue', i, 'shares']) })) }),
    ...(pending === undefined
      ? {}
      : {
          pending: {
            ...pending,
            age: one(pending.age, [...promised, 'age']),
            parts: many(pending.parts, vaults.length, [...promised, 'parts']),
          },
        }),
    ...(mix === undefined ? {} : { mix: mixAt(mix, setup, { one, many }) }),
  }
  refuse(breaches.length > 0 ? breaches : impossible(found, setup.config, setup.mix !== undefined))
  return found
}
