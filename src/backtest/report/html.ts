import { encode } from '../../units/json.ts'

/** Text made safe between tags and inside quoted attributes. */
export function quoted(text: string): string {
  return text.replace(/[&<>"']/g, (character) => `&#${character.charCodeAt(0)};`)
}

/**
 * JSON that may stand inside a script element: without `<` nothing can close it, and U+2028/9 end a line for older readers.
 * What comes out parses to what went in.
 */
export function json(value: object): string {
  return encode(value).replace(
    /[<\u2028\u2029]/g,
    (character) => `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`,
  )
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
