import { expect, it } from 'vitest'
import { readable, said } from './said.ts'

const NONE = { tranches: [], beside: [] }

it('shows the figures of a refusal as reports show money', () => {
  const refusal = {
    code: 'FLOW_TOO_HIGH',
    detail: 'minting 3500000123456789012345678 coins is more than 1000 allows',
    lift: 'Mint at most 2497623333332211000 coins.',
    facts: { coins: '3500000123456789012345678', coinsMost: '2497623333332211000' },
  } as const
  expect(said(refusal, NONE)).toBe('minting 3,500,000.12 coins is more than 1000 allows. Mint at most 2.4976 coins.')
})

it('keeps every place of two figures that would look the same', () => {
  const refusal = {
    code: 'FLOW_TOO_HIGH',
    detail: '1000000000000000001 coins against 1000000000000000000',
    lift: 'Wait.',
    facts: { coins: '1000000000000000001', coinsMost: '1000000000000000000' },
  } as const
  expect(said(refusal, NONE)).toBe('1.000000000000000001 coins against 1. Wait.')
})

it('tells shares apart with as few places as do', () => {
  const facts = { weight: '9348612786489746', resultingWeight: '9348509885219900', targetWeight: '100000000000000000' }
  const detail = 'B would go from 9348612786489746 to 9348509885219900, and 100000000000000000 is wanted'
  expect(said({ code: 'MINT_UNSAFE', detail, lift: 'Wait.', facts }, NONE)).toBe(
    'B would go from 0.93486 % to 0.93485 %, and 10 % is wanted. Wait.',
  )
  const last = {
    code: 'MINT_UNSAFE' as const,
    detail: '9348612786489746 and 9348612786489745',
    lift: '',
    facts: { weight: '9348612786489746', edge: '9348612786489745' },
  }
  expect(said(last, NONE)).toContain('0.9348612786489746 % and 0.9348612786489745 %')
})

it.each([
  ['+2397896.2962936', '+2,397,896.29'],
  ['-99.89506691032092465', '−99.895'],
  ['1000000', '1,000,000'],
  ['0.95', '0.95'],
  ['open until block 9', 'open until block 9'],
  ['1.0000000000000000001', '1.0000000000000000001'],
])('reads the figure %s as %s', (value, text) => {
  expect(readable(value)).toBe(text)
})
