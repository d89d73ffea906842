import { comparison } from '../../backtest/pool/comparison.ts'
import type { Simulation } from '../../backtest/pool/result.ts'
import { plain } from '../../units/json.ts'
import type { Watch } from '../backtest.ts'
import type { Told } from '../desk.ts'
import { realigned } from './realign.ts'
import type { Scenario } from './scenario.ts'
import { MODELS } from './schema.ts'
import { inWords, reportOf, watched } from './simulate.ts'

/** A scenario under all three accounting models, side by side. */
export async function compared(scenario: Scenario, watch: Watch): Promise<Told> {
  const plainly: Scenario = { ...scenario, rules: { ...scenario.rules, profile: 'new' } }
  const results: Simulation[] = []
  for (const model of MODELS) results.push(await watched(plainly, model, watch))
  const ways = results.map(({ scene }) => realigned(scenario, scene))
  const { title, file, rules } = scenario
  return {
    document: comparison(results, ways, { ...scenario, rules: inWords(rules) }),
    report: {
      schema: 1,
      title,
      kind: 'pool-comparison',
      file,
      models: results.map((result, at) => ({ ...reportOf(result), realigned: plain({ way: ways[at] ?? null }) })),
    },
    blocked: false,
  }
}
