import { PassThrough } from 'node:stream'
import { stripVTControlCharacters } from 'node:util'
import fc from 'fast-check'
import stringWidth from 'string-width'
import { afterEach, describe, expect, it, vi } from 'vitest'
import { TrimtabError } from '../units/error.ts'
import { fail } from './fail.ts'
import { bold, coloured, dim, fold, json, line, table } from './print.ts'
import { progress } from './progress.ts'
import { broken, width } from './wrap.ts'

afterEach(() => {
  vi.restoreAllMocks()
  vi.unstubAllEnvs()
})

describe('a table', () => {
  it('fits the window and loses nothing but blanks', () => {
    const word = fc.stringMatching(/^[a-z.]{1,30}$/)
    const cell = fc.array(word, { minLength: 1, maxLength: 8 }).map((words) => words.join(' '))
    fc.assert(
      fc.property(
        fc.array(fc.tuple(cell, cell, cell), { minLength: 1, maxLength: 4 }),
        fc.integer({ min: 40, max: 120 }),
        (rows, total) => {
          const lines = table(['one', 'two', 'three'], rows, total).split('\n')
          expect(Math.max(...lines.map((line) => line.length))).toBeLessThanOrEqual(total)
          const letters = (text: string): string => [...text.replaceAll(/[^a-z.]/g, '')].sort().join('')
          expect(letters(lines.join(''))).toBe(letters(`onetwothree${rows.flat().join('')}`))
        },
      ),
    )
  })

  it('breaks no word while other columns have blanks to break at', () => {
    const rows = [['1', 'COMMITMENT_NOT_REDEEMABLE', 'what is said about it '.repeat(6).trim()]]
    const text = table(['#', 'Verdict', 'Why'], rows, 60)
    expect(text).toContain('COMMITMENT_NOT_REDEEMABLE')
    expect(Math.max(...text.split('\n').map((line) => line.length))).toBe(60)
    expect(table(['#', 'Verdict', 'Why'], rows, 30)).not.toContain('COMMITMENT_NOT_REDEEMABLE')
  })

  it('gives up blanks before it breaks a figure', () => {
    const row = ['bigdeposit', '−104,742', '+102,793', '+105,316', '1,234.56', '1,234.56', '1,234.56', '+1,234']
    const head = row.map((_, at) => `c${at}`)
    const wide = row.reduce((all, { length }) => all + length + 1, 1)
    expect(table(head, [row], wide + 15)).toContain('│+102,793│')
    expect(table(head, [row], wide + 16)).toContain('│ +102,793 │')
    expect(table(head, [row], wide).split('\n')).toHaveLength(5)
  })

  it('shows a message of the longest kind whole', () => {
    const message = `${'what is said about it '.repeat(17)}and the remedy`
    const text = table(['Verdict', 'Why'], [['REFUSED', message]], 80)
    expect(text.replaceAll(/[│\s]+/g, ' ')).toContain('and the remedy')
    expect(text).not.toContain('…')
  })

  it('draws a cell of any length without delay', () => {
    const began = performance.now()
    const lines = table(['name', 'value'], [['x'.repeat(20_000), '1']], 80).split('\n')
    expect(performance.now() - began).toBeLessThan(2_000)
    expect(lines.join('').replaceAll(/[^x]/g, '')).toHaveLength(399)
  })

  it('is as wide as the terminal, and 80 elsewhere', () => {
    expect(width({ isTTY: true, columns: 132 })).toBe(132)
    expect(width({ isTTY: false, columns: 132 })).toBe(80)
    expect(width({})).toBe(80)
  })
})

