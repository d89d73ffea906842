// Stands before a script in TypeScript. Plain JavaScript, because an old Node must still read it to say that it is too old.
import { readFileSync } from 'node:fs'

const { engines } = JSON.parse(readFileSync(new URL('../package.json', import.meta.url), 'utf8'))
const least = engines.node.replace(/\D+/, '')

if (Number.parseInt(process.versions.node, 10) < Number(least)) {
  process.stderr.write(
    `Building trimtab needs Node ${least} or newer and this is ${process.versions.node}: run script/bootstrap and put .node/node_modules/node/bin first on the PATH, or install Node ${least}.\n`,
  )
  process.exitCode = 1
}
