import { readFileSync } from 'node:fs'
import { asset } from '../../backtest/report/asset.ts'
import { strip } from '../../backtest/report/document.ts'
import { money, number, percent, when } from '../../backtest/report/format.ts'
import { quoted, table } from '../../backtest/report/html.ts'
import { simulatedNote } from '../../backtest/report/simulated.ts'
import type { Matrix, Row } from '../result.ts'
import { change, ending, health, plans, ratio, safety, short } from './words.ts'

/** One HTML file that needs no network and no script: the matrix, and every scenario told at length. */
export function render(found: Matrix): string {
  const single = found.rows.filter(({ isPair }) => !isPair)
  const pairs = found.rows.filter(({ isPair }) => isPair)
  return frame({
    kind: 'stress',
    title: found.title,
    simulated: found.market.simulated ? simulatedNote(found.market.seed) : null,
    body: `<section aria-labelledby="sum"><h2 id="sum" class="unseen">Key figures</h2>${sum(found)}</section>
<section aria-labelledby="single"><h2 id="single">One at a time</h2>${listed('Scenarios', single, found)}</section>
<section aria-labelledby="grid"><h2 id="grid">Two at a time</h2>
<p class="lead">Each cell: time to safety, and the lowest equity ratio or health on the way. A dash: nothing was ever past its warning.</p>
${grid(single, pairs)}</section>
<section aria-labelledby="cases"><h2 id="cases">Every scenario</h2>${found.rows.map((row) => told(row, found)).join('\n')}</section>`,
    facts: facts(found),
  })
}

export interface Frame {
  readonly kind: 'stress' | 'crash'
  readonly title: string
  /** What the strip says of a market that was not recorded. */
  readonly simulated: string | null
  readonly body: string
  readonly facts: readonly (readonly [string, string])[]
}

