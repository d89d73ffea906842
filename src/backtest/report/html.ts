import { encode } from '../../units/json.ts'
import { visibleLines } from '../../units/text.ts'

/** Text made safe between tags and inside quoted attributes, with hidden characters written out. */
export function quoted(text: string): string {
  return visibleLines(text).replace(/[&<>"']/g, (character) => `&#${character.charCodeAt(0)};`)
}

/**
 * JSON that may stand inside a script element: without `<` nothing can close it. What comes out parses to what went in, with
 * hidden characters written out as they are in text, because the client shows it.
 */
export function json(value: object): string {
  return encode(value)
    .replace(/\\(?:(u[\da-f]{4})|.)/g, (found, code: string | undefined) =>
      code === undefined ? found : `\\\\${code}`,
    )
    .replaceAll('<', '\\u003c')
}

export interface Column {
  readonly title: string
  readonly figure?: boolean
}

/** A table in its own scrolling box, so that a narrow screen scrolls the table and not the page. Cells are HTML already. */
export function table(caption: string, columns: readonly Column[], rows: readonly (readonly string[])[]): string {
  const align = (at: number): string => (columns[at]?.figure === true ? ' class="figure"' : '')
  const head = columns.map(({ title }, at) => `<th scope="col"${align(at)}>${quoted(title)}</th>`).join('')
  const body = rows.map((cells) => `<tr>${cells.map((cell, at) => `<td${align(at)}>${cell}</td>`).join('')}</tr>`)
  return `<div class="scroll" role="region" tabindex="0" aria-label="${quoted(caption)}"><table>
<caption class="unseen">${quoted(caption)}</caption>
<thead><tr>${head}</tr></thead>
<tbody>
${body.join('\n')}
</tbody></table></div>`
}
