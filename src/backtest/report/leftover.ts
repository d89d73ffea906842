import type { Leftover } from '../../portfolio/venues/leftover.ts'
import { count, money, number } from './format.ts'

/** In words what is too small to be an order, one line each: what, where, how much, and the least order. */
export function leftoverWords(all: readonly Leftover[]): readonly string[] {
  return all.map(words)
}

/** All of it in one line, without what each is; null where the grid left nothing. */
export function leftoverLine(all: readonly Leftover[]): string | null {
  if (all.length === 0) return null
  const worth = all.reduce((sum, { value }) => sum + Math.abs(value), 0)
  const places = [...new Set(all.map(({ place }) => place))]
  return `${money(worth, 'USD')} in ${count(all.length, 'remainder')} (${places.join(', ')})`
}

function words({ kind, place, asset, quantity, value, lot, leastNotional }: Leftover): string {
  const size = `${plain(quantity)} ${asset} (${money(Math.abs(value), 'USD')})`
  const coins = `${plain(lot)} ${asset.replace('USDT', '')}`
  const least = leastNotional > 0 ? `${coins} and ${money(leastNotional, 'USD')}` : coins
  switch (kind) {
    case 'hedge':
      return `${size} of delta, not hedged; the least order is ${least}`
    case 'position':
      return `${size} at ${place}, dust until the next order there; the least order is ${least}`
    case 'coins':
      return `${size} at ${place}, too little to sell; the least order is ${least}`
  }
}

/** With as many decimals as there are, eight at most. */
function plain(quantity: number): string {
  return number(quantity, 8).replace(/\.?0+$/, '')
}
