import type { Quirks } from '../../models/reserve/rules.ts'

/** What each choice of a rule means, where the name alone does not say it. The names are those of docs/models/reserve.md. */
export const MEANING: { readonly [Name in keyof Quirks]: { readonly [Choice in Quirks[Name]]: string } } = {
  startsFrom: {
    scheduled: 'a new schedule starts at the weight of that moment',
    goal: 'a new schedule starts at the old target, so the weight may jump',
  },
  guardian: {
    extend: 'a guardian may lengthen a closure, never shorten it',
    assign: 'a guardian may also shorten a closure',
  },
  cooldownBy: {
    own: 'an order closes only directions whose flow it raises itself',
    any: 'any order closes anew every direction whose flow is high',
  },
  flowWord: {
    exact: 'flows of any size are kept',
    wraps: 'a flow of 2^128 or more is stored as the remainder',
  },
  dustIn: {
    value: 'a tranche counts as dust by its value in US dollars',
    units: 'a tranche counts as dust by its token units, as if all had 18 places',
  },
  deposits: {
    exact: 'a deposit into an unknown or repeated tranche is refused',
    lenient: 'a deposit into an unknown tranche is kept without coins for it',
  },
  calibration: {
    validated: 'prices, memories and pegs that cannot be right are refused',
    lenient: 'prices, memories and pegs are taken unchecked',
  },
  bandOn: {
    net: 'the band counts what really leaves the reserve, after fees',
    gross: 'the band counts amounts before fees',
  },
  root: {
    exact: 'square roots are exact',
    logarithmic: 'square roots are approximate, by logarithms, as in the contracts',
  },
}
