// The first backtest of a fresh process, for run.ts: prints milliseconds of loading and of running as JSON.
import { load } from './market.ts'
import { keep } from './measure.ts'

const [config = '', folder = ''] = process.argv.slice(2)
const began = performance.now()
const { run } = await load({ name: 'simulated', config, folder: folder === '' ? null : folder })
const loaded = performance.now()
keep(run().summary.endNetAssets)
console.log(JSON.stringify({ load: loaded - began, run: performance.now() - loaded }))
