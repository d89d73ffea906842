import fc from 'fast-check'

const runs = Number(process.env['FC_NUM_RUNS'] ?? (process.env['CI'] === 'true' ? 200 : 100))
if (!Number.isInteger(runs) || runs < 1) throw new RangeError('FC_NUM_RUNS must be a whole number of runs, 1 or more')

// A failing law prints its seed; FC_SEED takes it back to see the same counterexample again.
const seed = process.env['FC_SEED']
fc.configureGlobal({
  ...fc.readConfigureGlobal(),
  numRuns: runs,
  ...(seed === undefined ? {} : { seed: Number(seed) }),
})