describe('broken', () => {
  const columns = (text: string): number => stringWidth(text)

  it('fits any text into its room and loses nothing but blanks', () => {
    const word = fc.oneof(
      fc.stringMatching(/^[a-z.]{1,60}$/),
      fc.constantFrom('市場中立戦略', 'e\u0301te\u0301', '👩‍👩‍👧', 'a'),
    )
    const text = fc.array(word, { minLength: 1, maxLength: 12 }).map((words) => words.join(' '))
    fc.assert(
      fc.property(text, fc.integer({ min: 10, max: 90 }), fc.constantFrom('', '    '), (given, room, indent) => {
        const lines = broken(given, room, indent)
        for (const line of lines) expect(columns(line)).toBeLessThanOrEqual(room)
        expect(lines.join('').replaceAll(' ', '')).toBe(given.replaceAll(' ', ''))
      }),
    )
  })

  it('breaks at blanks and keeps a first indent', () => {
    expect(broken('  name: one two three', 12, '    ')).toEqual(['  name: one', '    two', '    three'])
    expect(broken('abcdefghij', 4, ' ')).toEqual(['abcd', ' efg', ' hij'])
  })
})

describe('a table that is too wide even at its longest words', () => {
  it('breaks words of its first column last', () => {
    const words = ['marginHealth', 'uninterrupted', 'unquestionable']
    expect(table(words, [words], 40)).toContain('marginHealth')
  })
})

describe('a table of more columns than fit', () => {
  it('is a paragraph for each row', () => {
    const head = Array.from({ length: 20 }, (_, at) => `column${at}`)
    const text = table(head, [head.map((name) => name.toUpperCase())], 60)
    expect(text).toContain('column19: COLUMN19')
    expect(Math.max(...text.split('\n').map((line) => line.length))).toBeLessThanOrEqual(60)
  })
})

describe('text from outside', () => {
  const HOSTILE = '\u001b[31mRED\u001b[0m\u001b]0;pwned\u0007\u202eevil\u200b'
  const SHOWN = '\\u001b[31mRED\\u001b[0m\\u001b]0;pwned\\u0007\\u202eevil\\u200b'
  const printed = (work: () => void): string => {
    const texts: string[] = []
    vi.spyOn(process.stdout, 'write').mockImplementation((text) => texts.push(String(text)) > 0)
    work()
    vi.restoreAllMocks()
    return texts.join('')
  }

  it('steers nothing, however it is printed, while our own styles remain', () => {
    vi.stubEnv('NO_COLOR', undefined)
    vi.stubEnv('FORCE_COLOR', '1')
    expect(printed(() => line(HOSTILE))).toBe(`${SHOWN}\n`)
    expect(printed(() => fold(HOSTILE))).toBe(`${SHOWN}\n`)
    expect(printed(() => line(bold(HOSTILE)))).toBe(`\u001b[1m${SHOWN}\u001b[22m\n`)
    expect(printed(() => fold(HOSTILE, '', dim))).toBe(`\u001b[2m${SHOWN}\u001b[22m\n`)
    const cells = printed(() => line(table(['a'], [[HOSTILE], [coloured('CRITICAL', `x${HOSTILE}`)]])))
    expect(cells).toContain(SHOWN)
    expect(cells).toContain(`\u001b[31mx${SHOWN}\u001b[39m`)
    expect(cells).not.toMatch(/\u202e|\u200b/)
  })

  it('colours a cell of a table and keeps its borders in line', () => {
    vi.stubEnv('NO_COLOR', undefined)
    vi.stubEnv('FORCE_COLOR', '1')
    const text = printed(() =>
      line(
        table(
          ['measure', 'level'],
          [
            ['health', coloured('CRITICAL')],
            ['delta', 'x'],
          ],
        ),
      ),
    )
    expect(text).toContain('\u001b[31mCRITICAL\u001b[39m')
    expect(text).not.toContain('u001b')
    expect(
      new Set(
        stripVTControlCharacters(text)
          .trimEnd()
          .split('\n')
          .map((each) => each.length),
      ).size,
    ).toBe(1)
  })

  it('forges no line in a title or a cell', () => {
    expect(printed(() => line(bold('title\nLevel: NORMAL')))).toContain('title\\nLevel: NORMAL')
    expect(printed(() => fold('title\r\nLevel: NORMAL'))).toBe('title\\r\\nLevel: NORMAL\n')
  })

  it('is the same value as JSON, with nothing hidden', () => {
    const text = printed(() => json({ [HOSTILE]: HOSTILE }))
    expect(JSON.parse(text)).toEqual({ [HOSTILE]: HOSTILE })
    expect(text).not.toMatch(/\u202e|\u200b/)
  })

  it('is cut where a word or a cell is longer than anything that means something', () => {
    const long = 'x'.repeat(20_000)
    expect(printed(() => fold(long)).length).toBeLessThan(400)
    expect(printed(() => line(bold(long))).length).toBeLessThan(400)
    expect(printed(() => line(table(['a'], [[long]]))).length).toBeLessThan(2_000)
  })
})

