// Every command that a guide, an example or a hint prints can be run as it stands: `npx trimtab …`, with arguments that parse.
import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { describe, expect, it, vi } from 'vitest'
import { build } from '../src/cli/main.ts'

const root = fileURLToPath(new URL('../', import.meta.url))

const under = (folder: string, ending: RegExp): readonly string[] =>
  readdirSync(`${root}${folder}`, { recursive: true, encoding: 'utf8' })
    .map((file) => `${folder}/${file.replaceAll('\\', '/')}`)
    .filter((file) => ending.test(file) && !file.endsWith('.test.ts'))
    .sort()

const pages = [
  'README.md',
  'CONTRIBUTING.md',
  'ARCHITECTURE.md',
  ...under('docs', /\.md$/),
  ...under('examples', /\.yaml$/),
]
const sources = under('src', /\.ts$/)

const NAMES = 'init|check|plan|backtest|stress|route|explain|pool|reserve|vaults|net'

/** Commands of a text: up to the end of the line, of the code, of the string, or of the clause. Those that a source fills in are left out. */
function commands(text: string): readonly string[] {
  const plain = text.replaceAll('\\`', '`').replaceAll('\\n', '\n')
  return [...plain.matchAll(new RegExp(`npx trimtab ((?:${NAMES}|--)[^\\n\`'|;]*)`, 'g'))].flatMap(([, rest = '']) => {
    const command = (rest.split(END)[0] ?? '').trim()
    return command.includes('${') ? [] : [command]
  })
}

/** A comment, the next of several, or the prose that goes on. */
const END = / {2,}| && |, | or |\)|\. [A-Z]|\.$/

/** Commands that lack the `npx` which makes them run in a clone. */
function bare(text: string): readonly string[] {
  return [...text.matchAll(new RegExp(`(?<!npx )(?<![\\w./-])trimtab (?:${NAMES})\\b[^\\n]{0,40}`, 'g'))].map(
    ([found]) => found,
  )
}

async function parsed(command: string): Promise<string> {
  const words = command.split(/\s+/).map((word) => word.replace(/[.,:]$/, ''))
  const silent = { writeOut: () => undefined, writeErr: () => undefined }
  const program = build(async () => undefined)
  for (const each of [program, ...program.commands, ...program.commands.flatMap(({ commands: below }) => below)])
    each.configureOutput(silent).exitOverride()
  try {
    await program.parseAsync(words, { from: 'user' })
    return ''
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? String(error.code) : ''
    // Prose may name a command without its arguments.
    const isMention = code === 'commander.missingArgument' && words.every((word) => /^(?:-.*|[a-z]+)$/.test(word))
    const isFine = code === 'commander.helpDisplayed' || code === 'commander.help' || isMention
    return isFine ? '' : `${command}: ${String(error)}`
  }
}

describe('the commands of guides, examples and hints', () => {
  it.each(
    [...pages, ...sources].filter((file) => /trimtab /.test(readFileSync(`${root}${file}`, 'utf8'))),
  )('of %s can be run as printed', async (file) => {
    vi.spyOn(process.stdout, 'write').mockReturnValue(true)
    const text = readFileSync(`${root}${file}`, 'utf8')
    expect(bare(text)).toEqual([])
    const wrong = await Promise.all(commands(text).map(parsed))
    vi.restoreAllMocks()
    expect(wrong.filter((each) => each !== '')).toEqual([])
  })

  it('name only examples that are there', () => {
    const named = pages
      .flatMap((file) => commands(readFileSync(`${root}${file}`, 'utf8')))
      .flatMap((command) => [...command.matchAll(/examples\/[\w./-]+\w/g)].map(([path]) => path))
    expect(named.length).toBeGreaterThan(20)
    expect(named.filter((path) => !existsSync(`${root}${path}`))).toEqual([])
  })

  it('are looked for: a bare command and an unknown option are found', async () => {
    expect(bare('run `trimtab check a.yaml`')).toHaveLength(1)
    expect(commands('```\nnpx trimtab plan a.yaml --at 2024-01-01  # now\n```')).toEqual([
      'plan a.yaml --at 2024-01-01',
    ])
    expect(await parsed('plan a.yaml --never')).toContain('--never')
    expect(await parsed('backtest a.yaml b.yaml')).toContain('too many arguments')
    expect(await parsed('rebalance a.yaml')).toContain('unknown command')
  })
})
