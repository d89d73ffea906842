// npm run fuzz: broken input of every kind against every command, by seed. docs: CONTRIBUTING.md.
import { mkdirSync, rmSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { parseArgs } from 'node:util'
import { campaign, type Found } from './campaign.ts'
import type { Filter } from './case.ts'
import type { Example } from './child.ts'
import { FAULTS } from './faults.ts'
import { RULES } from './oracle.ts'
import { COMMANDS } from './scene.ts'

const OUT = 'out/fuzz'
const BOOKS = ['venues', 'pool', 'vaults', 'reserve', 'none'] as const

const { values } = parseArgs({
  options: {
    cases: { type: 'string', default: '100000' },
    minutes: { type: 'string' },
    seed: { type: 'string', default: '1' },
    case: { type: 'string' },
    book: { type: 'string' },
    command: { type: 'string' },
    workers: { type: 'string', default: '2' },
    processes: { type: 'string', default: '200' },
    allow: { type: 'string', default: '' },
    planted: { type: 'boolean', default: false },
    help: { type: 'boolean', default: false },
  },
})

const HELP = `npm run fuzz -- [options]
  --cases N      how many cases (100000)
  --minutes M    run for so long instead
  --seed N       another seed is other cases (1)
  --case K       one case alone: prints what it was and what came of it
  --book B       ${BOOKS.join(', ')}
  --command C    ${COMMANDS.join(', ')}
  --workers N    processes (2)
  --processes N  so many of them as processes of their own too (200)
  --allow RULES  do not count these: ${RULES.join(', ')}
  --planted      plants each of ${FAULTS.length} faults and shows that it is found
`

async function start(): Promise<number> {
  if (values.help) {
    console.log(HELP)
    return 0
  }
  const filter: Filter = { book: oneOf(BOOKS, values.book), command: oneOf(COMMANDS, values.command) }
  const seed = Number(values.seed)
  if (values.planted) return planted(seed)
  const first = values.case === undefined ? 0 : Number(values.case)
  const cases = values.case === undefined ? Number(values.cases) : 1
  const until = values.minutes === undefined ? null : performance.now() + Number(values.minutes) * 60_000
  const began = performance.now()
  const result = await campaign({
    setting: { seed, filter, workers: values.case === undefined ? Number(values.workers) : 1, fault: null },
    range: { first, cases: until === null ? cases : Number.POSITIVE_INFINITY, until },
    allow: values.allow.split(',').filter((rule) => rule !== ''),
    shows: values.case !== undefined,
    processes: values.case === undefined ? Number(values.processes) : 0,
    progress: (done) => {
      if (done % 2_500 === 0) console.error(`${done} cases, ${rate(done, began)}`)
    },
  })
  console.log(
    `\n${result.cases} cases of seed ${seed} in ${((performance.now() - began) / 1000).toFixed(0)} s, ${rate(result.cases, began)}\n`,
  )
  console.log(result.table)
  if (result.example !== null) console.log(told(result.example))
  write(result.found)
  for (const { rule, detail, count, numbers } of result.found)
    console.log(
      `FAILED ${rule} ×${count}: ${detail}\n  npm run fuzz -- --seed ${seed} --case ${numbers[0]}${filterText(filter)}`,
    )
  console.log(
    result.found.length === 0
      ? 'No failure.'
      : `${result.found.length} kinds of failure; an example of each is in ${OUT}.`,
  )
  return result.found.length === 0 ? 0 : 1
}

const PLANTED_CASES = 3_000

async function planted(seed: number): Promise<number> {
  let missed = 0
  for (const { name, what, rule, filter } of FAULTS) {
    const result = await campaign({
      setting: { seed, filter, workers: 2, fault: name },
      range: { first: 0, cases: PLANTED_CASES, until: null },
      allow: RULES.filter((each) => each !== rule),
      shows: false,
      stopsAtFirst: true,
      progress: () => undefined,
    })
    const found = result.found[0]
    if (found === undefined) missed += 1
    console.log(
      found === undefined
        ? `MISSED ${name}: ${what}, not found in ${PLANTED_CASES} cases`
        : `found ${name}: ${what}; as ${rule} at case ${found.numbers[0]}: ${found.detail}`,
    )
  }
  return missed === 0 ? 0 : 1
}

function oneOf<T extends string>(allowed: readonly T[], given: string | undefined): T | null {
  if (given === undefined) return null
  const found = allowed.find((each) => each === given)
  if (found === undefined) throw new RangeError(`${given} is none of ${allowed.join(', ')}.`)
  return found
}

const rate = (cases: number, began: number): string =>
  `${(cases / ((performance.now() - began) / 1000)).toFixed(0)} cases/s`

const filterText = ({ book, command }: Filter): string =>
  `${book === null ? '' : ` --book ${book}`}${command === null ? '' : ` --command ${command}`}`

function told({ argv, mutations, code, stdout, stderr }: Example): string {
  return [
    `exit code ${code} of trimtab ${argv.join(' ')}`,
    ...mutations.map((each) => `  ${each}`),
    '--- stdout',
    stdout,
    '--- stderr',
    stderr,
  ].join('\n')
}

/** A folder for each kind of failure, with the files of its smallest case and what was typed. */
function write(found: readonly Found[]): void {
  rmSync(OUT, { recursive: true, force: true })
  for (const [at, { rule, detail, count, numbers, example }] of found.entries()) {
    const folder = join(OUT, `${String(at + 1).padStart(2, '0')}-${rule}`)
    mkdirSync(folder, { recursive: true })
    writeFileSync(
      join(folder, 'case.txt'),
      `${rule}: ${detail}\n×${count}, cases ${numbers.join(', ')}\n${example === null ? '' : told(example)}\n`,
    )
    for (const [path, base64] of Object.entries(example?.files ?? {})) {
      mkdirSync(dirname(join(folder, path)), { recursive: true })
      writeFileSync(join(folder, path), Buffer.from(base64, 'base64'))
    }
  }
}

process.exitCode = await start()
