// All static checks at once. Silent about what is fine; what is not is printed whole, under its own name.
import { spawn } from 'node:child_process'
import { existsSync, readdirSync } from 'node:fs'
import { fileURLToPath } from 'node:url'

interface Check {
  readonly name: string
  readonly mend: string
  readonly args: readonly string[]
}

interface Answer {
  readonly check: Check
  readonly code: number
  readonly output: string
}

process.chdir(fileURLToPath(new URL('..', import.meta.url)))

const tsc = 'node_modules/typescript/bin/tsc'
const pureRooms = ['units', 'models', 'portfolio', 'planner', 'safety', 'ports']

const checks: readonly Check[] = [
  { name: 'types', mend: 'npx tsc', args: [tsc, '-p', 'tsconfig.json', '--pretty', 'false'] },
  ...(pureRooms.some(hasSource)
    ? [
        {
          name: 'pure types',
          mend: 'npx tsc -p tsconfig.pure.json',
          args: [tsc, '-p', 'tsconfig.pure.json', '--pretty', 'false'],
        },
      ]
    : []),
  {
    name: 'lint and format',
    mend: 'npm run fix',
    args: ['node_modules/@biomejs/biome/bin/biome', 'check', '--error-on-warnings', '--colors=off'],
  },
  { name: 'floors', mend: 'node script/cruise.ts', args: ['script/cruise.ts'] },
  { name: 'unused', mend: 'npx knip', args: ['node_modules/knip/bin/knip.js', '--no-progress'] },
]

const began = performance.now()
const answers = await Promise.all(checks.map(run))
const failed = answers.filter(({ code }) => code !== 0)
for (const { check, output } of failed) console.error(`✗ ${check.name} (alone: ${check.mend})\n\n${output.trimEnd()}\n`)
const seconds = ((performance.now() - began) / 1000).toFixed(1)
if (failed.length === 0) {
  console.log(`${checks.map(({ name }) => name).join(', ')}: fine (${seconds} s)`)
} else {
  console.error(`${failed.map(({ check }) => check.name).join(', ')}: not fine (${seconds} s)`)
  process.exitCode = 1
}

function run(check: Check): Promise<Answer> {
  return new Promise((resolve, reject) => {
    const child = spawn(process.execPath, check.args, { stdio: ['ignore', 'pipe', 'pipe'] })
    let output = ''
    const collect = (chunk: Buffer): void => {
      output += chunk.toString()
    }
    child.stdout.on('data', collect)
    child.stderr.on('data', collect)
    child.on('error', reject)
    child.on('close', (code) => resolve({ check, code: code ?? 1, output }))
  })
}

function hasSource(room: string): boolean {
  const folder = `src/${room}`
  if (!existsSync(folder)) return false
  return readdirSync(folder, { recursive: true, encoding: 'utf8' }).some(
    (file) => file.endsWith('.ts') && !file.endsWith('.test.ts'),
  )
}
