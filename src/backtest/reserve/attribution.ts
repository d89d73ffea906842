import type { Table } from '../report/blocks.ts'
import type { Section } from '../report/document.ts'
import { type Gains, sumOf } from './gain.ts'

const NAMES: Readonly<Record<keyof Gains, readonly [name: string, meaning: string]>> = {
  minted: ['Coins issued', 'One dollar for each coin minted.'],
  redeemed: ['Coins redeemed', 'One dollar for each coin given back.'],
  price: ['Prices', 'Changes in the value of what the reserve holds.'],
  schedule: ['Commitments', 'Commitments that began or ceased to count.'],
  calibrated: ['Tranches', 'Balances of tranches that a calibration added, less those that it left out.'],
  fee: ['Fees', 'Fees kept from deposits and withdrawals.'],
  clamp: ['Pegs counted at 1 USD', 'Deposits and payouts of stable assets off their peg counted at 1 USD.'],
  discount: ['Price of redemption', 'Coins that were paid less than one.'],
  trade: ['Swaps', 'Fees and slippage of the outside market.'],
  rounding: ['Rounding', 'The last units of every division.'],
}

/** Where the change of net assets comes from; the sources sum to it exactly. `change` is measured apart from them. */
export function attribution(gains: Gains, change: bigint): Section {
  const rows = Object.entries(NAMES).flatMap(([key, [name, meaning]]) => {
    const gain = gains[key as keyof Gains]
    return gain === 0n ? [] : [[name, dollars(gain), meaning]]
  })
  const residual = change - sumOf(gains)
  const table: Table = {
    kind: 'table',
    caption: 'Change of net assets by source, in USD',
    columns: [{ title: 'Source' }, { title: 'USD', figure: true }, { title: 'What it is' }],
    rows: [
      ...rows,
      ['Change of net assets', dollars(change), 'Net assets at the end less those at the start.'],
      [
        'Residual',
        residual === 0n ? '0' : dollars(residual),
        residual === 0n ? 'The sources sum to the change to the last unit.' : 'What no source explains.',
      ],
    ],
  }
  return {
    id: 'attribution',
    title: 'Where the change comes from',
    lead: 'Net assets are what the reserve holds. What they are beyond the coins belongs to nobody until it is needed.',
    blocks: [table],
  }
}

/** Value of 18 places in dollars; what is too small for cents to two digits, or in units of its own. */
export function dollars(value: bigint): string {
  const estimate = Number(value) / 1e18
  if (Math.abs(estimate) < 1e-6) return `${value} · 10⁻¹⁸`.replace('-', '−')
  if (Math.abs(estimate) < 0.01) return estimate.toFixed(6).replace('-', '−')
  return estimate.toLocaleString('en-US', { minimumFractionDigits: 2, maximumFractionDigits: 2 }).replace('-', '−')
}
