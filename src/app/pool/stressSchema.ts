import * as z from 'zod'
import { figure, section } from '../config/field.ts'
import { span } from '../config/sizes.ts'

const duration = (about: string, otherwise: string) => figure('duration', { about, default: otherwise })
const moves = (about: string) => z.array(figure('fraction', { about }))

export const stress = section('How large the shocks of `npx trimtab stress` are.', {
  ...span,
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
