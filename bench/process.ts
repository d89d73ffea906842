// Figures 4 and 5: what a whole process takes, from its start to its end.
import { spawn } from 'node:child_process'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { type Figure, megabytes, over, seconds } from './figure.ts'
import { type Example, root } from './market.ts'
import { spread } from './measure.ts'

const WHOLE_ROUNDS = 5
const START_ROUNDS = 10
const MEMORY_MAX = 200
const START_MAX = 0.3

interface Ended {
  readonly seconds: number
  readonly megabytes: number
  readonly output: string
}

/** Peak memory and wall time of the command that a user would type. */
export async function wholeRun(example: Example): Promise<readonly Figure[]> {
  const out = mkdtempSync(join(tmpdir(), 'trimtab-bench-'))
  const data = example.folder === null ? [] : ['--data', example.folder]
  const args = ['bin/trimtab.js', 'backtest', example.config, ...data, '--out', out]
  try {
    const [own, bare] = await beside(WHOLE_ROUNDS, [...PRELOAD, ...args], [...PRELOAD, '-e', '0'])
    const memory = spread(own.map((one) => one.megabytes))
    const wall = spread(own.map((one) => one.seconds))
    const what = `\`trimtab backtest ${example.config} --out …\` as a process of its own, loading and report included.`
    return [
      {
        name: `memory, ${example.name}`,
        measured: memory,
        show: megabytes,
        target: { bound: 'at most', value: MEMORY_MAX },
        floor: over(memory, spread(bare.map((one) => one.megabytes))),
        note: `Peak resident memory of ${what} Floor: \`node -e 0\`.`,
      },
      {
        name: `wall time, ${example.name}`,
        measured: wall,
        show: seconds,
        target: null,
        floor: over(wall, spread(bare.map((one) => one.seconds))),
        note: 'The whole command, from the same runs. Floor: `node -e 0`.',
      },
    ]
  } finally {
    rmSync(out, { recursive: true, force: true })
  }
}

export async function start(): Promise<Figure> {
  const [own, bare] = await beside(START_ROUNDS, ['bin/trimtab.js', '--help'], ['-e', '0'])
  const measured = spread(own.map((one) => one.seconds))
  return {
    name: 'CLI start',
    measured,
    show: seconds,
    target: { bound: 'at most', value: START_MAX },
    floor: over(measured, spread(bare.map((one) => one.seconds))),
    note: '`node bin/trimtab.js --help` as a process of its own. Floor: `node -e 0`.',
  }
}

/** Milliseconds that a fresh process takes to load an example and to run it for the first time. */
export async function first({ config, folder }: Example): Promise<{ readonly load: number; readonly run: number }> {
  const { output } = await ended([fileURLToPath(new URL('first.ts', import.meta.url)), config, folder ?? ''])
  return JSON.parse(output) as { load: number; run: number }
}

/** A process and an empty one in turn, so that whatever else the machine does hits both; the first of each is not counted. */
async function beside(
  rounds: number,
  args: readonly string[],
  empty: readonly string[],
): Promise<readonly [readonly Ended[], readonly Ended[]]> {
  const own: Ended[] = []
  const bare: Ended[] = []
  for (let round = 0; round <= rounds; round++) {
    own.push(await ended(args))
    bare.push(await ended(empty))
  }
  return [own.slice(1), bare.slice(1)]
}

/** The descriptor on which peak.js tells what it found. */
const PEAK = 3
const PRELOAD = ['--import', new URL('peak.js', import.meta.url).href]

/** Runs Node to its end. What it prints is read and, unless it fails, not shown. */
function ended(args: readonly string[]): Promise<Ended> {
  return new Promise((resolve, reject) => {
    const began = performance.now()
    const child = spawn(process.execPath, args, {
      cwd: root,
      stdio: ['ignore', 'pipe', 'pipe', 'pipe'],
    })
    const said = ['', '', '', '']
    for (const at of [1, 2, PEAK])
      child.stdio[at]?.on('data', (chunk: Buffer) => {
        said[at] += chunk.toString()
      })
    child.on('error', reject)
    child.on('close', (code) => {
      const took = (performance.now() - began) / 1000
      if (code === 0) resolve({ seconds: took, megabytes: (Number(said[PEAK]) * 1024) / 1e6, output: said[1] ?? '' })
      else reject(new Error(`node ${args.join(' ')} ended with ${code}: ${said[2]}`))
    })
  })
}
