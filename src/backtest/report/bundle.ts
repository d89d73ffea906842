import { readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { asset } from './asset.ts'
import { json } from './html.ts'

const STYLES = ['colour', 'page', 'controls', 'charts', 'tables', 'screens'] as const

/** The styles of a page with charts. What `simulated` says stands at the head of every sheet of paper, in quotes: our words only. */
export function styles(simulated: string | null, own: readonly string[] = []): string {
  const printed =
    simulated === null
      ? ''
      : `@page { @top-center { content: "${simulated}"; font: 600 11px system-ui, sans-serif; color: #5e4200 } }`
  const files = [...STYLES, ...own].map((name) => asset(`${name}.css`)).join('')
  return `<style>${library('uplot/dist/uPlot.min.css')}${files}${printed}</style>`
}

/** The data, which the client finds under `id`, the chart library, and the client with all it imports. */
export function script(id: string, payload: object, first: string): string {
  const client = [...gathered(first)].map(joined).join('\n')
  return `<script type="application/json" id="${id}">${json(payload)}</script>
<script>
/*
uPlot, which draws the charts:

${library('uplot/LICENSE').trim()}
*/
${library('uplot/dist/uPlot.iife.min.js')}
</script>
<script>
(() => {
'use strict'
${client}
})()
</script>`
}

/** A file after all that it imports: a page has no modules, so they become one script. */
function gathered(name: string, found = new Map<string, string>()): Iterable<string> {
  const text = asset(`${name}.client.js`)
  for (const [, next = ''] of text.matchAll(/from '\.\/(\w+)\.client\.js'/g))
    if (!found.has(next)) gathered(next, found)
  return found.set(name, text).values()
}

/** The client's files are typed modules to editors and checkers; on the page they share one scope and need no types. */
function joined(text: string): string {
  return text
    .replace(/^import\s[\s\S]*?from '[^']*'$/gm, '')
    .replace(/^export /gm, '')
    .replace(/\/\*\*[\s\S]*?\*\//g, '')
    .replace(/\n\s*\n/g, '\n')
}

function library(path: string): string {
  return readFileSync(createRequire(import.meta.url).resolve(path), 'utf8')
}
