import { availableParallelism, cpus } from 'node:os'
import { fold, line } from '../src/cli/print.ts'
import { digits, type Figure, isMissed } from './figure.ts'

const HEAD = ['figure', 'median', 'min–max', 'target', 'floor', 'ratio']

const RIVAL =
  'k/s: thousands of decided hourly steps a second. A Python library that does this job reaches 11 to 16; beyond the target of 500 lies the aim of 1000, which is 1 M/s.'
const READING =
  'Medians of the rounds after warm-up. Ratio: how many times what the floor takes; both are measured in the same run.'

/** The file that is kept: the table, what each line is, and where and when it was measured. */
export function markdown(figures: readonly Figure[], data: readonly string[]): string {
  const rows = figures.map((figure) => {
    const { name, measured } = figure
    return [name, ...cells(figure), String(measured.rounds)]
  })
  const row = (texts: readonly string[]): string => `| ${texts.join(' | ')} |`
  const head = [...HEAD, 'rounds']
  return `${[
    '# Speed and size',
    `Written by \`npm run bench\` on ${new Date().toISOString().slice(0, 10)}: ${machine()}. Data: ${data.join('; ')}.`,
    READING,
    [row(head), row(head.map((_, at) => (at === 0 ? '---' : '---:'))), ...rows.map(row)].join('\n'),
    verdict(figures),
    RIVAL,
    '## What each line is',
    figures.map(({ name, note }) => `- **${name}**: ${note}`).join('\n'),
  ].join('\n\n')}\n`
}

/** The same in the terminal, in 80 columns. */
export function print(figures: readonly Figure[], data: readonly string[]): void {
  const rows = [HEAD, ...figures.map((figure) => [figure.name, ...cells(figure)])]
  const widths = HEAD.map((_, at) => Math.max(...rows.map((row) => row[at]?.length ?? 0)))
  const [name = 0, ...others] = widths
  for (const text of [machine(), ...data]) fold(text, '  ')
  line()
  for (const [first = '', ...rest] of rows)
    line([first.padEnd(name), ...rest.map((text, at) => text.padStart(others[at] ?? 0))].join('  '))
  line()
  fold(verdict(figures), '  ')
}

function cells({ measured, show, target, floor }: Figure): readonly string[] {
  const isOne = measured.rounds === 1
  return [
    show(measured.median),
    isOne ? '–' : `${show(measured.min).replace(/[^\d]+$/, '')}–${show(measured.max)}`,
    target === null ? '–' : `${target.bound === 'at most' ? '≤' : '≥'} ${show(target.value)}`,
    floor === null ? '–' : show(floor.value),
    floor === null ? '–' : digits(floor.ratio),
  ]
}

function verdict(figures: readonly Figure[]): string {
  const missed = figures.filter(isMissed)
  if (missed.length === 0) return 'Every target is met.'
  return `Missed: ${missed.map(({ name, measured, show, target }) => `${name} (${show(measured.median)} against ${show(target?.value ?? Number.NaN)})`).join('; ')}.`
}

function machine(): string {
  return `Node ${process.versions.node}, ${availableParallelism()} × ${cpus()[0]?.model.trim() ?? 'unknown CPU'}`
}
