import type { Command } from 'commander'
import { BOOKS, NAMES } from '../../app/config/name.ts'
import type { Run } from './run.ts'

interface Options {
  readonly shareClass?: string
  readonly out: string
  readonly force?: boolean
}

export function register(program: Command, run: Run): void {
  program
    .command('init')
    .description('Write a commented config for a mode or a book, and the schema that lets an editor complete it')
    .argument('<mode>', 'a mode of the venues book, or another book, as listed below')
    .option('--share-class <class>', 'USDT or ETH, for modes that have both')
    .option('--out <file>', 'where to write it', 'trimtab.yaml')
    .option('--force', 'overwrite what is there')
    .addHelpText(
      'after',
      `\nModes: ${NAMES.join(',\n  ')}\nBooks: ${BOOKS.slice(1).join(', ')}\n\nExample:\n  npx trimtab init eth_leveraged --share-class ETH --out leveraged.yaml\n`,
    )
    .action((mode: string, options: Options) => run(() => init(mode, options)))
}

async function init(name: string, { shareClass, out, force = false }: Options): Promise<number> {
  const { write } = await import('../../app/config/init.ts')
  const { fold, line } = await import('../print.ts')
  const written = await write({ name, shareClass, out, force })
  fold(`Wrote ${written.config} (${written.mode}) and ${written.schema}.`)
  line(`Next: npx trimtab check ${written.config}`)
  return 0
}