/** The page around a body: the styles of the backtest's page, light and dark as the reader's system is. */
export function frame({ kind, title, simulated, body, facts: known }: Frame): string {
  const styles = ['colour', 'page', 'tables', 'screens'].map((name) => asset(`${name}.css`)).join('')
  const own = readFileSync(new URL('stress.css', import.meta.url), 'utf8')
  const list = known.map(([name, value]) => `<div><dt>${name}</dt><dd>${value}</dd></div>`).join('\n')
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<meta name="generator" content="Trimtab ${kind}">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'">
<title>${quoted(title)} · Trimtab ${kind}</title>
<style>${styles}${own}</style>
</head>
<body>
${simulated === null ? '' : strip(simulated)}
<div class="page">
<header class="head">
<p class="kicker">Trimtab ${kind}</p>
<h1>${quoted(title)}</h1>
<dl class="facts">
${list}
</dl>
</header>
<main>
${body}
</main>
<footer><p>All times are in UTC. What was tried is not all that can happen.</p></footer>
</div>
</body>
</html>
`
}

function facts({ mode, market, asOf, book, policy, netAssets, shareAtWork, currency }: Matrix): Frame['facts'] {
  const seed = market.seed === null ? '' : ` · seed ${market.seed}`
  const kind = market.simulated ? 'Simulated market' : 'Recorded market'
  return [
    ['Mode', quoted(mode)],
    ['Market', `<b class="chip${market.simulated ? ' simulated' : ''}">${kind}</b> ${when(asOf)}${seed}`],
    ['Book', book === null ? "the config's capital, deployed" : quoted(book)],
    ['Net assets', money(netAssets, currency)],
    ['At work', `${percent(shareAtWork, 1)} of net assets`],
    ['Policy', `<code>${quoted(policy.slice(0, 12))}</code>`],
  ]
}

function sum(found: Matrix): string {
  const { summary, levels } = found
  const card = (name: string, value: string, note: string): string =>
    `<div><dt>${name}</dt><dd><b>${value}</b> <span>${note}</span></dd></div>`
  const tinted = (count: number): string => `<i class="${count > 0 ? 'critical' : 'good'}">${number(count)}</i>`
  const two = (of: { warning: number; critical: number } | null, digits: number): string =>
    of === null ? 'no levels' : `warning ${number(of.warning, digits)}, critical ${number(of.critical, digits)}`
  return `<div class="row"><h3>Outcome</h3><dl>
${card('Scenarios', number(summary.scenarios), 'each from the same book')}
${card('Liquidated', tinted(summary.liquidated), 'scenarios in which a venue took something over')}
${card('Never safe', tinted(summary.neverSafe), 'scenarios that end beyond a warning')}
${card('Most capital missing', short(summary.missing), missingIn(found))}
</dl></div>
<p class="lead">Levels of the policy. Health: ${two(levels.health, 2)}. Equity ratio: ${two(levels.equityRatio, 3)}.</p>`
}

/** In which scenario most is missing, as a link to it. */
function missingIn({ summary, rows }: Matrix): string {
  const row = rows.find(({ id }) => id === summary.missingIn)
  const said = 'USD, to stand at the warning'
  return row === undefined ? said : `${said} in <a href="#${row.id}">${quoted(row.title)}</a>`
}

const COLUMNS = [
  { title: 'Scenario' },
  { title: 'Level reached' },
  { title: 'Plans' },
  { title: 'Time to safety', figure: true },
  { title: 'Worst health', figure: true },
  { title: 'Worst equity ratio', figure: true },
  { title: 'Change', figure: true },
  { title: 'Missing, USD', figure: true },
]

function listed(caption: string, rows: readonly Row[], { currency }: Matrix): string {
  return table(
    caption,
    COLUMNS,
    rows.map((row) => [
      `<a href="#${row.id}">${quoted(row.title)}</a>`,
      `<span class="level ${row.level.toLowerCase()}">${row.level}</span>`,
      quoted(plans(row)),
      safety(row),
      health(row.worstHealth),
      ratio(row.worstEquityRatio),
      change(row, currency),
      short(row.missing.peak),
    ]),
  )
}

/** Pairs as a square: what moves the price across, what else goes wrong down. */
function grid(single: readonly Row[], pairs: readonly Row[]): string {
  const across = single.filter(({ id }) => pairs.some((pair) => pair.id.startsWith(`${id}+`) && id.startsWith('price')))
  const down = single.filter(({ id }) => across.some((move) => pairs.some((pair) => pair.id === `${move.id}+${id}`)))
  const rows = down.map((other) => [
    quoted(other.title),
    ...across.map((move) => cell(pairs.find(({ id }) => id === `${move.id}+${other.id}`))),
  ])
  const alone = ['<b>nothing else</b>', ...across.map(cell)]
  const columns = [{ title: '' }, ...across.map(({ title }) => ({ title }))]
  return `<div class="matrix">${table('Pairs of scenarios', columns, [alone, ...rows])}</div>`
}

function cell(row: Row | undefined): string {
  if (row === undefined) return ''
  const least = row.worstEquityRatio === null ? health(row.worstHealth) : ratio(row.worstEquityRatio)
  const text = row.liquidations.length > 0 ? 'liquidated' : safety(row)
  return `<a class="${shade(row)}" href="#${row.id}">&nbsp;${text} <small>&nbsp;${least}</small></a>`
}

/** A cell below critical is not coloured as one that only passed its warning. */
function shade(row: Row): string {
  return row.level === 'CRITICAL' && ending(row) === 'mended' ? 'mended deep' : ending(row)
}

/** How the same scenario ends when no plan runs. */
function untouched({ idle }: Row, currency: Matrix['currency']): string {
  const taken = idle.liquidations.length > 0 ? 'a liquidation, ' : ''
  return `With nothing done: ${taken}${idle.level.toLowerCase()} on the way, ${idle.endLevel.toLowerCase()} at the end, safe: ${safety(idle)}, net assets changed by ${change(idle, currency)}\u00a0${currency}.`
}

function told(row: Row, { currency }: Matrix): string {
  const { missing, blocked, liquidations } = row
  const list = (title: string, lines: readonly string[]): string =>
    lines.length === 0 ? '' : `<h4>${title}</h4><ul>${lines.map((line) => `<li>${line}</li>`).join('')}</ul>`
  const done = row.plans.map(({ hour, purpose, cost, steps }) => {
    const each = steps.map((step) => `<li>${quoted(step)}</li>`).join('')
    return `Hour ${hour}: <b>${quoted(purpose)}</b>, ${money(cost, currency)}<ol>${each}</ol>`
  })
  const verdict = `${row.level.toLowerCase()} on the way, ${row.endLevel.toLowerCase()} at the end`
  const need =
    missing.peak === 0
      ? ''
      : ` To stay at its warning the book lacked ${money(missing.peak, 'USD')} (${short(missing.margin)} of margin, ${short(missing.debt)} of debt repaid); at the end ${money(missing.end, 'USD')}.`
  return `<details class="case ${ending(row)}" id="${row.id}"><summary>${quoted(row.title)} <small>${verdict}, safe: ${safety(row)}</small></summary>
<div><p>Cost ${money(row.cost, currency)}; net assets changed by ${change(row, currency)}\u00a0${currency}.${need} ${untouched(row, currency)}</p>
${list(
  'Liquidations',
  liquidations.map(({ hour, place, detail }) => `By hour ${hour} at ${place}: ${quoted(detail)}`),
)}${list('Plans', done)}${list(
  'What stood in the way',
  blocked.map(({ hour, code, detail }) => `Hour ${hour}: <code>${code}</code> ${quoted(detail)}`),
)}</div></details>`
}
