/**
 * Characters that show nothing or move what is shown: control characters, invisible formatting (bidi marks and overrides,
 * zero-width characters, tags), separators of lines, and halves of a surrogate pair.
 */
const HIDDEN = /[\p{Cc}\p{Cf}\p{Zl}\p{Zp}\p{Cs}]/gu

const SHORT: ReadonlyMap<string, string> = new Map([
  ['\n', '\\n'],
  ['\r', '\\r'],
  ['\t', '\\t'],
])

/**
 * Text from outside with every hidden character written as its escape, so that it can neither steer a terminal nor turn
 * the order of what is read. What has none of them comes back unchanged, and so does what this function returned.
 *
 * @example visible('a\u001b[31mb') // 'a\\u001b[31mb'
 */
export function visible(text: string): string {
  return text.replace(HIDDEN, (character) => SHORT.get(character) ?? escaped(character))
}

/** The same, but lines stay lines. */
export function visibleLines(text: string): string {
  return text.split('\n').map(visible).join('\n')
}

/**
 * JSON with every hidden character as `\uXXXX`: the same value to a parser, and safe to print. `text` is what
 * `JSON.stringify` returned, where only line breaks of its indentation stand outside strings.
 */
export function visibleJson(text: string): string {
  return text.replace(HIDDEN, (character) => (character === '\n' ? character : units(character)))
}

/**
 * At most `max` characters: what is longer ends in `…` and is cut between two characters.
 *
 * @example clipped('abcdef', 4) // 'abc…'
 */
export function clipped(text: string, max: number): string {
  if (text.length <= max) return text
  const cut = text.slice(0, max - 1)
  return `${/[\ud800-\udbff]$/.test(cut) ? cut.slice(0, -1) : cut}…`
}

/**
 * Names in a sentence.
 *
 * @example listed(['USDC', 'DAI', 'ETH']) // 'USDC, DAI and ETH'
 */
export function listed(names: readonly string[]): string {
  const last = names.at(-1) ?? ''
  return names.length < 2 ? last : `${names.slice(0, -1).join(', ')} and ${last}`
}

function escaped(character: string): string {
  const point = Number(character.codePointAt(0))
  return point > 0xffff ? `\\u{${point.toString(16)}}` : units(character)
}

function units(character: string): string {
  return [...Array(character.length).keys()]
    .map((at) => `\\u${character.charCodeAt(at).toString(16).padStart(4, '0')}`)
    .join('')
}

/**
 * A figure to the cent with thousands apart, as reports show it: −138,065.44.
 *
 * @example
 * ```ts
 * grouped(-138065.44) // '−138,065.44'
 * ```
 */
export const grouped = (value: number): string =>
  value
    .toFixed(2)
    .replace(/\B(?=(\d{3})+\.)/g, ',')
    .replace('-', '−')

/**
 * A sum that is told in whole units, with its thousands apart.
 *
 * @example
 * ```ts
 * whole(15183.2, 'up') // '15,184'
 * ```
 */
export function whole(value: number, round: 'up' | 'down' | 'nearest'): string {
  const rounded = round === 'up' ? Math.ceil(value) : round === 'down' ? Math.floor(value) : Math.round(value)
  // By hand: a replay says this at every hour that something is cut, and a locale costs a hundred times as much.
  return `${rounded < 0 ? '−' : ''}${Math.abs(rounded)
    .toFixed(0)
    .replace(/\B(?=(?:\d{3})+$)/g, ',')}`
}

/**
 * A quantity for a reader: cents from a thousand up, else four places or four digits, whichever shows more. `round` is up for what is
 * needed at least and down for what is allowed at most, so that who writes the figure back is not refused for its last digit.
 *
 * @example
 * ```ts
 * sized(1200.1216845997874, 'up') // '1,200.13'
 * ```
 */
export function sized(value: number, round: 'up' | 'down'): string {
  if (!Number.isFinite(value)) return '–'
  const magnitude = Number(value.toExponential(3).split('e')[1])
  const places = value >= 1000 ? 2 : Math.min(18, Math.max(4, 3 - magnitude))
  // inexact: a figure that a person reads and no step is made of
  const scale = 10 ** places
  const scaled = Number((value * scale).toPrecision(15))
  const whole = round === 'up' ? Math.ceil(scaled) : Math.floor(scaled)
  return (whole / scale).toLocaleString('en-US', { maximumFractionDigits: places })
}
