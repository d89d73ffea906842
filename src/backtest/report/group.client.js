// @ts-check
/** @typedef {import('uplot')} Plot */
/** @typedef {ReturnType<typeof group>} Group */
import { hideTip } from './tip.client.js'

/**
 * Charts over the same x, which always show the same stretch of it.
 * @param {readonly number[]} x in ascending order @param {{ key: string, margin: number }} how `margin`: shown on either side of a single point
 */
export function group(x, { key, margin }) {
  const first = x[0] ?? 0
  const last = x.at(-1) ?? 0
  /** @type {{ u: Plot, height: number }[]} */
  const plots = []
  /** @type {((from: number, to: number) => void)[]} */
  const listeners = []
  return {
    key,
    x,
    first,
    last,
    /** @param {Plot} u */
    add(u) {
      plots.push({ u, height: u.height })
    },
    /** The charts themselves follow a moment later. @param {(from: number, to: number) => void} listener */
    onZoom(listener) {
      listeners.push(listener)
    },
    /** @param {readonly [number, number] | null} range nothing for all */
    zoom(range) {
      const [from, to] = range ?? (first === last ? [first - margin, last + margin] : [first, last])
      hideTip()
      for (const { u } of plots) u.setScale('x', { min: from, max: to })
      for (const listener of listeners) listener(from, to)
    },
    /** What the charts show. @returns {[number, number]} */
    range() {
      const { min, max } = plots[0]?.u.scales['x'] ?? {}
      return [min ?? first, max ?? last]
    },
    /** In another theme, or without some marks. @param {boolean} [paths] */
    redraw(paths = false) {
      for (const { u } of plots) u.redraw(paths, false)
    },
    /** On paper all charts have one width and are lower, so that three fit on a page. @param {number | null} paper its width */
    resize(paper) {
      for (const { u, height } of plots) {
        const width = paper ?? u.root.parentElement?.clientWidth ?? u.width
        u.setSize({ width, height: paper === null ? height : Math.round(height * 0.8) })
      }
    },
  }
}
