// Every page that a docblock or another page points to exists, and so does the heading.
import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { brokenInComments, brokenOnPage, type Read, type Source, unreadable, unreadableOnPage } from './links.ts'
import { anchorsOf, ROOT } from './page.ts'

const read: Read = (path) =>
  existsSync(ROOT + path) ? (path.endsWith('.md') ? readFileSync(ROOT + path, 'utf8') : '') : null

const filesOf = (folder: string, ending: RegExp): readonly Source[] =>
  readdirSync(ROOT + folder, { recursive: true, encoding: 'utf8' })
    .map((file) => `${folder}/${file.replaceAll('\\', '/')}`)
    .filter((path) => ending.test(path))
    .sort()
    .map((path) => ({ path, text: readFileSync(ROOT + path, 'utf8') }))

const sources = filesOf('src', /(?<!\.test)\.ts$/)
const pages: readonly Source[] = [
  ...['README.md', 'ARCHITECTURE.md', 'CONTRIBUTING.md', 'CHANGELOG.md'].map((path) => ({
    path,
    text: readFileSync(ROOT + path, 'utf8'),
  })),
  ...filesOf('docs', /\.md$/),
]

describe('links', () => {
  it('of pages lead to a file and a heading', () => {
    expect(pages.flatMap((page) => brokenOnPage(page, read))).toEqual([])
  })

  it('of docblocks lead to a page and a heading', () => {
    expect(sources.flatMap((source) => brokenInComments(source, read))).toEqual([])
  })
})

const examples = filesOf('examples', /\.(?:yaml|ts)$/)

describe('citations', () => {
  it('in docblocks are of what a reader can open', () => {
    expect(sources.flatMap(unreadable)).toEqual([])
  })

  it('on pages and in examples are of what a reader can open', () => {
    expect([...pages, ...examples].flatMap(unreadableOnPage)).toEqual([])
  })
})

describe('planted faults', () => {
  const page = '# Rules\n\n## The floor: 1/10\n\n## The floor: 1/10\n\n<a id="D7"></a>\n\n```\n# no heading\n```\n'
  const planted: Read = (path) => (path === 'docs/rules/a.md' ? page : null)
  const comment = (said: string): Source => ({
    path: 'src/a.ts',
    text: `const n = 1\n/**\n * ${said}\n */\nconst m = 2\n`,
  })
  const link = (to: string): Source => ({ path: 'docs/b.md', text: `See [it](${to}).` })

  it('find headings as a reader of the page does', () => {
    expect([...anchorsOf(page)]).toEqual(['rules', 'the-floor-110', 'the-floor-110-1', 'D7'])
  })

  it('show in a docblock', () => {
    const said = (to: string) => brokenInComments(comment(`By the rule (${to}).`), planted)
    expect(said('docs/rules/a.md#D7')).toEqual([])
    expect(said('docs/rules/a.md#D8')).toEqual(['src/a.ts:3 docs/rules/a.md#D8: no heading #D8 on docs/rules/a.md'])
    expect(said('docs/rules/a.md#D7, #D9')).toEqual([
      'src/a.ts:3 docs/rules/a.md#D9: no heading #D9 on docs/rules/a.md',
    ])
    expect(said('docs/rules/z.md')).toEqual(['src/a.ts:3 docs/rules/z.md: no file docs/rules/z.md'])
  })

  it('show on a page', () => {
    expect(brokenOnPage(link('rules/a.md#the-floor-110'), planted)).toEqual([])
    expect(brokenOnPage(link('rules/a.md#no-heading'), planted)).toEqual([
      'docs/b.md rules/a.md#no-heading: no heading #no-heading on docs/rules/a.md',
    ])
    expect(brokenOnPage(link('rules/z.md#x'), planted)).toEqual(['docs/b.md rules/z.md#x: no file docs/rules/z.md'])
    expect(brokenOnPage({ path: 'docs/rules/a.md', text: '[here](#gone)' }, planted)).toEqual([
      'docs/rules/a.md #gone: no heading #gone on docs/rules/a.md',
    ])
  })

  it.each([
    'By spec §3.',
    'As document 3 has it.',
    "The document's own order.",
    'Shared by documents 1 and 2.',
    'Sized (D22).',
    'Held (docs/models/a.md, step 7).',
    'Summed (docs/models/a.md, 6).',
    'Steps 7 and 9: what is deployed (docs/models/a.md).',
  ])('show as a citation: %s', (said) => {
    expect(unreadable(comment(said))).toEqual([`src/a.ts:3 * ${said}`])
  })

  it('do not show in code, nor where a rule is linked', () => {
    expect(
      unreadable({ path: 'src/a.ts', text: "const D22 = '§' // fine\nconst theDocument = 'the document'\n" }),
    ).toEqual([])
    expect(unreadable(comment('Sized (docs/rules/venues.md#D22).'))).toEqual([])
    expect(unreadable({ path: 'src/a.ts', text: 'const n = 1 // by D22\n' })).toHaveLength(1)
    expect(unreadableOnPage(link('a.md, §3'))).toHaveLength(1)
  })
})
