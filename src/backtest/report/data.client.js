// @ts-check
/** @typedef {import('../venues/result.ts').Result} Result */
/** @typedef {import('../venues/result.ts').Event} Event */
/** @typedef {'SAFETY' | 'TARGET' | 'OPPORTUNISTIC' | 'liquidation' | 'trouble' | 'defer'} Kind */
/** @typedef {{ x: number, kind: Kind, event: Event }} Mark */

import { element, make } from './dom.client.js'

/** @type {Result} */
export const result = JSON.parse(element('result').textContent ?? '')

export const { time } = result.series
export const first = time[0] ?? 0
export const last = time.at(-1) ?? 0

/** The kinds of marks, the strongest last so that it is drawn on top. */
export const KINDS = /** @type {const} */ ([
  { kind: 'defer', name: 'Deferred', shape: 'tick', colour: 'faint' },
  { kind: 'OPPORTUNISTIC', name: 'Opportunistic', shape: 'diamond', colour: 'mark-opportunistic' },
  { kind: 'TARGET', name: 'Target', shape: 'circle', colour: 'mark-target' },
  { kind: 'SAFETY', name: 'Safety', shape: 'triangle', colour: 'mark-safety' },
  { kind: 'trouble', name: 'Error or stop', shape: 'square', colour: 'ink' },
  { kind: 'liquidation', name: 'Liquidation', shape: 'cross', colour: 'critical' },
])

/** @type {readonly Mark[]} */
export const marks = result.events
  .map((event) => ({ x: Date.parse(event.at) / 1000, kind: kindOf(event), event }))
  .sort((a, b) => a.x - b.x)

/** @param {Event} event @returns {Kind} */
function kindOf(event) {
  if (event.kind === 'plan') return event.class ?? 'TARGET'
  return event.kind === 'defer' || event.kind === 'liquidation' ? event.kind : 'trouble'
}

/** @param {Kind} kind */
export function looks(kind) {
  const found = KINDS.find((one) => one.kind === kind)
  if (found === undefined) throw new RangeError(`No mark for ${kind}`)
  return found
}

/**
 * A small picture of a kind of mark, the same shape as on the axis.
 * @param {Kind} kind
 */
export function symbol(kind) {
  const { shape, colour } = looks(kind)
  return make('i', { class: `symbol ${shape}`, style: `--c:var(--${colour})`, 'aria-hidden': 'true' })
}
