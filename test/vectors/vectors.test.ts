import { expect, it } from 'vitest'
import { whenShared } from '../shared.ts'
import { names, REPLAYS, replay } from './replay.ts'

whenShared('vectors', 'vectors of the original contracts and of exact references', (folder) => {
  const present = names(folder).filter((name) => Object.hasOwn(REPLAYS, name))
  it.each(present)('%s', (name) => {
    const { total, mismatches } = replay(folder, name)
    expect({ mismatches: mismatches.slice(0, 3), failed: mismatches.length }).toEqual({ mismatches: [], failed: 0 })
    expect(total).toBeGreaterThan(0)
  })
})
