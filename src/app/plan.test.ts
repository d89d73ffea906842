import { fileURLToPath } from 'node:url'
import { expect, it } from 'vitest'
import { instant } from '../units/time.ts'
import { open } from './config/file.ts'
import { planOf } from './plan.ts'

const example = (name: string): string => fileURLToPath(new URL(`../../examples/${name}`, import.meta.url))
const choice = { folder: null, from: null, to: null, seed: null }

it.each([0, 5])('routine moves are looked at when somebody asks, at %d o’clock too', async (hour) => {
  const config = await open(example('simulated.yaml'))
  const at = instant(Date.UTC(2024, 0, 1, hour))
  const { decision, plan, findings } = await planOf(config, { choice, at, state: null })
  expect([decision.outcome, plan?.purpose, findings]).toEqual(['EXECUTE', 'Deploy capital', []])
})

it('what an exchange shows of itself and the book does not is told beside the measures', async () => {
  const config = await open(example('simulated.yaml'))
  const at = instant(Date.UTC(2024, 8, 1))
  const { findings } = await planOf(config, { choice, at, state: example('state.yaml') })
  expect(findings.map(({ code }) => code)).toContain('RATIO_DISAGREES')
})
