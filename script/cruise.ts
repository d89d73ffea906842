// The floors of the house, checked: reads .dependency-cruiser.mjs, prints what breaks it, and does not trust a green
// answer about fewer files than there are.
import { existsSync, readdirSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { cruise, type ICruiseResult, type IForbiddenRuleType } from 'dependency-cruiser'
import extractTSConfig from 'dependency-cruiser/config-utl/extract-ts-config'

interface House {
  readonly default: { readonly forbidden: IForbiddenRuleType[]; readonly options: object }
  readonly floors: readonly (readonly string[])[]
}

process.chdir(fileURLToPath(new URL('..', import.meta.url)))
const problems = await inspect()
for (const problem of problems) console.error(problem)
if (problems.length > 0) process.exitCode = 1

async function inspect(): Promise<readonly string[]> {
  const entries = existsSync('src') ? readdirSync('src', { recursive: true, withFileTypes: true }) : []
  const written = entries
    .filter((entry) => entry.isFile() && entry.name.endsWith('.ts'))
    .map((entry) => `${entry.parentPath}/${entry.name}`)
  if (written.length === 0) return []
  const house: House = await import(new URL('../.dependency-cruiser.mjs', import.meta.url).href)
  const { forbidden, options } = house.default
  const { output } = await cruise(
    ['src'],
    { ...options, ruleSet: { forbidden }, validate: true, outputType: 'json' },
    {},
    { tsConfig: extractTSConfig('tsconfig.json') },
  )
  const result: ICruiseResult = typeof output === 'string' ? JSON.parse(output) : output
  return [...strays(house, written), ...unread(result, written), ...violations(result, forbidden)]
}

/** Folders that stand on no floor, which no rule would hold. */
function strays({ floors }: House, written: readonly string[]): readonly string[] {
  const rooms = new Set(floors.flat())
  const found = new Set(written.map((file) => file.split('/').slice(1, -1)[0]).filter((room) => room !== undefined))
  return [...found]
    .filter((room) => !rooms.has(room))
    .map((room) => `no-floor: src/${room} stands on no floor. Add it to .dependency-cruiser.mjs, or move its files.`)
}

/** Files that were not cruised: a tool that cannot read the language finds nothing wrong with it. */
function unread(result: ICruiseResult, written: readonly string[]): readonly string[] {
  const cruised = new Set(result.modules.map((module) => module.source))
  return written
    .filter((file) => !cruised.has(file))
    .map((file) => `not-cruised: ${file} was not read, so nothing is known about its imports.`)
}

function violations({ summary }: ICruiseResult, rules: readonly IForbiddenRuleType[]): readonly string[] {
  return summary.violations.map(({ rule, from, to, cycle }) => {
    const way =
      cycle === undefined
        ? from === to
          ? from
          : `${from} → ${to}`
        : [from, ...cycle.map((step) => step.name)].join(' → ')
    return `${rule.name}: ${way}\n    ${rules.find(({ name }) => name === rule.name)?.comment ?? ''}`
  })
}
