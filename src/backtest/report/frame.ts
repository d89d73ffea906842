import { quoted } from './html.ts'

/** What is said of a chart; `level` is that of its heading. */
export interface Caption {
  readonly id: string
  readonly title: string
  readonly unit: string
  readonly summary: string
  readonly level?: number
}

/** The frame that the client fills: with a heading and, in words, what the picture shows. */
export function frame({ id, title, unit, summary, level = 3 }: Caption): string {
  return `<figure class="chart" data-chart="${id}" aria-labelledby="${id}-title">
<header>${heading({ id, title, unit, level })}<output class="at" aria-hidden="true"></output></header>
<ul class="legend" aria-label="Lines of ${quoted(title)}: press to hide or show"></ul>
<div class="plot" tabindex="0" role="group" aria-roledescription="chart" aria-label="${quoted(title)}. Arrow keys read values, with Shift they go from mark to mark, plus and minus zoom, Escape shows all." aria-describedby="${id}-summary"></div>
<figcaption id="${id}-summary">${quoted(summary)}</figcaption>
</figure>`
}

/** In place of a chart that would be an empty frame. */
export function blank({ id, title, unit, summary, level = 3 }: Caption): string {
  return `<figure class="chart" aria-labelledby="${id}-title">
<header>${heading({ id, title, unit, level })}</header>
<p class="empty">There are no values to draw.</p>
<figcaption>${quoted(summary)}</figcaption>
</figure>`
}

function heading({ id, title, unit, level }: Required<Omit<Caption, 'summary'>>): string {
  return `<h${level} id="${id}-title">${quoted(title)} <small>${quoted(unit)}</small></h${level}>`
}
