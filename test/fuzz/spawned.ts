import { spawn } from 'node:child_process'
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { DATA } from './case.ts'
import type { Example } from './child.ts'
import * as Market from './market.ts'
import type { Failure } from './oracle.ts'

interface Ended {
  readonly code: number | string
  readonly stdout: string
  readonly stderr: string
}

const bin = fileURLToPath(new URL('../../bin/trimtab.js', import.meta.url))
const SECONDS_MAX = 60

/** Runs a case as a user would, in a process of its own, and holds what it says against what it said inside ours. */
export async function spawned({ argv, files, stdout, stderr, code }: Example): Promise<readonly Failure[]> {
  const folder = mkdtempSync(join(tmpdir(), 'trimtab-fuzz-'))
  try {
    for (const [name, text] of Object.entries(Market.files())) put(join(folder, DATA, name), text)
    for (const [name, base64] of Object.entries(files)) put(join(folder, name), Buffer.from(base64, 'base64'))
    const ended = await run(argv, folder)
    const found: Failure[] = []
    if (ended.code !== code)
      found.push({ rule: 'process', detail: `exit code ${ended.code} and inside ${code}: trimtab ${argv.join(' ')}` })
    if (!ended.stdout.startsWith(stdout))
      found.push({ rule: 'process', detail: `stdout is another as a process: trimtab ${argv.join(' ')}` })
    if (!ended.stderr.startsWith(stderr))
      found.push({ rule: 'process', detail: `stderr is another as a process: trimtab ${argv.join(' ')}` })
    return found
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
}

function run(argv: readonly string[], cwd: string): Promise<Ended> {
  const { FORCE_COLOR: _, NODE_OPTIONS: __, TRIMTAB_DATA: ___, TRIMTAB_DEBUG: ____, ...env } = process.env
  return new Promise((resolve, reject) => {
    const child = spawn(process.execPath, [bin, ...argv], {
      cwd,
      env: { ...env, NO_COLOR: '1' },
      stdio: ['ignore', 'pipe', 'pipe'],
      timeout: SECONDS_MAX * 1000,
    })
    const said = { stdout: [] as Buffer[], stderr: [] as Buffer[] }
    child.stdout.on('data', (chunk: Buffer) => said.stdout.push(chunk))
    child.stderr.on('data', (chunk: Buffer) => said.stderr.push(chunk))
    child.on('error', reject)
    child.on('close', (code, signal) =>
      resolve({
        code: code ?? String(signal),
        stdout: Buffer.concat(said.stdout).toString(),
        stderr: Buffer.concat(said.stderr).toString(),
      }),
    )
  })
}

function put(path: string, content: string | Uint8Array): void {
  mkdirSync(dirname(path), { recursive: true })
  writeFileSync(path, content)
}
