// Replays a folder of vectors through the models: `npm run vectors -- DIR`. Exit 1 on any mismatch, 2 where there is nothing to replay.
import { inspect } from 'node:util'
import { sharedVectors } from '../shared.ts'
import { names, replay } from './replay.ts'

const SHOWN = 3

process.exitCode = run(process.argv[2] ?? sharedVectors())

function run(folder: string | undefined): number {
  if (folder === undefined)
    return nothing('there is no ../shared/vectors beside the repository: name a folder, or set TRIMTAB_VECTORS')
  let files: readonly string[]
  try {
    files = names(folder)
  } catch (error) {
    return nothing(error instanceof Error ? error.message : String(error))
  }
  if (files.length === 0) return nothing(`${folder} holds no .json file`)
  let passed = 0
  let failed = 0
  for (const file of files) {
    const { name, total, mismatches } = replay(folder, file)
    passed += total - mismatches.length
    failed += mismatches.length
    console.log(`${name} ${total - mismatches.length}/${total}`)
    for (const each of mismatches.slice(0, SHOWN)) console.log(indented(each))
  }
  console.log(`${passed} passed, ${failed} failed`)
  return failed === 0 ? 0 : 1
}

function indented(mismatch: object): string {
  const text = inspect(mismatch, { depth: null, maxArrayLength: null, maxStringLength: null, breakLength: 118 })
  return text.replace(/^/gm, '  ')
}

function nothing(why: string): number {
  console.error(`No vectors were replayed: ${why}`)
  return 2
}
