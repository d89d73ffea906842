import { money, number, when } from '../backtest/report/format.ts'
import { simulatedNote } from '../backtest/report/simulated.ts'
import { isDeployed } from '../stress/matrix.ts'
import { change, ending, health, plans, ratio, safety, short } from '../stress/report/words.ts'
import type { Matrix, Row } from '../stress/result.ts'
import { bold, coloured, dim, fold, line, table } from './print.ts'

/** Prints what became of a book in every single scenario, and in the pairs that ended worst. */
export function print(found: Matrix, { file, files }: { file: string; files: readonly string[] }): void {
  head(found, file)
  line()
  fold(
    `level: the worst on the way · safe: time until no warning stands · health, ratio: the lowest of a loan's health and of an exchange's equity ratio · change: of net assets · missing: USD of capital that would have kept every warning away`,
    '  ',
    dim,
  )
  line(
    table(
      HEAD,
      found.rows.filter(({ isPair }) => !isPair).map((row) => cells(row, found)),
    ),
  )
  line()
  pairs(found)
  const failed = found.rows.filter((row) => ending(row) === 'failed')
  for (const row of failed.filter(({ isPair }) => !isPair)) why(row)
  verdict(found)
  if (files.length === 0) line(dim('--out DIR writes the page and stress.json.'))
  else fold(`Wrote ${files.join(', ')}.`, '  ')
}

const HEAD = ['scenario, plans', 'level', 'safe', 'health', 'ratio', 'change', 'missing']

/** Pairs shown at most; the page has them all. */
const PAIRS_MAX = 12

function head(found: Matrix, file: string): void {
  const { title, mode, policy, market, asOf, book, netAssets, currency, levels } = found
  fold(title, '', bold)
  if (market.simulated) fold(simulatedNote(market.seed), '', (text) => bold(coloured('DRIFT', text)))
  fold(`${mode} · policy ${policy.slice(0, 12)} · ${file}`, '  ')
  line(`${when(asOf)} UTC${market.simulated ? '' : ` on the ${market.label}`}`)
  const isAtWork = isDeployed(found)
  const made = `the config's capital, ${isAtWork ? 'deployed' : 'of which nothing is deployed'} on a calm market`
  fold(`Book: ${book ?? made}; net assets ${money(netAssets, currency)}`, '  ')
  if (!isAtWork)
    fold(
      `Nothing of the book is at work: what follows is what becomes of idle coins, and says nothing of the positions that the policy wants. \`npx trimtab check ${file}\` says what stands in the way.`,
      '  ',
      (part) => coloured('WARNING', part),
    )
  const { health: loan, equityRatio } = levels
  const said = [
    ...(loan === null ? [] : [`health ${number(loan.warning, 2)}`]),
    ...(equityRatio === null ? [] : [`equity ratio ${ratio(equityRatio.warning)}`]),
  ]
  if (said.length > 0) line(`Warnings: ${said.join(', ')}`)
}

function cells(row: Row, { currency }: Matrix): readonly string[] {
  const { level, worstHealth, worstEquityRatio, missing, liquidations } = row
  const reached = liquidations.length > 0 ? 'LIQUID.' : level
  return [
    row.plans.length === 0 ? row.title : `${row.title}: ${plans(row)}`,
    coloured(level, reached),
    safety(row),
    health(worstHealth),
    ratio(worstEquityRatio),
    change(row, currency),
    short(missing.peak),
  ]
}

function pairs(found: Matrix): void {
  const all = found.rows.filter(({ isPair }) => isPair)
  if (all.length === 0) return
  const bad = all.filter((row) => ending(row) === 'failed')
  const shown = bad.slice(0, PAIRS_MAX)
  if (shown.length > 0)
    line(
      table(
        HEAD,
        shown.map((row) => cells(row, found)),
      ),
    )
  const rest = bad.length - shown.length
  fold(
    `Of ${number(all.length)} pairs, ${number(bad.length)} ended in a liquidation or beyond a warning${rest > 0 ? `; ${number(rest)} more of them are on the page` : ''}.`,
  )
  line()
}

function why(row: Row): void {
  for (const { hour, place, detail } of row.liquidations)
    fold(`${row.title}: by hour ${hour} ${place}: ${detail}.`, '  ')
  for (const { hour, code, detail } of row.blocked) fold(`${row.title}: at hour ${hour} ${code}: ${detail}.`, '  ')
}

/** Codes of what stood in the way, over all that failed, with how often. */
function hindered(rows: readonly Row[]): void {
  const times = new Map<string, number>()
  for (const { blocked } of rows) for (const { code } of blocked) times.set(code, (times.get(code) ?? 0) + 1)
  const said = [...times].map(([code, count]) => (count > 1 ? `${code} ×${count}` : code))
  if (said.length > 0) fold(`Blocked by: ${said.join(', ')}.`)
}

function verdict({ summary, rows }: Matrix): void {
  const { scenarios, liquidated, neverSafe, missing, missingIn } = summary
  const where = rows.find(({ id }) => id === missingIn)?.title ?? 'none'
  hindered(rows.filter((row) => ending(row) === 'failed'))
  if (liquidated === 0 && neverSafe === 0) fold(`The book recovered in all ${number(scenarios)} scenarios.`)
  else
    fold(
      coloured(
        'CRITICAL',
        `Of ${number(scenarios)} scenarios, ${number(liquidated)} ended in a liquidation and ${number(neverSafe)} beyond a warning; ${money(missing, 'USD')} more capital would have kept the book within its warnings in the worst of them (${where}).`,
      ),
    )
}
