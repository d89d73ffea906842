import * as z from 'zod'
import { figure, section } from '../config/field.ts'
import { span } from '../config/sizes.ts'

const duration = (about: string, otherwise: string) => figure('duration', { about, default: otherwise })
const share = (about: string, otherwise: string) => figure('fraction', { about, default: otherwise })

export const stress = section('How large the shocks of `npx trimtab stress` are.', {
  ...span,
  prices: z.array(figure('fraction', { about: 'A rise and a fall of so much.' })).meta({
    description: 'Moves of what has no peg, up and down.',
    default: ['30 %'],
  }),
  breaks: section('A peg that breaks and heals.', {
    fall: share('How far the price falls.', '10 %'),
    within: duration('How long the fall takes.', '4 h'),
    back: duration('How long the way back takes.', '48 h'),
  }),
  dies: section('A peg that breaks for good.', {
    fall: share('How far the price falls.', '60 %'),
    within: duration('How long the fall takes.', '24 h'),
  }),
  run: section('A run on redemptions.', {
    share: share('What is asked for, of all coins.', '50 %'),
    within: duration('Time within which it is asked for.', '24 h'),
  }),
  oracle: section("The reserve's own prices.", {
    late: duration("How far they are behind the market's.", '1 h'),
    wrong: share("By how much the price of one asset is off the market's.", '3 %'),
    order: share('What traders bring in an hour, of net assets.', '1 %'),
  }),
  band: share('A coin paid less than one by more than this is under the band.', '1 %'),
})
