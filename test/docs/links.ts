// What pages and docblocks point to, and what is wrong with it.
import { posix } from 'node:path'
import { anchorsOf } from './page.ts'

/** A file of the repository by its path, or null where there is none. */
export type Read = (path: string) => string | null

export interface Source {
  readonly path: string
  readonly text: string
}

/** Every relative link of a page whose file or heading does not exist. */
export function brokenOnPage({ path, text }: Source, read: Read): readonly string[] {
  const links = [...text.replace(/^```[\s\S]*?^```/gm, '').matchAll(/\]\(([^)\s]+)\)/g)].map(([, to]) => to ?? '')
  return links
    .filter((to) => !/^(https?:|mailto:)/.test(to))
    .flatMap((to) => {
      const [file = '', anchor] = to.split('#')
      const target = file === '' ? path : posix.join(posix.dirname(path), file)
      return wrong({ file: target, anchor, said: to }, read).map((fault) => `${path} ${fault}`)
    })
}

/** Every page that a comment names, with or without a heading, and that does not exist. */
export function brokenInComments({ path, text }: Source, read: Read): readonly string[] {
  return commentsOf(text).flatMap(({ line, said }) =>
    [...said.matchAll(/\b(docs\/[\w/-]+\.md)((?:#[\w-]*(?:, (?=#))?)*)/g)].flatMap(([, file = '', anchors = '']) =>
      (anchors === '' ? [undefined] : anchors.slice(1).split(', #')).flatMap((anchor) => {
        const link = anchor === undefined ? file : `${file}#${anchor}`
        return wrong({ file, anchor, said: link }, read).map((fault) => `${path}:${line} ${fault}`)
      }),
    ),
  )
}

interface Link {
  readonly file: string
  readonly anchor: string | undefined
  readonly said: string
}

function wrong({ file, anchor, said }: Link, read: Read): readonly string[] {
  const page = read(file)
  if (page === null) return [`${said}: no file ${file}`]
  if (anchor === undefined || (file.endsWith('.md') && anchorsOf(page).has(anchor))) return []
  return [`${said}: no heading #${anchor} on ${file}`]
}

interface Comment {
  readonly line: number
  readonly said: string
}

/** The comments of a source file, one entry a line. */
export function commentsOf(text: string): readonly Comment[] {
  let isInside = false
  return text.split('\n').flatMap((line, at) => {
    const begins = isInside || /^\s*\/\*/.test(line)
    isInside = begins && !line.includes('*/')
    const said = begins ? line : (/(?:^|\s)(\/\/.*)$/.exec(line)?.[1] ?? '')
    return said === '' ? [] : [{ line: at + 1, said }]
  })
}

const DOCUMENT = /\b[Tt]he (?:attribution |VS-only )?document(?:['’]s)?\b/

/** Authorities that a reader cannot open: section signs, documents by number, "the document". */
const ON_PAGES = [/§/, /\b[Dd]ocuments? [1-9]\b/, DOCUMENT]

/** In comments also a rule of the venues book without its link, and a number on a page without the heading that has it. */
const UNREADABLE = [
  ...ON_PAGES,
  /(?<!#)\bD(?:[1-9]|[12]\d|3[0-2])\b/,
  /\bdocs\/[\w/-]+\.md\)?, (?:points? |steps? )?\d/,
  /\b(?:[Pp]oints?|[Ss]teps?) \d[^.]*\(docs\/[\w/-]+\.md\)/,
]

/** Floors on which "the document" can only mean an authority; above them a report is a document too. */
const ABOVE = /^src\/(?:app|backtest|cli|execution)\//

/** Comments that cite what a reader cannot open, as `path:line text`. */
export const unreadable = ({ path, text }: Source): readonly string[] =>
  commentsOf(text)
    .filter(({ said }) => UNREADABLE.some((each) => each.test(said) && !(each === DOCUMENT && ABOVE.test(path))))
    .map(({ line, said }) => `${path}:${line} ${said.trim()}`)

/** Lines of a page that cite one. */
export const unreadableOnPage = ({ path, text }: Source): readonly string[] =>
  text
    .split('\n')
    .flatMap((line, at) => (ON_PAGES.some((each) => each.test(line)) ? [`${path}:${at + 1} ${line}`] : []))
