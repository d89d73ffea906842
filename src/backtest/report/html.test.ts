import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { visible } from '../../units/text.ts'
import { json, quoted } from './html.ts'

const HOSTILE = `</script><script>alert(1)</script>"><img src=x onerror=alert(2)>'&amp;\u202eevil\u001b[31mRED\\u0041`

describe('text on a page', () => {
  it('closes no tag and no attribute, and hides nothing', () => {
    expect(quoted(HOSTILE)).not.toMatch(/[<>"'\u202e\p{Cc}]/u)
    expect(quoted(HOSTILE)).toContain('\\u202eevil')
  })

  it('inside a script is data that the client shows with hidden characters written out', () => {
    expect(json([HOSTILE])).not.toMatch(/<|\u202e|\p{Cc}/u)
    expect(JSON.parse(json([HOSTILE]))).toEqual([visible(HOSTILE)])
  })

  it('inside a script is what it was, but for hidden characters', () => {
    const text = fc.string({ unit: 'binary', maxLength: 30 }).map((each) => each.replaceAll(/[\n\r\t\b\f]/g, ' '))
    fc.assert(
      fc.property(fc.array(text), (texts) => {
        expect(JSON.parse(json(texts))).toEqual(
          texts.map(visible).map((each) => each.replaceAll(/\\u\{(\w+)\}/g, halves)),
        )
      }),
    )
  })
})

/** JSON writes a character beyond 16 bits as its two halves. */
function halves(_: string, point: string): string {
  const character = String.fromCodePoint(Number.parseInt(point, 16))
  return [0, 1].map((at) => `\\u${character.charCodeAt(at).toString(16)}`).join('')
}
