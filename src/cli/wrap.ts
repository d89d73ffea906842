import stringWidth from 'string-width'

/** Lines of output are never wider than this where nobody says how wide the window is. */
const PLAIN_WIDTH = 80

/** Columns to write in. */
export function width(stream: { readonly isTTY?: boolean; readonly columns?: number } = process.stdout): number {
  return stream.isTTY === true && stream.columns !== undefined && stream.columns > 0 ? stream.columns : PLAIN_WIDTH
}

/** The lines of a text in a room of so many columns; those after the first begin with `indent`. */
export function broken(text: string, room: number, indent = ''): readonly string[] {
  const lines: string[] = []
  let rest = text
  for (;;) {
    // No more of a long text is measured than a line could hold.
    const head = rest.slice(0, room * WIDEST)
    if (head.length === rest.length && columns(head) <= room) break
    const most = fitting(head, room)
    const blank = rest.charAt(most) === ' ' ? most : rest.lastIndexOf(' ', most)
    const isWord = rest.slice(0, Math.max(0, blank)).trim() === ''
    const at = isWord ? Math.max(most, indent.length + 1) : blank
    lines.push(rest.slice(0, at).trimEnd())
    rest = `${indent}${rest.slice(isWord ? at : at + 1)}`
  }
  return [...lines, rest]
}

/** Columns that a text takes in a terminal: two for wide characters, none for marks and escapes. */
export function columns(text: string): number {
  return PLAIN.test(text) ? text.length : stringWidth(text)
}

const PLAIN = /^[ -~\u00a0·–−…]*$/

/** How many code units of a text fit into so many columns, with no character cut in two. */
function fitting(text: string, room: number): number {
  if (PLAIN.test(text)) return Math.min(text.length, room)
  let taken = 0
  for (const { segment, index } of GRAPHEMES.segment(text)) {
    taken += stringWidth(segment)
    if (taken > room) return index
  }
  return text.length
}

/** Code units that one column may take, marks and joiners included. */
const WIDEST = 8

const GRAPHEMES = new Intl.Segmenter('en')
