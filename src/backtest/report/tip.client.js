// @ts-check
import { element } from './dom.client.js'

const EDGE = 8

/** Shows what there is to say beside a point of the window. @param {readonly Node[]} items @param {number} x @param {number} y */
export function showTip(items, x, y) {
  const tip = element('tip')
  tip.replaceChildren(...items)
  tip.hidden = false
  const { width, height } = tip.getBoundingClientRect()
  const room = document.documentElement.clientWidth
  const left = Math.max(EDGE, Math.min(x - width / 2, room - width - EDGE))
  const above = y - height - 16
  tip.style.transform = `translate(${Math.round(left)}px, ${Math.round(above < EDGE ? y + 20 : above)}px)`
}

export function hideTip() {
  element('tip').hidden = true
}
