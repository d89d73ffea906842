import type { Route } from '../app/route.ts'
import { money, when } from '../backtest/report/format.ts'
import { considered, costs, finding, instruction, times } from './detail.ts'
import { bold, dim, fold, line } from './print.ts'

/** Says how capital gets from one place to another, or what stops it. */
export function print({ source, target, amount, config, market, instruction: way, refusal, ...rest }: Route): void {
  line(bold(`${source} to ${target}: ${money(amount, 'USD')}`))
  const terms = config === null ? 'the defaults of the market-neutral mode' : config
  fold(`By ${terms}, ${config === null ? `on ${market.label}` : `at ${when(market.asOf)} UTC`}`, '  ', dim)
  line()
  if (refusal !== null) finding({ ...refusal, severity: 'block' })
  if (way !== null && rest.cost !== null && rest.times !== null) {
    instruction(way)
    line(`Cost ${costs(rest.cost)}`)
    line(`Takes ${times(rest.times)}`)
    line()
  }
  considered(rest.alternatives)
}
