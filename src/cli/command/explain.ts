import type { Command } from 'commander'
import { lookup } from '../../units/lookup.ts'
import type { Run } from './run.ts'

export function register(program: Command, run: Run): void {
  program
    .command('explain')
    .description('Explain the code of a finding, a refusal or an error, and what to do')
    .argument('[code]', 'the code; without one, all codes are listed')
    .option('--json', 'as JSON')
    .addHelpText('after', '\nExample:\n  npx trimtab explain HEALTH_FLOOR\n')
    .action((code: string | undefined, options: { readonly json?: boolean }) =>
      run(() => explain(code, options.json ?? false)),
    )
}

async function explain(code: string | undefined, asJson: boolean): Promise<number> {
  const { CODES } = await import('../../codes/codes.ts')
  const { line, json, table, bold, fold } = await import('../print.ts')
  const names = Object.keys(CODES).sort()
  if (code === undefined) {
    if (asJson) json(Object.fromEntries(names.map((name) => [name, lookup(CODES, name)])))
    else
      line(
        table(
          ['code', 'kind', 'title'],
          names.map((name) => [name, lookup(CODES, name)?.kind ?? '', lookup(CODES, name)?.title ?? '']),
        ),
      )
    return 0
  }
  const name = names.find((each) => each.toUpperCase() === code.toUpperCase())
  const entry = name === undefined ? undefined : lookup(CODES, name)
  if (name === undefined || entry === undefined) {
    const [{ nearest }, { InvalidOption }] = await Promise.all([
      import('../../app/config/near.ts'),
      import('../../app/option.ts'),
    ])
    throw new InvalidOption({
      option: '[code]',
      found: code,
      allowed: 'a code that `npx trimtab explain` lists',
      meant: nearest(code, names),
    })
  }
  if (asJson) {
    json({ code: name, ...entry })
    return 0
  }
  fold(`${name}: ${entry.title} (${entry.kind})`, '', bold)
  line()
  fold(entry.meaning)
  fold(`What to do: ${entry.lift}`)
  return 0
}
