import { writeSync } from 'node:fs'
import type { Reporter, SerializedError, TestModule } from 'vitest/node'

/** `N passed, N failed` alone on the very last line, after coverage too, so that a machine can read the outcome. */
export class Tally implements Reporter {
  #lines: readonly string[] = []

  onTestRunEnd(modules: readonly TestModule[], unhandled: readonly SerializedError[]): void {
    if (this.#lines.length === 0) process.once('exit', () => writeSync(1, `${this.#lines.join('\n')}\n`))
    this.#lines = [...reasons(modules), tally(modules, unhandled)]
  }
}

/** What tests said when they skipped themselves, each thing once. */
function reasons(modules: readonly TestModule[]): readonly string[] {
  const said = new Set<string>()
  for (const module of modules) {
    for (const test of module.children.allTests('skipped')) {
      const result = test.result()
      if (result.state === 'skipped' && result.note !== undefined) said.add(`skipped: ${result.note}`)
    }
  }
  return [...said]
}

/** A file or a suite that could not be run counts as one failure: no test of it passed or failed by itself. */
function tally(modules: readonly TestModule[], unhandled: readonly SerializedError[]): string {
  const count = { passed: 0, failed: unhandled.length, skipped: 0, pending: 0 }
  for (const module of modules) {
    if (module.errors().length > 0) count.failed += 1
    for (const suite of module.children.allSuites()) if (suite.errors().length > 0) count.failed += 1
    for (const test of module.children.allTests()) count[test.result().state] += 1
  }
  const skipped = count.skipped + count.pending
  return `${count.passed} passed, ${count.failed} failed${skipped > 0 ? `, ${skipped} skipped` : ''}`
}
