import * as z from 'zod'
import { count, figure, section } from '../config/field.ts'

const duration = (about: string, otherwise: string) => figure('duration', { about, default: otherwise })
const moves = (about: string) => z.array(figure('fraction', { about }))

/** Keys of `stress` that every exact book has. */
export const common = {
  hours: count({ min: 1, max: 2_160 }, { about: 'Hours that every scenario is watched for.', default: 168 }),
  within: duration('Time within which prices move.', '1 h'),
}

export const stress = section('How large the shocks of `npx trimtab stress` are.', {
  ...common,
  prices: moves('A rise and a fall of so much.').meta({
    description: 'Moves of what follows a series of the market, up and down.',
    default: ['10 %', '30 %'],
  }),
  pegs: moves('A fall of so much.').meta({
    description: 'Falls of tokens whose price stands still otherwise, but for the base token.',
    default: ['10 %'],
  }),
  halt: duration('Time for which the bridges, or a chain, stand still.', '48 h'),
  burns: section('A rush of holders who burn.', {
    share: figure('fraction', { about: 'What each holder burns of what he has.', default: '30 %' }),
    within: duration('Time within which they ask for it.', '24 h'),
  }),
})
