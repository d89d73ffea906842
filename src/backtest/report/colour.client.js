// @ts-check
import { element } from './dom.client.js'

/** @type {Map<string, string>} */
const known = new Map()
/** @type {Set<() => void>} */
const listeners = new Set()

/**
 * The colour behind a name of the stylesheet in the theme of the moment, in words a canvas understands.
 * @param {string} name @param {number} [opacity]
 */
export function colour(name, opacity = 1) {
  const key = `${name} ${opacity}`
  const found = known.get(key)
  if (found !== undefined) return found
  const probe = element('tip')
  probe.style.color = `var(--${name})`
  const solid = getComputedStyle(probe).color
  probe.style.color = ''
  const mixed = opacity === 1 ? solid : solid.replace(/^rgb\(([^)]*)\)$/, (_, parts) => `rgba(${parts}, ${opacity})`)
  known.set(key, mixed)
  return mixed
}

/** @param {() => void} listener */
export function onTheme(listener) {
  listeners.add(listener)
}

const THEMES = /** @type {const} */ (['system', 'light', 'dark'])
let chosen = 0

/** Opened from a file there may be no storage; the choice lives as long as the page. */
export function startTheme() {
  const button = element('theme')
  button.hidden = false
  button.addEventListener('click', () => {
    chosen = (chosen + 1) % THEMES.length
    const theme = THEMES[chosen] ?? 'system'
    button.textContent = `Theme: ${theme}`
    wear(theme)
  })
  matchMedia('(prefers-color-scheme: dark)').addEventListener('change', changed)
}

/** Paper is white whatever the screen was. @param {boolean} printing */
export function themeForPrint(printing) {
  wear(printing ? 'light' : (THEMES[chosen] ?? 'system'))
}

/** @param {string} theme */
function wear(theme) {
  if (theme === 'system') delete document.documentElement.dataset['theme']
  else document.documentElement.dataset['theme'] = theme
  changed()
}

function changed() {
  known.clear()
  for (const listener of listeners) listener()
}
