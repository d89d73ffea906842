// Figure 6: what installing Trimtab brings along.
import { spawnSync } from 'node:child_process'
import { lstatSync, readdirSync } from 'node:fs'
import { join } from 'node:path'
import { type Figure, megabytes } from './figure.ts'
import { root } from './market.ts'
import { spread } from './measure.ts'

const SIZE_MAX = 60

export function installSize(): Figure {
  const folders = dependencies()
  const bytes = folders.reduce((sum, folder) => sum + sizeOf(folder), 0)
  return {
    name: 'install size',
    measured: spread([bytes / 1e6]),
    show: megabytes,
    target: { bound: 'at most', value: SIZE_MAX },
    floor: null,
    note: `The ${folders.length} production dependencies, their own dependencies included: the sizes of their files summed.`,
  }
}

/** Folders that npm names, without the project itself, which comes first. */
function dependencies(): readonly string[] {
  const args = ['ls', '--omit=dev', '--parseable', '--all']
  const script = process.env['npm_execpath']
  const { stdout } =
    script === undefined
      ? spawnSync('npm', args, { cwd: root, encoding: 'utf8' })
      : spawnSync(process.execPath, [script, ...args], { cwd: root, encoding: 'utf8' })
  const [, ...folders] = (stdout ?? '').trim().split('\n')
  if (folders.length === 0) throw new Error('npm names no production dependency: run script/bootstrap first.')
  return folders
}

/** Packages inside a package are folders of their own in npm's list, and not counted twice. */
function sizeOf(folder: string): number {
  let bytes = 0
  for (const entry of readdirSync(folder, { withFileTypes: true })) {
    const path = join(folder, entry.name)
    if (entry.isDirectory()) bytes += entry.name === 'node_modules' ? 0 : sizeOf(path)
    else bytes += lstatSync(path).size
  }
  return bytes
}
