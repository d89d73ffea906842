// @ts-check
/** @typedef {import('./draw.client.js').Spec} Spec */
/** @typedef {import('./chart.client.js').Strip} Strip */
import { chart } from './chart.client.js'
import { time } from './data.client.js'
import { DAY, when } from './format.client.js'
import { group } from './group.client.js'
import { drawMarks, LANE, markBeyond, marksNear, STRIP } from './marks.client.js'
import { spokenOf, told } from './told.client.js'

/** All charts show the same time. */
export const all = group(time, { key: 'trimtab', margin: DAY })

/** @type {Strip} */
const strip = {
  draw: drawMarks,
  hits({ x, reach, below }) {
    const near = marksNear(x, reach)
    const lane = near.filter(({ kind }) => (kind === 'defer') === below > LANE)
    const inside = lane.length > 0 ? lane : near
    return told(below >= -2 && below <= STRIP ? inside : near.filter(({ kind }) => kind === 'liquidation' && below < 0))
  },
  beyond(x, way) {
    const mark = markBeyond(x, way)
    return mark === undefined ? undefined : { x: mark.x, items: () => told([mark]), spoken: spokenOf(mark) }
  },
}

/** Draws a chart into its frame. @param {Spec} spec @param {HTMLElement} frame */
export function plot(spec, frame) {
  chart(spec, frame, { group: all, at: (index) => `${when(time[index] ?? 0)} UTC`, strip })
}
