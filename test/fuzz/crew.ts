import { type ChildProcess, fork } from 'node:child_process'
import { mkdirSync, mkdtempSync, readFileSync, rmSync, statSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import type { Filter } from './case.ts'
import type { Answer, Ask, BREATH } from './child.ts'

/** How a run is set: which cases, by how many processes, with which fault planted. */
export interface Setting {
  readonly seed: number
  readonly filter: Filter
  readonly workers: number
  /** Name of a planted fault; null in a true run. */
  readonly fault: string | null
}

/**
 * Longest that a case may take without a breath, in time of the processor: a busy machine makes no case hang. What runs over many hours
 * breathes, and a user sees its bar move and can end it; everything else has so long in all.
 */
export const HANG_SECONDS = 5
/** A case that was slow beside others may take so long by itself before it counts as hanging. */
const ALONE_SECONDS = 20
/** A run that breathes has so long in all. */
const RUN_SECONDS = 60
/** A case that waits for something takes no time of the processor: it hangs after so long. */
const WAITING_SECONDS = 120
/** A process is replaced after so many cases, or when its heap has grown so large. */
const CASES_MAX = 5_000
const HEAP_MAX = 500 * 2 ** 20

/** Processes that run cases; one that hangs or dies is replaced, and its case is a failure. */
export interface Crew {
  readonly run: (number: number, shrink?: string) => Promise<Answer>
  readonly end: () => void
}

export function crew({ seed, filter, workers, fault }: Setting): Crew {
  const folder = mkdtempSync(join(memory(), 'trimtab-fuzz-'))
  const idle: Worker[] = []
  const waiting: ((worker: Worker) => void)[] = []
  const release = (worker: Worker): void => {
    const next = waiting.shift()
    if (next === undefined) idle.push(worker)
    else next(worker)
  }
  for (let at = 0; at < workers; at += 1) release(worker(join(folder, `w${at}`, 'case'), fault))
  const acquire = (): Promise<Worker> => {
    const found = idle.pop()
    return found === undefined ? new Promise((resolve) => waiting.push(resolve)) : Promise.resolve(found)
  }
  return {
    run: async (number, shrink) => {
      const own = await acquire()
      try {
        return await own.run({ seed, number, filter, shrink: shrink ?? null })
      } finally {
        release(own)
      }
    },
    end: () => {
      for (const each of idle) each.end()
      rmSync(folder, { recursive: true, force: true })
    },
  }
}

interface Worker {
  readonly run: (ask: Ask) => Promise<Answer>
  readonly end: () => void
}

function worker(folder: string, fault: string | null): Worker {
  let child: Promise<ChildProcess> | null = null
  let cases = 0
  const stop = (): void => {
    const ended = child
    child = null
    cases = 0
    void ended?.then((each) => each.kill('SIGKILL'))
  }
  const ask = async (wanted: Ask, seconds: number): Promise<Answer> => {
    child ??= begin(folder, fault)
    const answer = await answerOf(await child, wanted, seconds)
    cases += 1
    if (answer.verdict === 'hang' || answer.verdict === 'died' || cases >= CASES_MAX || answer.heap > HEAP_MAX) stop()
    return answer
  }
  return {
    run: async (wanted) => {
      const answer = await ask(wanted, wanted.shrink === null ? HANG_SECONDS : ALONE_SECONDS)
      if (answer.verdict !== 'hang' || wanted.shrink !== null) return answer
      // What the compiler and the collector of garbage take beside others counts as the case's own: once more.
      return ask(wanted, HANG_SECONDS)
    },
    end: stop,
  }
}

/** A folder that is kept in memory, where there is one. */
function memory(): string {
  try {
    return statSync('/dev/shm').isDirectory() ? '/dev/shm' : tmpdir()
  } catch {
    return tmpdir()
  }
}

function begin(folder: string, fault: string | null): Promise<ChildProcess> {
  rmSync(folder, { recursive: true, force: true })
  mkdirSync(folder, { recursive: true })
  const hook = fault === null ? [] : ['--import', fileURLToPath(new URL('plant.ts', import.meta.url))]
  const { FORCE_COLOR: _, NODE_OPTIONS: __, TRIMTAB_DATA: ___, TRIMTAB_DEBUG: ____, ...env } = process.env
  const child = fork(fileURLToPath(new URL('child.ts', import.meta.url)), [], {
    cwd: folder,
    env: { ...env, NO_COLOR: '1', ...(fault === null ? {} : { TRIMTAB_FUZZ_FAULT: fault }) },
    execArgv: ['--max-old-space-size=900', ...hook],
    stdio: ['ignore', 'ignore', 'pipe', 'ipc'],
  })
  return new Promise((resolve, reject) => {
    let said = ''
    child.stderr?.on('data', (chunk: Buffer) => {
      said = `${said}${chunk}`.slice(-2_000)
    })
    child.once('message', () => resolve(child))
    child.once('exit', (code) =>
      reject(new Error(`The process that runs cases ended with ${code} before it began:\n${said}`)),
    )
  })
}

function answerOf(child: ChildProcess, wanted: Ask, seconds: number): Promise<Answer> {
  return new Promise((resolve) => {
    const done = (answer: Answer): void => {
      clearInterval(timer)
      child.off('message', answered)
      child.off('exit', died)
      resolve(answer)
    }
    const answered = (message: Answer | typeof BREATH): void => {
      if (message === 'breath') breathed = spent()
      else done(message)
    }
    const died = (code: number | null, signal: string | null): void => done(dead(wanted, `${code ?? signal}`))
    const began = performance.now()
    const waited = (): number => (performance.now() - began) / 1000
    const before = processorSeconds(child.pid)
    const spent = (): number => (before === null ? waited() : (processorSeconds(child.pid) ?? before) - before)
    let breathed = 0
    const timer = setInterval(() => {
      if (spent() - breathed < seconds && spent() < RUN_SECONDS && waited() < WAITING_SECONDS) return
      done(hanging(wanted, `no answer within ${spent().toFixed(0)} s of the processor, ${waited().toFixed(0)} s`))
    }, 500)
    child.on('message', answered)
    child.once('exit', died)
    child.send(wanted)
  })
}

const TICKS_PER_SECOND = 100

/** What a process has had of the processor, where the system says it. */
function processorSeconds(pid: number | undefined): number | null {
  try {
    const fields = readFileSync(`/proc/${pid}/stat`, 'utf8')
      .replace(/^.*\) /, '')
      .split(' ')
    return (Number(fields[11]) + Number(fields[12])) / TICKS_PER_SECOND
  } catch {
    return null
  }
}

const NOTHING = { scene: '?', command: '?', code: '-', milliseconds: 0, heap: 0, example: null } as const

const hanging = ({ number }: Ask, detail: string, known: Partial<Answer> = {}): Answer => ({
  ...NOTHING,
  ...known,
  number,
  verdict: 'hang',
  failures: [{ rule: 'hang', detail }],
})

const dead = ({ number }: Ask, detail: string): Answer => ({
  ...NOTHING,
  number,
  verdict: 'died',
  failures: [{ rule: 'died', detail: `the process ended with ${detail}` }],
})
