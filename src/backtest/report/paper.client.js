// @ts-check
import { themeForPrint } from './colour.client.js'

/** Width of a chart on paper, in CSS pixels. */
const PAPER = 660

/** Before the page is printed and after. @param {(width: number | null) => void} resize */
export function onPaper(resize) {
  addEventListener('beforeprint', () => {
    themeForPrint(true)
    resize(PAPER)
  })
  addEventListener('afterprint', () => {
    themeForPrint(false)
    resize(null)
  })
}