describe('colour', () => {
  it('is left out where NO_COLOR says so', () => {
    vi.stubEnv('NO_COLOR', '1')
    vi.stubEnv('FORCE_COLOR', undefined)
    expect([bold('a'), coloured('CRITICAL')]).toEqual(['a', 'CRITICAL'])
  })

  it('never changes the words', () => {
    for (const level of ['NORMAL', 'DRIFT', 'WARNING', 'CRITICAL'] as const) {
      expect(stripVTControlCharacters(coloured(level))).toBe(level)
    }
  })
})

describe('progress', () => {
  const shown = async (isTTY: boolean): Promise<string> => {
    const stream = Object.assign(new PassThrough(), { isTTY })
    const bar = await progress('hours', stream)
    bar.start(10)
    bar.at(5)
    bar.at(10)
    bar.stop()
    return String(stream.read() ?? '')
  }

  it('is silent where nobody watches', async () => {
    expect(await shown(false)).toBe('')
  })

  it('says on a terminal what is done', async () => {
    expect(await shown(true)).toContain('hours')
  })
})

describe('a failure', () => {
  const told = (error: unknown): readonly [number, string] => {
    const lines: string[] = []
    vi.spyOn(process.stderr, 'write').mockImplementation((text) => lines.push(String(text)) > 0)
    const code = fail(error, false)
    vi.restoreAllMocks()
    return [code, stripVTControlCharacters(lines.join(''))]
  }

  const known = (code: string) =>
    new TrimtabError({ code, message: 'It broke', facts: { figure: 5 }, remedy: 'Mend it.' })

  it('is told with code, facts and remedy, and no trace', () => {
    expect(told(known('SOME'))).toEqual([2, 'SOME: It broke\n  figure: 5\nMend it.\n'])
    expect(told(known('CONFIG_REFUSED'))[0]).toBe(1)
  })

  it('keeps a fact whose value is only a part of a word of the message', () => {
    const error = new TrimtabError({
      code: 'SOME',
      message: 'bars of 1h',
      facts: { row: 1, file: 'bars' },
      remedy: 'Go.',
    })
    expect(told(error)[1]).toBe('SOME: bars of 1h\n  row: 1\nGo.\n')
  })

  it('fits the window, and cuts no path or command in two', () => {
    const path = `/a${'/long'.repeat(20)}.yaml:1:1`
    const error = new TrimtabError({
      code: 'SOME',
      message: `1 problem\n  ${path} field: found ${'this and '.repeat(12)}that [SOME]`,
      facts: {},
      remedy: `Do ${'that and '.repeat(12)}this.`,
    })
    const lines = told(error)[1].split('\n')
    expect(lines.filter((line) => line.length > 80)).toEqual([`  ${path}`])
    expect(lines.slice(2, 4)).toEqual([expect.stringMatching(/^ {4}field: found /), expect.stringMatching(/^ {4}\S/)])
    expect(lines.slice(-3)).toEqual([expect.stringMatching(/^Do that/), expect.stringMatching(/^and this|^\S/), ''])
  })

  it('that nobody expected is one line and a hint', () => {
    const [code, text] = told(new TypeError('no such thing\nat all'))
    expect([code, text.split('\n')]).toEqual([
      2,
      [
        'Unexpected: no such thing',
        expect.stringMatching(/^This is a fault of Trimtab/),
        expect.stringMatching(/happened\.$/),
        '',
      ],
    ])
    expect(told('text')[0]).toBe(2)
  })

  it('shows where, when asked', () => {
    vi.stubEnv('TRIMTAB_DEBUG', '1')
    expect(told(new TypeError('no'))[1]).toContain('    at ')
    expect(told(known('SOME'))[1]).toContain('    at ')
  })
})
