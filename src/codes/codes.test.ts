import { readdirSync, readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { describe, expect, it } from 'vitest'
import { CODES } from './codes.ts'

const root = fileURLToPath(new URL('..', import.meta.url))

/** Where codes are said: in a field, as the first argument of `refuse` and `finding`, or in the type of a field. */
const SAID = [
  /\bcode\??:([^\n,;]*)/g,
  /\b(?:refuse|finding|block|warn|say)\(([^,)]*)/g,
  /\btype \w*Code =((?:\s*\|?\s*'[A-Z][A-Za-z0-9_]+')+)/g,
]

function sources(): readonly { readonly file: string; readonly text: string }[] {
  return readdirSync(root, { recursive: true, encoding: 'utf8' })
    .map((file) => file.replaceAll('\\', '/'))
    .filter((file) => file.endsWith('.ts') && !file.endsWith('.test.ts') && !file.startsWith('codes/'))
    .map((file) => ({ file, text: readFileSync(root + file, 'utf8') }))
}

function said(text: string): readonly string[] {
  const places = SAID.flatMap((pattern) => [...text.matchAll(pattern)].map(([, place = '']) => place))
  return places.flatMap((place) => [...place.matchAll(/'([A-Z][A-Za-z0-9_]+)'/g)].map(([, code = '']) => code))
}

describe('the catalogue of codes', () => {
  const all = sources()

  it('has every code that the source says', () => {
    const missing = new Set<string>()
    for (const { file, text } of all) {
      for (const code of said(text)) if (!Object.hasOwn(CODES, code)) missing.add(`${code} (src/${file})`)
    }
    expect([...missing].sort()).toEqual([])
  })

  it('explains no code in two files, where one would hide the other', () => {
    const files = readdirSync(`${root}codes`)
    const keys = files.flatMap((file) =>
      [...readFileSync(`${root}codes/${file}`, 'utf8').matchAll(/^ {2}([A-Z][A-Z0-9_]+): \{$/gm)].map(([, key]) => key),
    )
    expect(keys.length).toBeGreaterThan(100)
    expect(keys.filter((key, i) => keys.indexOf(key) !== i)).toEqual([])
  })

  it('has no code that the source never says', () => {
    const unused = Object.keys(CODES).filter((code) => !all.some(({ text }) => text.includes(`'${code}'`)))
    expect(unused).toEqual([])
  })

  it('says of each what it means and what lifts it, in sentences', () => {
    for (const [code, { title, meaning, lift }] of Object.entries(CODES)) {
      expect([code, meaning]).toEqual([code, expect.stringMatching(/^[A-Z0-9].*\.$/s)])
      expect([code, lift]).toEqual([code, expect.stringMatching(/^[A-Z`].*\.$/s)])
      expect([code, title.length > 0 && !title.endsWith('.')]).toEqual([code, true])
    }
  })
})
