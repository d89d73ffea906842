// Tables of the pages under docs/, and the anchors of their headings.
import { readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'

export const ROOT = fileURLToPath(new URL('../..', import.meta.url)).replaceAll('\\', '/')

export const pageText = (path: string): string => readFileSync(ROOT + path, 'utf8')

/** The rows of a worked example between its marks, without the head. RangeError where the page has no such example. */
export function worked(text: string, name: string): readonly (readonly string[])[] {
  const [open, close] = [`<!-- worked: ${name} -->`, `<!-- end: ${name} -->`]
  const [from, to] = [text.indexOf(open), text.indexOf(close)]
  if (from < 0 || to < from) throw new RangeError(`no worked example ${name}`)
  const lines = text
    .slice(from, to)
    .split('\n')
    .filter((line) => line.startsWith('|'))
  return lines.slice(2).map(cells)
}

/** The names of all worked examples of a page. */
export const examplesOf = (text: string): readonly string[] =>
  [...text.matchAll(/<!-- worked: ([\w ]+) -->/g)].map(([, name]) => name ?? '')

const cells = (line: string): readonly string[] =>
  line
    .split('|')
    .slice(1, -1)
    .map((cell) => cell.trim())

/** Where a link with `#` can lead on a page: the slugs of its headings as GitHub makes them, and ids that are written out. */
export function anchorsOf(text: string): ReadonlySet<string> {
  const found = new Set<string>()
  const prose = text.replace(/^```[\s\S]*?^```/gm, '')
  for (const [, heading = ''] of prose.matchAll(/^#{1,6} +(.*?) *#*$/gm)) {
    const slug = slugOf(heading)
    let name = slug
    for (let n = 1; found.has(name); n++) name = `${slug}-${n}`
    found.add(name)
  }
  for (const [, id = ''] of prose.matchAll(/<a id="([^"]+)"><\/a>/g)) found.add(id)
  return found
}

/** Lower case, without punctuation, spaces as hyphens. */
const slugOf = (heading: string): string =>
  heading
    .replace(/\[([^\]]*)\]\([^)]*\)/g, '$1')
    .toLowerCase()
    .replace(/[^\p{L}\p{N}\p{M}_\- ]/gu, '')
    .replaceAll(' ', '-')
