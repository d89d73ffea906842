import { figure, number, percent } from '../../backtest/report/format.ts'
import { quoted, table } from '../../backtest/report/html.ts'
import type { Crash, Crashes, Cushion } from '../result.ts'
import { frame } from './page.ts'
import { RIVALS, verdict } from './verdict.ts'
import { health, ratio } from './words.ts'

const HEAD = ['Policy', 'Liquidations', 'Worst health', 'Worst equity ratio', 'Cost', 'Income', 'Net'] as const

/** One HTML file that needs no network and no script: each crash with its table at both cushions. */
export function render(found: Crashes): string {
  return frame({
    kind: 'crash',
    title: found.title,
    simulated: null,
    facts: [
      ['Mode', quoted(found.mode)],
      ['Data', quoted(found.data)],
      ['Gap policy', quoted(found.gaps)],
      ['Policy', `<code>${quoted(found.policy.slice(0, 12))}</code>`],
    ],
    body: [...found.crashes.map((crash) => section(crash, found)), settings(found)].join('\n'),
  })
}

function section(crash: Crash, found: Crashes): string {
  const { date, from, to, ether, notes } = crash
  const holes = notes.map(
    ({ series, holes: count, rows, done }) =>
      `<li>${quoted(series)}: ${number(count)} holes, ${number(rows)} rows: ${quoted(done)}</li>`,
  )
  return `<section aria-labelledby="c${date}"><h2 id="c${date}">${date}</h2>
<p class="lead">${from.slice(0, 10)} to ${to.slice(0, 10)}, hour by hour. ETH went as far as ${percent(ether.low, 1)} and ${percent(ether.high, 1)} from where it stood.</p>
${(['normal', 'thin'] as const).map((cushion) => runs(crash, cushion, found)).join('\n')}
${holes.length === 0 ? '' : `<h3>Holes in the data</h3><ul>${holes.join('')}</ul>`}</section>`
}

function runs(crash: Crash, cushion: Cushion, found: Crashes): string {
  const { currency } = found
  const rows = crash.runs
    .filter((run) => run.cushion === cushion)
    .map((run) => [
      quoted(RIVALS[run.rival]),
      `<span class="${run.liquidations > 0 ? 'critical' : ''}">${number(run.liquidations)}</span>`,
      health(run.worstHealth),
      ratio(run.worstEquityRatio),
      figure(run.cost, currency),
      figure(run.income, currency),
      percent(run.kept, 2),
    ])
  const tone = crash.dominates[cushion] ? 'good' : 'critical'
  return `<h3>${cushion === 'thin' ? 'Thin cushion' : 'Normal cushion'}</h3>
${table(
  `${crash.date}, ${cushion}`,
  HEAD.map((title, at) => ({ title, figure: at > 0 })),
  rows,
)}
<p class="check ${tone}">${quoted(verdict(crash, cushion, found))}</p>`
}

function settings({ settings: said }: Crashes): string {
  return `<section aria-labelledby="how"><h2 id="how">Settings</h2><ul>
<li>Normal: ${quoted(said.normal)}</li>
<li>Thin: ${quoted(said.thin)}</li>
<li>The literal rules: ${quoted(said.literal)}</li>
<li>Every run starts with the same book: the one this policy deploys at the first hour while the market stands still. Health is read at each full hour, margin and liquidations also at the worst mark within it. A book left alone after a liquidation is unhedged: what it ends with is then the work of the price.</li>
</ul></section>`
}
