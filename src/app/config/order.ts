import { lookup } from '../../units/lookup.ts'
import type { Breach, Subject } from './breach.ts'
import * as Preset from './preset.ts'
import * as Unit from './unit.ts'

/** Figures of one section that must stand in order, from the largest down; `strict` allows no two alike. */
interface Ladder {
  readonly path: readonly string[]
  readonly dimension: Unit.Dimension
  readonly names: readonly string[]
  readonly strict: boolean
}

const LADDERS: readonly Ladder[] = [
  levels('health', 'ratio', ['target', 'warning', 'critical']),
  band('health', 'ratio', ['high', 'target', 'low', 'warning']),
  levels('ltv', 'fraction', ['critical', 'warning']),
  levels('equityRatio', 'fraction', ['target', 'warning', 'critical']),
  band('equityRatio', 'fraction', ['high', 'target', 'low', 'warning']),
  levels('marginHealth', 'ratio', ['warning', 'critical']),
  levels('distance', 'fraction', ['warning', 'critical']),
  levels('delta', 'fraction', ['critical', 'warning', 'band']),
  levels('allocation', 'fraction', ['critical', 'warning', 'band']),
  band('buffer', 'fraction', ['high', 'target', 'low', 'warning']),
  levels('peg', 'fraction', ['critical', 'warning']),
  { path: ['gasReserve'], dimension: 'ETH', names: ['target', 'min'], strict: false },
  { path: ['limits'], dimension: 'money', names: ['perDay', 'perHour', 'transferMax', 'transferMin'], strict: false },
  { path: ['limits'], dimension: 'money', names: ['transferMax', 'emergencyMin'], strict: false },
]

/** Levels and bounds that do not stand in order; measures that the mode does not have are passed over. */
export function breaches({ config, draft }: Subject): readonly Breach[] {
  const has = Preset.measures(config.mode)
  const ladders = LADDERS.filter(({ path }) => path[0] !== 'levels' || has.has(path[1] ?? ''))
  // A figure that stands wrong in two ladders is told once.
  const found = new Map<string, Breach>()
  for (const breach of ladders.flatMap((ladder) => climb(ladder, draft))) {
    const path = breach.path.join('.')
    if (!found.has(path)) found.set(path, breach)
  }
  return [...found.values()]
}

function climb({ path, dimension, names, strict }: Ladder, draft: unknown): readonly Breach[] {
  const section = path.reduce(child, draft)
  const rungs = names.flatMap((name) => {
    const value = child(section, name)
    return typeof value === 'number' ? [{ name, value }] : []
  })
  return rungs.flatMap(({ name, value }, index): readonly Breach[] => {
    const above = rungs[index - 1]
    if (above === undefined || (strict ? above.value > value : above.value >= value)) return []
    return [
      {
        code: 'LEVEL_ORDER',
        path: [...path, name],
        found: rungs.map((rung) => `${rung.name} ${Unit.show(dimension, rung.value)}`).join(', '),
        allowed: rungs.map((rung) => rung.name).join(strict ? ' > ' : ' >= '),
      },
    ]
  })
}

function child(node: unknown, key: string): unknown {
  return typeof node === 'object' && node !== null ? lookup(node as Record<string, unknown>, key) : undefined
}

function levels(name: string, dimension: Unit.Dimension, names: readonly string[]): Ladder {
  return { path: ['levels', name], dimension, names, strict: true }
}

function band(name: string, dimension: Unit.Dimension, names: readonly string[]): Ladder {
  return { path: ['levels', name], dimension, names, strict: false }
}
