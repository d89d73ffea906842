// Every figure that Trimtab promises, with its floor, in one run: prints them and writes RESULTS.md beside this file.
import { writeFileSync } from 'node:fs'
import { assessment, decisions, emergency } from './decisions.ts'
import type { Figure } from './figure.ts'
import { type Example, examples, load, SIMULATED } from './market.ts'
import { pool } from './pool.ts'
import { poolEvents } from './pool-events.ts'
import { start, wholeRun } from './process.ts'
import { markdown, print } from './report.ts'
import { reserve } from './reserve.ts'
import { reserveOrders } from './reserve-orders.ts'
import { installSize } from './size.ts'
import { steps } from './steps.ts'
import { stress } from './stress.ts'
import { vaults } from './vaults.ts'

const began = performance.now()
const found = examples()
const tell = (what: string): void => console.error(`measuring ${what}`)

// Whole processes first, while this one is idle and small.
tell('whole processes')
const whole: Figure[] = []
for (const example of found) whole.push(...(await wholeRun(example)))
const cli = await start()
const replays: Figure[] = []
for (const example of [...found].reverse()) {
  tell(`the backtest, ${example.name}`)
  replays.push(...(await steps(example)))
}
tell('assessment and decision')
const simulated = await load(SIMULATED)
const figures = [
  assessment(simulated),
  ...decisions(simulated),
  emergency(simulated),
  ...pool(),
  stress(simulated),
  reserveOrders(),
  ...reserve(),
  ...poolEvents(),
  ...(await vaults()),
  ...replays,
  ...whole,
  cli,
  installSize(),
]
const data = await Promise.all(found.map(described))
if (found.length === 1) data.push('no real history: its folder is neither in TRIMTAB_DATA nor beside the repository')
print(figures, data)
writeFileSync(new URL('RESULTS.md', import.meta.url), markdown(figures, data))
console.error(`wrote bench/RESULTS.md after ${((performance.now() - began) / 1000).toFixed(0)} s`)

async function described(example: Example): Promise<string> {
  const { setup, run } = await load(example)
  const { from, to } = run()
  const hours = setup.history.hours.toLocaleString('en-US')
  const market = setup.history.simulated ? setup.history.label : `real ${setup.history.label}`
  return `${example.config} (${market}), ${from.slice(0, 10)} to ${to.slice(0, 10)}, ${hours} hours`
}
