import { readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import type { Result, Series } from '../result.ts'
import { asset } from './asset.ts'
import { charts } from './charts.ts'
import { figures } from './figures.ts'
import { day, hours } from './format.ts'
import { json, quoted } from './html.ts'
import { attribution, costs, deferred, levels, notes } from './tables.ts'

/** In the order in which they need each other: the page has no modules, so they become one script. */
const SCRIPTS = [
  'format',
  'data',
  'colour',
  'specs',
  'stack',
  'tip',
  'marks',
  'draw',
  'plot',
  'events',
  'page',
] as const
const STYLES = ['colour', 'page', 'controls', 'charts', 'tables', 'screens'] as const

/** One HTML file that needs no network: styles, scripts, the chart library and the result are all inside. */
export function render(result: Result): string {
  const slots: Readonly<Record<string, string>> = {
    title: quoted(result.market.simulated ? `${result.title} (simulated market)` : result.title),
    heading: quoted(result.title),
    style: style(result),
    strip: strip(result),
    facts: facts(result),
    figures: figures(result),
    charts: charts(result),
    attribution: attribution(result),
    costs: costs(result),
    levels: levels(result),
    deferred: deferred(result),
    notes: notes(result),
    policy: quoted(result.policy),
    scripts: scripts(result),
  }
  return asset('page.html').replace(/\[\[(\w+)\]\]/g, (_, name: string) => slots[name] ?? '')
}

function style({ market }: Result): string {
  const printed = market.simulated
    ? '@page { @top-center { content: "Simulated market"; font: 600 11px system-ui, sans-serif; color: #5e4200 } }'
    : ''
  return `<style>${library('uplot/dist/uPlot.min.css')}${STYLES.map((name) => asset(`${name}.css`)).join('')}${printed}</style>`
}

function scripts(result: Result): string {
  const payload = json({ ...result, series: shortened(result.series) })
  const client = SCRIPTS.map((name) => joined(asset(`${name}.client.js`))).join('\n')
  return `<script type="application/json" id="result">${payload}</script>
<script>
/*
uPlot, which draws the charts:

${library('uplot/LICENSE').trim()}
*/
${library('uplot/dist/uPlot.iife.min.js')}
</script>
<script>
(() => {
'use strict'
${client}
})()
</script>`
}

function strip({ market }: Result): string {
  if (!market.simulated) return ''
  const seed = market.seed === null ? '' : `, seed ${market.seed}`
  return `<p class="strip" role="note"><strong>Simulated market</strong> <span>${quoted(market.label)}${seed}</span></p>`
}

function facts(result: Result): string {
  const { market } = result
  const seed = market.seed === null ? '' : ` · seed ${market.seed}`
  const kind = market.simulated ? 'Simulated market' : 'Recorded market'
  const items: readonly (readonly [string, string])[] = [
    ['Mode', quoted(result.mode)],
    ['Share class', result.shareClass],
    ['Period', `${day(result.from)} to ${day(result.to)} <small>${hours(result.hours)}, times in UTC</small>`],
    ['Data', `<b class="chip${market.simulated ? ' simulated' : ''}">${kind}</b> ${quoted(market.label)}${seed}`],
  ]
  return items.map(([name, value]) => `<div><dt>${name}</dt><dd>${value}</dd></div>`).join('\n')
}

/** Nine digits are more than a screen can show, and half the size of seventeen. */
function shortened(series: Series): unknown {
  return JSON.parse(JSON.stringify(series), (key, value: unknown) =>
    typeof value === 'number' && key !== 'everyHours' && !Number.isInteger(value)
      ? Number(value.toPrecision(9))
      : value,
  )
}

/** The client's files are typed modules to editors and checkers; on the page they share one scope and need no types. */
function joined(text: string): string {
  return text
    .replace(/^import\s[\s\S]*?from '[^']*'$/gm, '')
    .replace(/^export /gm, '')
    .replace(/\/\*\*[\s\S]*?\*\//g, '')
    .replace(/\n\s*\n/g, '\n')
}

function library(path: string): string {
  return readFileSync(createRequire(import.meta.url).resolve(path), 'utf8')
}
