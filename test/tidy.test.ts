import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import ts from 'typescript'
import { beforeAll, describe, expect, it } from 'vitest'
import { type Finding, inspect, type Rule, show, suppressions } from './tidy/rules.ts'

const root = fileURLToPath(new URL('..', import.meta.url)).replaceAll('\\', '/')
const options: ts.CompilerOptions = {
  target: ts.ScriptTarget.ES2024,
  module: ts.ModuleKind.NodeNext,
  moduleResolution: ts.ModuleResolutionKind.NodeNext,
  strict: true,
  noEmit: true,
  allowImportingTsExtensions: true,
  skipLibCheck: true,
  types: ['node'],
}

/** All files of a folder of the repository, relative to its root. */
function filesOf(folder: string, ending: RegExp): readonly string[] {
  if (!existsSync(root + folder)) return []
  return readdirSync(root + folder, { recursive: true, encoding: 'utf8' })
    .map((file) => `${folder}/${file.replaceAll('\\', '/')}`)
    .filter((file) => ending.test(file))
    .sort()
}

const isTest = (file: string): boolean => file.endsWith('.test.ts')

describe('the house', () => {
  it('is tidy', { timeout: 60_000 }, () => {
    const files = filesOf('src', /\.ts$/).filter((file) => !isTest(file))
    const program = ts.createProgram(
      files.map((file) => root + file),
      options,
    )
    const findings = files.flatMap((file) => {
      const source = program.getSourceFile(root + file)
      // Someone may have moved the file since the folder was read.
      return source === undefined ? [] : inspect(program, source, file)
    })
    expect(findings.map(show)).toEqual([])
  })

  it('gives a reason for every suppression around it', () => {
    const around = ['bench', 'examples', 'script', 'bin'].flatMap((folder) => filesOf(folder, /\.(ts|js)$/))
    const styled = filesOf('src', /\.(js|css|html)$/)
    const findings = [...around, ...styled]
      .filter((file) => !isTest(file))
      .flatMap((file) => suppressions(file, readFileSync(root + file, 'utf8')))
    expect(findings.map(show)).toEqual([])
  })
})

interface Planted {
  readonly rule: Rule
  readonly path: string
  readonly code: string
}

const bad: readonly Planted[] = [
  { rule: 'clock', path: 'src/planner/a.ts', code: 'export const a = Date.now()' },
  { rule: 'clock', path: 'src/models/yield/a.ts', code: 'export const a = new Date()' },
  { rule: 'clock', path: 'src/units/a.ts', code: 'export const a = Date()' },
  { rule: 'clock', path: 'src/safety/a.ts', code: 'export const a = performance.now()' },
  { rule: 'clock', path: 'src/safety/b.ts', code: 'const { now } = Date\nexport const a = now()' },
  { rule: 'randomness', path: 'src/models/pool/a.ts', code: 'export const a = Math.random()' },
  { rule: 'randomness', path: 'src/portfolio/a.ts', code: 'export const a = crypto.randomUUID()' },
  { rule: 'async', path: 'src/portfolio/b.ts', code: 'export async function a() {}' },
  { rule: 'async', path: 'src/planner/b.ts', code: 'export const a = async () => 1' },
  { rule: 'async', path: 'src/planner/c.ts', code: 'export const a = await 1' },
  { rule: 'class', path: 'src/safety/c.ts', code: 'export class Check {}' },
  { rule: 'class', path: 'src/safety/d.ts', code: 'export const Check = class extends Map {}' },
  { rule: 'bare-error', path: 'src/units/b.ts', code: "export const a = (): never => { throw new Error('no') }" },
  { rule: 'bare-error', path: 'src/units/c.ts', code: "export const a = (): never => { throw Error('no') }" },
  { rule: 'cast', path: 'src/models/pool/b.ts', code: 'export const a = 1 as unknown' },
  { rule: 'cast', path: 'src/ports/a.ts', code: 'export const a = <unknown>1' },
  { rule: 'bigint-division', path: 'src/units/d.ts', code: 'export const a = (b: bigint) => b / 2n' },
  { rule: 'bigint-division', path: 'src/execution/a.ts', code: 'export const a = (b: bigint) => b % 2n' },
  {
    rule: 'bigint-division',
    path: 'src/models/vault/a.ts',
    code: 'export function a(b: bigint) { b /= 2n\n return b }',
  },
  {
    rule: 'bigint-division',
    path: 'src/models/vault/b.ts',
    code: "type Amount = bigint & { readonly unit: 'amount' }\nexport const a = (b: Amount, c: Amount) => b / c",
  },
  {
    rule: 'bigint-division',
    path: 'src/models/vault/c.ts',
    code: 'export const a = <T extends bigint>(b: T) => b / b',
  },
  { rule: 'inexact-math', path: 'src/planner/d.ts', code: 'export const a = Math.exp(1)' },
  { rule: 'inexact-math', path: 'src/execution/b.ts', code: 'export const a = Math.hypot(3, 4)' },
  { rule: 'inexact-math', path: 'src/safety/e.ts', code: 'export const a = (b: number) => b ** 0.5' },
  { rule: 'inexact-math', path: 'src/safety/f.ts', code: 'export const a = (b: number, c: number) => b ** c' },
  { rule: 'inexact-math', path: 'src/portfolio/c.ts', code: 'const { log } = Math\nexport const a = log(2)' },
  {
    rule: 'inexact-math',
    path: 'src/portfolio/d.ts',
    code: '// inexact: a reason does not help here\nexport const a = Math.sin(1)',
  },
  { rule: 'inexact-math', path: 'src/models/yield/b.ts', code: 'export const a = Math.exp(1)' },
  { rule: 'glossary', path: 'src/backtest/a.ts', code: 'export const amountUsd = 1' },
  { rule: 'glossary', path: 'src/app/a.ts', code: 'export interface A { readonly inTransit: number }' },
  { rule: 'glossary', path: 'src/planner/e.ts', code: 'export function rebalance() {}' },
  { rule: 'lookup', path: 'src/app/n.ts', code: 'export const a = (b: Record<string, 1>, c: string) => b[c]' },
  {
    rule: 'lookup',
    path: 'src/models/pool/n.ts',
    code: 'export const a = (c: string, b?: Readonly<Record<string, 1>>) => b?.[c]',
  },
  {
    rule: 'lookup',
    path: 'src/backtest/n.ts',
    code: 'export function a(b: { [name: string]: number }, c: string) { b[c] = 1 }',
  },
  { rule: 'lookup', path: 'src/cli/n.ts', code: 'export const a = (b: object, c: string) => c in b' },
  {
    rule: 'lookup',
    path: 'src/planner/n.ts',
    code: 'export const a = <K extends string>(b: Record<string, 1>, c: K | undefined) => (c ? b[c] : 0)',
  },
  {
    rule: 'lookup',
    path: 'src/portfolio/n.ts',
    code: 'export function a(b: Record<string, 1>, c: string) { const { [c]: d } = b\n return d }',
  },
  {
    rule: 'lookup',
    path: 'src/app/o.ts',
    code: 'export const a = (b: Record<string, 1> | Record<string, 2>, c: string) => b["x" + c]',
  },
  { rule: 'report', path: 'src/cli/o.ts', code: 'export const a = (b: object) => JSON.stringify(b)' },
  { rule: 'report', path: 'src/app/p.ts', code: 'export const a = [1].map(JSON.stringify)' },
  { rule: 'suppression', path: 'src/app/b.ts', code: '// @ts-expect-error\nexport const a: string = 1' },
  { rule: 'suppression', path: 'src/app/c.ts', code: '// @ts-ignore: even with a reason\nexport const a: string = 1' },
  { rule: 'suppression', path: 'src/app/d.ts', code: '// biome-ignore lint/style/useConst\nexport let a = 1' },
]

