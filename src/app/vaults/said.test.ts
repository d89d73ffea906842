// What a report of vaults says of one that owes, of one that was left, and of what was never there.
import { expect, it } from 'vitest'
import { bookOf } from '../config/book.ts'
import { VAULTS_DESK } from './desk.ts'
import { NO_CHOICE } from './scene.ts'

const QUIET = { start: () => {}, at: () => {}, stop: () => {} }

interface Report {
  readonly events: readonly { readonly epoch: string; readonly code: string | null; readonly said: string }[]
}

async function told(vaults: string, ...epochs: readonly string[]): Promise<{ words: string; said: readonly string[] }> {
  const text = `book: vaults\nassets: { BTC: {}, ETH: {} }\nvaults: ${vaults}\ndata:\n  epochs:\n${epochs.map((each) => `    - { ${each} }\n`).join('')}`
  const { document, report } = await VAULTS_DESK.backtest(bookOf(text, 'x.yaml'), NO_CHOICE, QUIET)
  return { words: JSON.stringify(document), said: (report as Report).events.map(({ said }) => said) }
}

const PRICES = 'prices: { BTC: 10000, ETH: 1000 }, pool: { price: 1, deltas: { BTC: 0.5, ETH: 0.4 } }'

it('names who is paid before leavers wait, and the keys that settle it', async () => {
  const { words, said } = await told(
    '{ USDC: { own: stable, start: 100000 }, BTC: { own: BTC, start: 10 } }',
    PRICES,
    'after: 8 h, prices: { BTC: 60000, ETH: 400 }, pool: { price: 0.3 }',
    'after: 8 h, prices: { BTC: 60000, ETH: 400 }, pool: { price: 0.3 }, withdrawals: { USDC: 50000 }',
  )
  expect(said).toContain('50,000 shares of USDC wait to be paid: it pays those whom it owes first.')
  expect(said).toContain('USDC deploys nothing: it owes others.')
  expect(words).toContain('Pay in what it owes under `repaid`, or let its creditors give it up under `waived`.')
})

it('gives a vault without shares no return, and says why it deploys nothing', async () => {
  const { words, said } = await told(
    '{ USDC: { own: stable, start: 100000 }, ETH: { own: ETH, start: 50 } }',
    PRICES,
    `after: 8 h, ${PRICES}, withdrawals: { ETH: 50 }`,
  )
  expect(words).toContain('"value":"–","note":"no share is left; net assets 0 USD"')
  expect(said).toContain('ETH deploys nothing: no share of it is left.')
})

it('tells a vault that is worth nothing from one that nobody holds', async () => {
  const { said } = await told(
    '{ USDC: { own: stable, start: 100000 } }',
    PRICES,
    `after: 8 h, ${PRICES}, equity: { BTC: -900000 }`,
  )
  expect(said).toContain('USDC deploys nothing: it has no net assets.')
})

it('has no equity behind hedges where none was held', async () => {
  const { words } = await told('{ USDC: { own: stable, start: 100000 } }', PRICES)
  expect(words).toContain('BTC: none. ETH: none.')
})
