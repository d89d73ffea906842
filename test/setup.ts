import fc from 'fast-check'

const runs = Number(process.env['FC_NUM_RUNS'] ?? (process.env['CI'] === 'true' ? 200 : 100))
if (!Number.isInteger(runs) || runs < 1) throw new RangeError('FC_NUM_RUNS must be a whole number of runs, 1 or more')

// The same cases every time, so that a change is what makes a law fail; FC_SEED takes another seed, or `random` for new cases.
// A failing law prints the seed it ran with.
const seed = process.env['FC_SEED'] ?? '20261121'
fc.configureGlobal({
  ...fc.readConfigureGlobal(),
  numRuns: runs,
  ...(seed === 'random' ? {} : { seed: Number(seed) }),
})