const good: readonly Omit<Planted, 'rule'>[] = [
  { path: 'src/units/rounding.ts', code: 'export const a = (b: bigint) => (b / 2n) % 3n' },
  { path: 'src/units/z.ts', code: "export const a = (b: bigint) => b as bigint & { readonly unit: 'a' }" },
  { path: 'src/models/pool/z.ts', code: 'export const a = [1, 2] as const\nexport class PoolError extends Error {}' },
  { path: 'src/models/pool/y.ts', code: 'export const a = (b: number) => b / 2 + (b % 3) + b ** 2' },
  { path: 'src/models/yield/z.ts', code: '// inexact: only ever shown, never compared\nexport const a = Math.log(2)' },
  { path: 'src/planner/z.ts', code: 'export const a = (b: number) => Math.max(Math.sqrt(b), Math.abs(b)) * Math.PI' },
  { path: 'src/planner/y.ts', code: 'export const a = (at: number) => new Date(at).toISOString()' },
  {
    path: 'src/portfolio/z.ts',
    code: 'export const a = (performance: number) => ({ performance, sum: performance + 1 })',
  },
  { path: 'src/ports/z.ts', code: 'export interface Chain { send(): Promise<void>; readonly at: Date }' },
  { path: 'src/adapters/sim/z.ts', code: 'export class Sim { async now() { return Date.now() } }' },
  { path: 'src/cli/z.ts', code: 'export const rebalance = 1' },
  {
    path: 'src/units/lookup.ts',
    code: 'export const a = (b: Record<string, 1>, c: string) => (Object.hasOwn(b, c) ? b[c] : 0)',
  },
  {
    path: 'src/app/x.ts',
    code: "export const a = (b: Record<'x' | 'y', 1>, c: 'x' | 'y', d: string[], e: number) => [b[c], d[e], { [d[0] ?? '']: 1 }]",
  },
  { path: 'src/app/w.ts', code: "export const a = (b: Record<string, 1>) => ('x' in b ? b['x'] : 0)" },
  { path: 'src/app/z.ts', code: '// biome-ignore lint/style/useConst: shown in the guide\nexport let a = 1' },
  { path: 'src/app/y.ts', code: '// @ts-expect-error: the types of the package lack it\nexport const a: string = 1' },
]

describe('each rule', () => {
  let found: ReadonlyMap<string, readonly Finding[]>

  beforeAll(() => {
    const texts = new Map([...bad, ...good].map(({ path, code }) => [`${root}${path}`, `${code}\nexport {}\n`]))
    const host = ts.createCompilerHost(options)
    const program = ts.createProgram([...texts.keys()], options, {
      ...host,
      fileExists: (path) => texts.has(path) || host.fileExists(path),
      readFile: (path) => texts.get(path) ?? host.readFile(path),
      getSourceFile: (path, language) => {
        const text = texts.get(path)
        return text === undefined ? host.getSourceFile(path, language) : ts.createSourceFile(path, text, language, true)
      },
    })
    found = new Map(
      [...texts.keys()].map((path) => {
        const source = program.getSourceFile(path)
        const relative = path.slice(root.length)
        return [relative, source === undefined ? [] : inspect(program, source, relative)]
      }),
    )
  }, 60_000)

  it.each(bad)('$rule catches $code', ({ rule, path }) => {
    expect(found.get(path)?.map((finding) => finding.rule)).toContain(rule)
  })

  it.each(good)('lets $code be in $path', ({ path }) => {
    expect(found.get(path)?.map(show)).toEqual([])
  })
})
