import * as z from 'zod'
import { keep } from '../../units/lookup.ts'
import type { Figure, Param } from '../terms/param.ts'
import { kindOf, params } from '../terms/param.ts'
import * as Field from './field.ts'

/** The venues' terms as a section of the config: the same tree as the file of defaults, every leaf optional. */
export function terms() {
  const root: Tree = new Map()
  for (const param of params().values()) plant(root, param.path.split('.'), param)
  return object(
    root,
    'Venue terms that replace the defaults; `npx trimtab check trimtab.yaml --terms` lists all with their sources.',
  )
}

/** What the config states, by the paths of the parameters. */
export function flatten(node: unknown, path = ''): ReadonlyMap<string, Figure> {
  if (params().has(path)) return new Map([[path, node as Figure]])
  const found = new Map<string, Figure>()
  if (typeof node !== 'object' || node === null) return found
  for (const [key, child] of Object.entries(node)) {
    if (child === undefined) continue
    for (const [at, figure] of flatten(child, path === '' ? key : `${path}.${key}`)) found.set(at, figure)
  }
  return found
}

type Tree = Map<string, Tree | Param>

function plant(tree: Tree, [key, ...rest]: readonly string[], param: Param): void {
  if (key === undefined) return
  if (rest.length === 0) {
    tree.set(key, param)
    return
  }
  const below = tree.get(key)
  const next: Tree = below instanceof Map ? below : new Map()
  tree.set(key, next)
  plant(next, rest, param)
}

function object(tree: Tree, about: string): z.ZodType<unknown> {
  const shape: Record<string, z.ZodType<unknown>> = {}
  for (const [key, below] of tree) keep(shape, key, below instanceof Map ? object(below, key) : leaf(below))
  return z.strictObject(shape).partial().meta({ description: about })
}

function leaf(param: Param): z.ZodType<unknown> {
  const kind = kindOf(param)
  const about = { about: `${param.confidence}, ${param.asOf}: ${param.source}` }
  switch (kind.kind) {
    case 'figure':
      return Field.figure(kind.dimension, about)
    case 'spans': {
      const span = Field.figure('duration', about)
      return z.strictObject({ p50: span, p95: span, stress: span }).meta({ description: about.about })
    }
    case 'table':
      return Field.table(kind.columns, about)
    case 'flag':
      return z.boolean().meta({ description: about.about })
    case 'assets':
      return z.array(z.string()).meta({ description: about.about })
    case 'name':
      if (param.path.endsWith('.liquidation')) return Field.choice(['full', 'tiers'], about)
      return param.path.endsWith('.ratio') ? Field.choice(['MM/E', 'E/MM'], about) : Field.text(about)
  }
}
