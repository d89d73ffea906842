// Loaded before the process that runs cases: puts one fault into the source, and nothing on disk is changed.
import { registerHooks } from 'node:module'
import { FAULTS } from './faults.ts'

const fault = FAULTS.find(({ name }) => name === process.env['TRIMTAB_FUZZ_FAULT'])
if (fault === undefined) throw new RangeError('TRIMTAB_FUZZ_FAULT names no fault of test/fuzz/faults.ts.')
const { file, after, put } = fault

registerHooks({
  load: (url, context, next) => {
    const loaded = next(url, context)
    if (!url.endsWith(`/${file}`)) return loaded
    const source = String(loaded.source)
    const place = after.exec(source)
    if (place === null) throw new RangeError(`${file} has no ${after}: choose another place for the fault.`)
    const at = place.index + place[0].length
    return { ...loaded, source: `${source.slice(0, at)}${put}${source.slice(at)}` }
  },
})
