/** The most moments that are kept: more than a screen can show. */
const KEPT_MAX = 1200

/** Moments of a run at an even stride that doubles when there are too many, so that a run of any length takes the same memory. */
export interface Recorder<Moment> {
  /** `make` is called only where the moment is kept. */
  readonly offer: (make: () => Moment) => void
  /** All that were kept, and the last one offered. */
  readonly kept: (last: Moment) => readonly Moment[]
}

export function recorder<Moment>(max = KEPT_MAX): Recorder<Moment> {
  let kept: Moment[] = []
  let stride = 1
  let offered = 0
  return {
    offer: (make) => {
      if (offered % stride === 0) kept.push(make())
      offered += 1
      if (kept.length <= max) return
      kept = kept.filter((_, at) => at % 2 === 0)
      stride *= 2
    },
    kept: (last) => [...kept, last],
  }
}
