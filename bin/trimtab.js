#!/usr/bin/env node
// The command. Plain JavaScript, because it must still run on a Node that is too old for everything else.
import { spawn } from 'node:child_process'
import { existsSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import v8 from 'node:v8'

const NODE_MAJOR_MIN = 24

const at = (path) => new URL(`../${path}`, import.meta.url)

/** Runs this command again on the Node that script/bootstrap fetched, and ends as it ends. */
function rerunOn(node) {
  const child = spawn(node, process.argv.slice(1), { stdio: 'inherit' })
  child.on('error', (error) => {
    process.stderr.write(`trimtab: ${node} did not start (${error.message}). Run script/bootstrap again.\n`)
    process.exitCode = 2
  })
  const relay = (signal) => {
    // A terminal sends Ctrl-C to both processes itself; a second one would cut the child's orderly end short.
    if (signal === 'SIGINT' && process.stdin.isTTY) return
    child.kill(signal)
  }
  const signals = ['SIGINT', 'SIGTERM', 'SIGHUP']
  for (const signal of signals) process.on(signal, relay)
  child.on('exit', (code, signal) => {
    for (const each of signals) process.off(each, relay)
    if (signal === null) process.exitCode = code ?? 1
    else process.kill(process.pid, signal)
  })
}

if (Number.parseInt(process.versions.node, 10) < NODE_MAJOR_MIN) {
  const folder = '.node/node_modules/node/bin/'
  const node = [at(`${folder}node`), at(`${folder}node.exe`)].find((file) => existsSync(file))
  if (node !== undefined) {
    rerunOn(fileURLToPath(node))
  } else {
    process.stderr.write(
      `trimtab needs Node ${NODE_MAJOR_MIN} or newer and this is ${process.versions.node}: run script/bootstrap, or install Node ${NODE_MAJOR_MIN}.\n`,
    )
    process.exitCode = 2
  }
} else {
  // A clone runs its source as it is; a package carries only what was built from it.
  const main = [at('src/cli/main.ts'), at('dist/cli/main.js')].find((file) => existsSync(file))
  if (main === undefined) {
    process.stderr.write('trimtab: there is neither src/cli/main.ts nor dist/cli/main.js: run `npm run build`.\n')
    process.exitCode = 2
  } else {
    // Left alone, the heap of a two-year run grows to twice what it needs, to save a tenth of the time.
    v8.setFlagsFromString('--optimize-for-size')
    const { main: run } = await import(main.href)
    process.exitCode = await run(process.argv.slice(2))
  }
}
