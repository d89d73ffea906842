import { basename } from 'node:path'
import type { Command } from 'commander'
import type { Opened } from '../../app/config/book.ts'
import type { Asked } from '../../app/desk.ts'
import { encode } from '../../units/json.ts'
import type { Run } from './run.ts'

interface Options {
  readonly state?: string
  readonly at?: string
  readonly data?: string
  readonly seed?: string
  readonly crash?: readonly string[] | true
  readonly out?: string
  readonly json?: boolean
  readonly verbose?: boolean
}

export function register(program: Command, run: Run): void {
  program
    .command('stress')
    .description('Stress-test a book against 100 shocks, or against recorded crashes')
    .argument('<config>', 'the config file')
    .option('--state <file>', "the book, in YAML or JSON; without it the config's capital, deployed on a calm market")
    .option('--at <time>', "the hour whose market is used; without it the config's last")
    .option('--data <dir>', 'folder of market files; without it data.folder, then TRIMTAB_DATA')
    .option('--seed <n>', "seed of the simulated market, instead of the config's")
    .option(
      '--crash [dates...]',
      'replay recorded crashes instead; without dates 2024-08-05, 2025-02-03 and 2025-04-07',
    )
    .option('--out <dir>', 'write stress.html and stress.json there, of crashes crash.html and crash.json')
    .option('--verbose', 'show every scenario at length')
    .option('--json', 'print stress.json (or crash.json) and nothing else')
    .addHelpText(
      'after',
      '\nExit codes: 0 the book recovers in every scenario; 1 in one it is liquidated or\nstays beyond a warning (with --crash: the policy is liquidated, or does worse\nthan the literal rules), or a rule refuses the config; 2 something cannot be\nread; 130 Ctrl-C.\n\nExamples:\n  npx trimtab stress examples/simulated.yaml --out out\n  npx trimtab stress examples/market-neutral.yaml --crash 2024-08-05\n',
    )
    .action((path: string, options: Options) =>
      run(() => (options.crash === undefined ? stress(path, options) : crash(path, options, options.crash))),
    )
}

async function stress(path: string, { state, at, out, json = false, verbose = false, ...market }: Options) {
  const [{ openBook }, { choiceOf, instantOf }, { progress }] = await Promise.all([
    import('../../app/config/file.ts'),
    import('../read.ts'),
    import('../progress.ts'),
  ])
  const asked = { choice: choiceOf(market), at: instantOf('--at', at), state: state ?? null }
  const opened = await openBook(path)
  if (opened.book === 'venues') return venues(opened, asked, { out, json })
  const [{ deskOf, unstressed }, { prepare, tell, STRESS }] = await Promise.all([
    import('../../app/desks.ts'),
    import('../document.ts'),
  ])
  const desk = await deskOf(opened.book)
  if (desk.stress === undefined) throw unstressed(opened)
  prepare(out, [], STRESS)
  const told = await desk.stress(opened, asked, await progress('Stress'))
  return tell(told, { json, out, verbose, names: STRESS })
}

async function venues(opened: Opened, asked: Asked, { out, json }: { out: string | undefined; json: boolean }) {
  const [{ parse }, { runStress }, { holds }, { progress }, Folder] = await Promise.all([
    import('../../app/config/parse.ts'),
    import('../../app/stress.ts'),
    import('../../stress/matrix.ts'),
    import('../progress.ts'),
    import('../folder.ts'),
  ])
  const config = parse(opened.text, opened.file)
  if (out !== undefined) Folder.prepare(out, ['stress.html', 'stress.json'])
  const found = await runStress(config, asked, await progress('Stress'))
  const report = `${encode(found)}\n`
  let files: readonly string[] = []
  if (out !== undefined) {
    const { render } = await import('../../stress/report/page.ts')
    files = Folder.write(out, { 'stress.html': render(found), 'stress.json': report })
  }
  if (json) (await import('../print.ts')).raw(report)
  else (await import('../trial.ts')).print(found, { file: basename(opened.file), files })
  return holds(found) ? 0 : 1
}

async function crash(
  path: string,
  { state, at, seed, data, out, json = false }: Options,
  given: readonly string[] | true,
): Promise<number> {
  const [{ open }, { runCrash, datesOf }, { dominated }, { progress }, Folder] = await Promise.all([
    import('../../app/config/file.ts'),
    import('../../app/crash.ts'),
    import('../../stress/crash.ts'),
    import('../progress.ts'),
    import('../folder.ts'),
  ])
  const { refuse, instantOf } = await import('../read.ts')
  refuse('--crash', { '--state': state, '--at': at, '--seed': seed })
  const dates = datesOf(given === true ? [] : given.map((date) => instantOf('--crash', date)))
  const config = await open(path)
  if (out !== undefined) Folder.prepare(out, ['crash.html', 'crash.json'])
  const found = await runCrash(config, { folder: data ?? null, dates }, await progress('Crashes'))
  const report = `${encode(found)}\n`
  let files: readonly string[] = []
  if (out !== undefined) {
    const { render } = await import('../../stress/report/crashes.ts')
    files = Folder.write(out, { 'crash.html': render(found), 'crash.json': report })
  }
  if (json) (await import('../print.ts')).raw(report)
  else (await import('../crashes.ts')).print(found, { file: basename(path), files })
  return dominated(found) ? 0 : 1
}
