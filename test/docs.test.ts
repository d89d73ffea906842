// The tables of the guide are made from what the engine reads, so a key or a default cannot change behind its back.
import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { dirname, resolve } from 'node:path'
import { fileURLToPath } from 'node:url'
import { expect, test } from 'vitest'
import { GUIDE, regenerate } from '../script/docs.ts'

const root = fileURLToPath(new URL('..', import.meta.url))

test('the tables of the config guide are up to date: `node script/docs.ts` writes them', () => {
  const text = readFileSync(GUIDE, 'utf8')
  expect(regenerate(text)).toBe(text)
})

test('a guide without its marks is refused', () => {
  expect(() => regenerate('# The config')).toThrow(RangeError)
})

const pages = ['README.md', 'ARCHITECTURE.md', 'CHANGELOG.md', 'CONTRIBUTING.md', ...under('docs')]

test.each(pages)('%s links only to what is there', (page) => {
  const text = readFileSync(resolve(root, page), 'utf8')
  const links = [...text.matchAll(/\]\(([^)\s]+)\)/g)].map(([, to]) => to ?? '')
  const local = links.filter((to) => !/^(https?:|#|mailto:)/.test(to)).map((to) => to.split('#')[0] ?? '')
  const missing = local.filter((to) => !existsSync(resolve(root, dirname(page), to)))
  expect(missing).toEqual([])
})

test.each(pages)('%s names only files of the repository', (page) => {
  const text = readFileSync(resolve(root, page), 'utf8')
  const named = [...text.matchAll(/`((?:src|script|test|bench|examples|docs)\/[\w./-]+\.\w+)`/g)].map(
    ([, path]) => path ?? '',
  )
  expect(named.filter((path) => !existsSync(resolve(root, path)))).toEqual([])
})

function under(folder: string): readonly string[] {
  return readdirSync(resolve(root, folder), { recursive: true, encoding: 'utf8' })
    .filter((file) => file.endsWith('.md'))
    .map((file) => `${folder}/${file}`)
    .sort()
}
