import type { Level, MeasureName } from '../portfolio/measure.ts'
import type { PlanClass } from '../portfolio/plan.ts'

/** What a book is tried by: shocks that come together, and the hours within which they come. */
export interface Tried<Shock> {
  readonly id: string
  readonly title: string
  readonly within: number
  readonly shocks: readonly Shock[]
}

/** Two at once; the slower sets the pace. */
export function together<Shock>(one: Tried<Shock>, other: Tried<Shock>): Tried<Shock> {
  return {
    id: `${one.id}+${other.id}`,
    title: `${one.title}, ${other.title}`,
    within: Math.max(one.within, other.within),
    shocks: [...one.shocks, ...other.shocks],
  }
}

/**
 * What became of a book in one scenario: the fields that mean the same in every book. Hours count from the start of the shock; money is in
 * the report's currency.
 */
export interface Fate {
  /** The worst level on the way and the level at the end. */
  readonly level: Level
  readonly endLevel: Level
  /** The first hour at which something was past its warning, and the one from which nothing was again. */
  readonly inDanger: number | null
  readonly safe: number | null
  /** From one to the other; 0 also where nothing ever was, null where the book did not get safe. */
  readonly timeToSafety: number | null
  /** The measure that was farthest past its levels, and when; null where none was past its warning. */
  readonly worst: Worst | null
  readonly plans: readonly Planned[]
  readonly cost: number
  /** Net assets before the shock less those at the end, without what holders paid in or took out; negative where the book gained. */
  readonly lost: number
  /** Why a book past its warning went without a plan: each code once, with the first hour it was given. */
  readonly blocked: readonly Blocked[]
}

/** A measure past its warning. `value` is null where it could not be known. */
export interface Worst {
  readonly measure: MeasureName
  readonly place: string
  readonly value: number | null
  readonly level: Level
  readonly hour: number
}

export interface Planned {
  readonly hour: number
  readonly class: PlanClass
  readonly purpose: string
  /** When it was begun. */
  readonly level: Level
  /** As foreseen. */
  readonly cost: number
  readonly steps: readonly string[]
}

export interface Blocked {
  readonly hour: number
  readonly code: string
  readonly detail: string
}

/** The same without any action: what there is to tell of a book whose plans do not run. */
export type Idle<Own> = Omit<Fate, 'plans' | 'blocked'> & Own

/** One scenario of a stress; `Own` are the figures of its book alone. */
export type Row<Own> = Fate &
  Own & {
    readonly id: string
    readonly title: string
    /** Hours within which the shock comes, and hours that the book is watched for. */
    readonly within: number
    readonly held: number
    readonly isPair: boolean
    readonly idle: Idle<Own>
  }
