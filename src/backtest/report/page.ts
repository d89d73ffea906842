import { encode } from '../../units/json.ts'
import { lookup } from '../../units/lookup.ts'
import type { Result, Series } from '../venues/result.ts'
import { asset } from './asset.ts'
import { script, styles } from './bundle.ts'
import { charts } from './charts.ts'
import { lead } from './deployment.ts'
import { figures } from './figures.ts'
import { day, hours } from './format.ts'
import { quoted } from './html.ts'
import { simulatedNote } from './simulated.ts'
import { attribution, costs, deferred, levels, notes } from './tables.ts'

/** One HTML file that needs no network: styles, scripts, the chart library and the result are all inside. */
export function render(result: Result): string {
  const slots: Readonly<Record<string, string>> = {
    title: quoted(result.market.simulated ? `${result.title} (simulated market)` : result.title),
    heading: quoted(result.title),
    style: style(result),
    strip: strip(result),
    facts: facts(result),
    lead: first(result),
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
  return asset('page.html').replace(/\[\[(\w+)\]\]/g, (_, name: string) => lookup(slots, name) ?? '')
}

function style({ market }: Result): string {
  return styles(market.simulated ? 'Simulated market' : null)
}

function scripts(result: Result): string {
  return script('result', { ...result, series: shortened(result.series) }, 'page')
}

function strip({ market }: Result): string {
  if (!market.simulated) return ''
  const [head = '', rest = ''] = simulatedNote(market.seed).split(': ')
  return `<p class="strip" role="note"><strong>${quoted(head)}</strong> <span>${quoted(rest)}</span></p>`
}

/** What must be read before any figure: that the capital was not at work, and why. */
function first(result: Result): string {
  const said = lead(result)
  if (said === null) return ''
  const body = said.paragraphs.map((text) => `<p>${quoted(text)}</p>`).join('\n')
  return `<section class="first ${said.tone}" aria-labelledby="first"><h2 id="first">${quoted(said.headline)}</h2>\n${body}</section>`
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
  return JSON.parse(encode(series), (key, value: unknown) =>
    typeof value === 'number' && key !== 'everyHours' && !Number.isInteger(value)
      ? Number(value.toPrecision(9))
      : value,
  )
}
