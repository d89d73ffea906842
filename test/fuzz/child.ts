// Runs cases one after another, each in an emptied folder, and says what became of it. A process of its own, so that a case
// that hangs or takes the memory ends nothing else.
import { mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { dirname } from 'node:path'
import { type Case, DATA, type Filter, make, STEPS_MAX, type Stock } from './case.ts'
import * as Market from './market.ts'
import { type Failure, judge, type Outcome } from './oracle.ts'
import { scenes } from './scene.ts'

/** What the parent asks for. */
export interface Ask {
  readonly seed: number
  readonly number: number
  readonly filter: Filter
  /** Makes the case smaller for as long as it fails by this rule; `hang` and `died` only say what the case is. */
  readonly shrink: string | null
}

export interface Answer {
  readonly number: number
  readonly scene: string
  readonly command: string
  readonly code: number | string
  /** The code of an error, or `ran`. */
  readonly verdict: string
  readonly failures: readonly Failure[]
  readonly milliseconds: number
  readonly heap: number
  readonly example: Example | null
}

/** Said by a run that goes on. */
export const BREATH = 'breath'

/** A case as somebody would run it by hand. */
export interface Example {
  readonly argv: readonly string[]
  readonly mutations: readonly string[]
  readonly files: Readonly<Record<string, string>>
  readonly code: number | string
  /** Their beginnings. */
  readonly stdout: string
  readonly stderr: string
}

const REPEAT_EVERY = 40

/** Runs over many hours: they show a bar and hear Ctrl-C, so they say that they breathe. */
const RUNS: ReadonlySet<string> = new Set(['backtest', 'stress'])
const BREATH_MS = 250

const { main } = await import('../../src/cli/main.ts')
const stock: Stock = { scenes: await scenes(), market: Market.files() }
const clean = Object.getOwnPropertyNames(Object.prototype).length

for (const [name, text] of Object.entries(stock.market)) put(`${DATA}${name}`, text)

process.on('message', (ask: Ask) => {
  void answer(ask)
})
process.send?.('ready')

async function answer(ask: Ask): Promise<void> {
  const { seed, number, filter, shrink } = ask
  const build = (without: readonly number[]): Case => make(stock, { seed, number, filter, without })
  if (shrink === 'hang' || shrink === 'died') {
    described(build([]))
    return
  }
  const before = process.cpuUsage()
  let of = build([])
  let [outcome, failures] = await tried(of)
  const { user, system } = process.cpuUsage(before)
  if (number % REPEAT_EVERY === 0 && failures.length === 0) failures = differing(outcome, (await tried(of))[0])
  if (shrink !== null) [of, outcome] = await smallest(build, shrink)
  const example = shrink === null ? null : exampleOf(of, outcome)
  const message: Answer = {
    number,
    scene: of.scene,
    command: of.command,
    code: outcome.code,
    verdict: outcome.code === 2 ? (/^([A-Z][A-Z0-9_]+)(?=:)/.exec(outcome.stderr)?.[1] ?? 'usage') : 'ran',
    failures,
    milliseconds: (user + system) / 1000,
    heap: process.memoryUsage().heapUsed,
    example,
  }
  process.send?.(message)
}

function described(of: Case): void {
  const outcome: Outcome = { code: '?', stdout: '', stderr: '', left: [], reports: {}, notFinite: [] }
  const { number, scene, command } = of
  const message: Answer = {
    number,
    scene,
    command,
    code: '?',
    verdict: 'described',
    failures: [],
    milliseconds: 0,
    heap: 0,
    example: exampleOf(of, outcome),
  }
  process.send?.(message)
}

async function tried(of: Case): Promise<readonly [Outcome, readonly Failure[]]> {
  const breath = RUNS.has(of.command) ? setInterval(() => process.send?.(BREATH), BREATH_MS) : undefined
  const outcome = await run(of).finally(() => clearInterval(breath))
  const failures = [...judge(of, outcome)]
  if (Object.getOwnPropertyNames(Object.prototype).length !== clean)
    failures.push({ rule: 'polluted', detail: 'Object.prototype has new keys' })
  return [outcome, failures]
}

/** The same input, the same bytes. */
function differing(first: Outcome, second: Outcome): readonly Failure[] {
  const keys = ['code', 'stdout', 'stderr'] as const
  return keys
    .filter((key) => first[key] !== second[key])
    .map((key) => ({ rule: 'differs', detail: `${key} differs between two runs` }))
}

/** Leaves out one step of the case's making after another, and keeps each out that the failure does not need. */
async function smallest(build: (without: readonly number[]) => Case, rule: string): Promise<[Case, Outcome]> {
  let without: readonly number[] = []
  for (let at = STEPS_MAX - 1; at >= 0; at -= 1) {
    const [, failures] = await tried(build([...without, at]))
    if (failures.some((each) => each.rule === rule)) without = [...without, at]
  }
  const of = build(without)
  return [of, (await tried(of))[0]]
}

class Ended extends Error {}

async function run(of: Case): Promise<Outcome> {
  for (const name of readdirSync('.')) if (`${name}/` !== DATA) rmSync(name, { recursive: true, force: true })
  for (const { path, bytes } of of.files) put(path, bytes)
  const before = new Set(listed())
  const written = { stdout: '', stderr: '' }
  const restore = capture(written)
  const doubtful = watchJson()
  let code: number | string
  try {
    code = await main(of.argv)
  } catch (error) {
    code = error instanceof Error ? `thrown: ${error.name}: ${error.message.split('\n')[0]}` : 'thrown'
  } finally {
    restore()
    JSON.stringify = stringify
  }
  const left = listed().filter((path) => !before.has(path))
  const reports = Object.fromEntries(
    left.filter((path) => /^out\/.*\.(?:html|json|csv)$/.test(path)).map((path) => [path, readFileSync(path, 'utf8')]),
  )
  for (const { path } of of.files) if (path.startsWith(DATA)) put(path, stock.market[path.slice(DATA.length)] ?? '')
  const texts = [written.stdout, ...Object.values(reports)]
  const notFinite = doubtful.filter(({ text }) => texts.some((each) => each.includes(text))).map(({ path }) => path)
  return { code, ...written, left, reports, notFinite }
}

const { stringify } = JSON

interface Doubtful {
  readonly text: string
  readonly path: string
}

/** JSON has no word for a number that is none, and writes null: looks for such numbers in whatever becomes JSON. */
function watchJson(): readonly Doubtful[] {
  const found: Doubtful[] = []
  JSON.stringify = (value: unknown, replacer?: unknown, space?: string | number): string => {
    const text = (stringify as (...args: readonly unknown[]) => string)(value, replacer, space)
    const path = text?.includes('null') === true ? notFiniteIn(value, '') : null
    if (path !== null) found.push({ text, path })
    return text
  }
  return found
}

function notFiniteIn(value: unknown, path: string): string | null {
  if (typeof value === 'number') return Number.isFinite(value) ? null : `${path} (${value})`
  if (typeof value !== 'object' || value === null) return null
  for (const [key, child] of Object.entries(value)) {
    const found = notFiniteIn(child, Array.isArray(value) ? `${path}[]` : `${path}.${key}`)
    if (found !== null) return found
  }
  return null
}

/** Whatever is written to the two streams is kept instead; `process.exit` ends the case and not the process. */
function capture(written: { stdout: string; stderr: string }): () => void {
  const { exit } = process
  const names = ['stdout', 'stderr'] as const
  const writes = names.map((name) => process[name].write)
  for (const name of names) {
    process[name].write = ((chunk: string | Uint8Array, ...rest: readonly unknown[]) => {
      written[name] += typeof chunk === 'string' ? chunk : Buffer.from(chunk).toString('utf8')
      const done = rest.find((each) => typeof each === 'function') as (() => void) | undefined
      done?.()
      return true
    }) as typeof process.stdout.write
  }
  process.exit = ((code?: number) => {
    throw new Ended(`process.exit(${code}) was called`)
  }) as typeof process.exit
  return () => {
    process.exit = exit
    for (const [at, name] of names.entries()) process[name].write = writes[at] ?? process[name].write
    process.exitCode = undefined
  }
}

function listed(): readonly string[] {
  return readdirSync('.', { recursive: true, encoding: 'utf8' })
}

function put(path: string, content: string | Uint8Array): void {
  mkdirSync(dirname(path), { recursive: true })
  writeFileSync(path, content)
}

function exampleOf(of: Case, { code, stdout, stderr }: Outcome): Example {
  const files = of.files.map(({ path, bytes }) => [path, bytes.toString('base64')] as const)
  return {
    argv: of.argv,
    mutations: of.mutations,
    files: Object.fromEntries(files),
    code,
    stdout: stdout.slice(0, 4_000),
    stderr: stderr.slice(0, 4_000),
  }
}
