import type { Code } from './code.ts'

/** What the reserve book refuses. */
export const RESERVE: Readonly<Record<string, Code>> = {
  NOT_TRADED: {
    kind: 'refusal',
    title: 'A tranche that no outside market trades',
    meaning: 'A swap names a tranche that is not registered, is a promise, or has no terms of trade.',
    lift: 'Mint or redeem that tranche instead, or state what a trade of it costs.',
  },
  SWAP_UNPRICED: {
    kind: 'refusal',
    title: 'A swap while prices are too small',
    meaning: 'No asset of one tranche is worth the least price, so nothing may move.',
    lift: 'Wait for a price, or calibrate the reserve without that tranche.',
  },
  SWAP_DRIFTS: {
    kind: 'refusal',
    title: 'A swap that leads away from the targets',
    meaning: 'After all legs some tranche would stand outside its band and no nearer to its target.',
    lift: 'Sell what is above its band and buy what is below it, all of them in one order.',
  },
  SWAP_OFF_PEG: {
    kind: 'refusal',
    title: 'A swap that would fill up a failing tranche',
    meaning: 'A stable asset is below its floor, and the swap would buy a tranche that is off its peg.',
    lift: 'Buy another tranche, or wait until the peg is back.',
  },
  SWAP_TOO_MUCH: {
    kind: 'refusal',
    title: 'A swap of more than there is',
    meaning: 'The legs sell more of a tranche than the reserve holds.',
    lift: 'Sell at most the balance.',
  },
  SWAP_SHORT: {
    kind: 'refusal',
    title: 'A swap that brings too little',
    meaning: 'The outside market gives less than the least that a leg asked for.',
    lift: 'Ask for less, or wait for a better price.',
  },
  SWAP_POINTLESS: {
    kind: 'refusal',
    title: 'A swap that moves nothing',
    meaning: 'A leg sells nothing, or trades a tranche for itself, or there is no leg.',
    lift: 'Sell more than nothing of one tranche for another.',
  },
  TIME_BACKWARDS: {
    kind: 'refusal',
    title: 'Time that runs backwards',
    meaning: 'An event would take the reserve to an earlier block or time.',
    lift: 'Put the events into the order of their blocks.',
  },
  WALLET_SHORT: {
    kind: 'refusal',
    title: 'The operator does not have that much',
    meaning: 'The operator was to mint with assets, or to redeem coins, that are not in the wallet.',
    lift: 'Bring what is missing, or move less.',
  },
}
