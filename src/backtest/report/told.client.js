// @ts-check
/** @typedef {import('./data.client.js').Mark} Mark */
import { looks, result, symbol } from './data.client.js'
import { make } from './dom.client.js'
import { money, number, when } from './format.client.js'

const SHOWN_MAX = 3

/** What happened and why. @param {readonly Mark[]} hits the nearest first */
export function told(hits) {
  const items = hits.slice(0, SHOWN_MAX).map((mark, at) => item(mark, at === 0))
  const rest = hits.length - items.length
  if (rest > 0) items.push(make('p', { class: 'more', text: `and ${number(rest)} more here: zoom in to part them` }))
  return items
}

/** Only the nearest is told at length. @param {Mark} mark @param {boolean} whole */
function item({ x, kind, event }, whole) {
  const figures = event.kind === 'plan' ? `moved ${worth(event.moved)}, cost ${worth(event.cost)}` : ''
  const repeats = event.repeats > 0 ? `decided so ${number(event.repeats)} more times after` : ''
  const last = [figures, repeats].filter((text) => text !== '').join('; ')
  const title = make('p', { class: 'title' }, [symbol(kind), make('b', { text: looks(kind).name }), ` ${when(x)} UTC`])
  const purpose = make('p', { class: whole ? 'purpose' : '', text: event.purpose })
  if (!whole) return make('div', { class: 'item' }, [title, purpose])
  return make('div', { class: 'item' }, [
    title,
    purpose,
    make('p', { text: event.rationale.length > 360 ? `${event.rationale.slice(0, 360)}…` : event.rationale }),
    ...(last === '' ? [] : [make('p', { class: 'more', text: last })]),
  ])
}

/** @param {number} value */
function worth(value) {
  return `${money(value, result.currency)} ${result.currency}`
}

/** What a screen reader hears of a mark. @param {Mark} mark */
export function spokenOf({ x, kind, event }) {
  return `${looks(kind).name}, ${when(x)} UTC: ${event.purpose}. ${event.rationale}`
}
