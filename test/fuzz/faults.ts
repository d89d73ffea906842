import type { Filter } from './case.ts'
import type { Rule } from './oracle.ts'

/** A fault that is planted into the source as it is loaded, to show that the fuzzer finds its kind. */
export interface Fault {
  readonly name: string
  readonly what: string
  /** The rule that must find it, among these cases. */
  readonly rule: Rule
  readonly filter: Filter
  /** The file, and the place in it after which the fault is put. */
  readonly file: string
  readonly after: RegExp
  readonly put: string
  /** Takes too long for every run of the tests: `npm run fuzz -- --planted` has it. */
  readonly isSlow?: true
}

const ANY: Filter = { book: null, command: null }

export const FAULTS: readonly Fault[] = [
  {
    name: 'nan',
    what: 'a division by nothing in the figures of a report',
    rule: 'not-finite',
    filter: { book: 'reserve', command: 'backtest' },
    file: 'src/backtest/report/format.ts',
    after: /export function percent\([^)]*\): string \{/,
    put: 'if (value > 1) value = value / 0 - value / 0;',
  },
  {
    name: 'infinity',
    what: 'a figure of JSON that is none, and becomes null',
    rule: 'not-finite',
    filter: { ...ANY, command: 'route' },
    file: 'src/app/route.ts',
    after: /\breturn \{\s*schema: 1,/,
    put: 'seconds: Number(amount) / 0,',
  },
  {
    name: 'lookup',
    what: 'a name of the input looked up in a plain object',
    rule: 'crash',
    filter: { ...ANY, command: 'check' },
    file: 'src/app/config/near.ts',
    after: /export function nearest\([^)]*\): string \| null \{/,
    put: 'const lengths: Record<string, number> = {}; for (const each of names) lengths[each] = each.length; (lengths[name] ?? 0).toFixed(0);',
  },
  {
    name: 'loop',
    what: 'a loop that does not end on an input with a tab',
    rule: 'hang',
    filter: { ...ANY, command: 'check' },
    file: 'src/app/config/source.ts',
    after: /export function read\(text: string[^)]*\): Source \{/,
    put: "while (text.includes('\\t')) text += '';",
    isSlow: true,
  },
  {
    name: 'no-row',
    what: 'an error of a table that does not say where',
    rule: 'place',
    filter: { ...ANY, command: 'backtest' },
    file: 'src/adapters/history/error.ts',
    after: /export class TableError extends TrimtabError \{[\s\S]*?super\(/,
    put: "{ ...said, message: 'A table cannot be read.', facts: {} } as typeof said) ; void (",
  },
  {
    name: 'left-behind',
    what: 'a file left beside the report',
    rule: 'left',
    filter: { ...ANY, command: 'pool' },
    file: 'src/cli/folder.ts',
    after: /export function prepare\([^)]*\): void \{/,
    put: "writeFileSync('unfinished', '');",
  },
  {
    name: 'code',
    what: 'an error whose code nothing explains',
    rule: 'code',
    filter: { ...ANY, command: 'explain' },
    file: 'src/app/option.ts',
    after: /code: 'OPTION_/,
    put: 'UN',
  },
  {
    name: 'chance',
    what: 'a figure that is another in every run',
    rule: 'differs',
    filter: { ...ANY, command: 'route' },
    file: 'src/backtest/report/format.ts',
    after: /export function number\([^)]*\): string \{/,
    put: 'if (value > 1) value += performance.now();',
    isSlow: true,
  },
]
