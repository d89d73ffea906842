import { driving } from '../../execution/drive.ts'
import type { End } from '../../execution/run.ts'
import { POOL } from '../../portfolio/pool/book.ts'
import type { Finding } from '../../safety/finding.ts'
import type { Refusal } from '../../units/refusal.ts'
import { remembering, withSent } from './due.ts'
import type { Done, Events, Life, PoolFact } from './life.ts'
import type { Scene } from './result.ts'

/** Tells the run what happened, and takes the orders that follow: each goes through the simulator like everything else. */
export function* carry(life: Life, fact: PoolFact, start: Scene): Events {
  const { policy, rooms } = life.setup
  let scene = start
  const run = driving(life.running, fact, {
    scene: () => {
      const market = remembering(policy, life.sent, scene.market)
      return { asOf: market.asOf, state: scene.state, market, policy, rooms: { book: POOL, rules: rooms.rules } }
    },
    ended: (_, how, findings) => end(life, how, findings),
  })
  let next = run.next()
  while (next.done !== true) {
    const { order, foreseen } = next.value
    const { key, step } = order
    life.gasUsd += foreseen.cost.gas
    life.sent = withSent(policy, life.sent, { step, market: scene.market })
    scene = yield { kind: 'step', step }
    next = run.next({ kind: 'filled', key, isFlying: 'input' in step })
  }
  life.running = next.value
  return scene
}

/** Keeps what became of a deposit for the run that sent it: it arrived, or, with a refusal, it never will. */
export function tell(life: Life, deposit: number, refusal: Refusal | null): void {
  const sent = life.running.open.find(({ order: { step } }) => 'input' in step && step.key === deposit)
  if (sent === undefined) return
  const { key } = sent.order
  life.told.push(refusal === null ? { kind: 'landed', key } : { kind: 'voided', key, refusal })
}

/** How the last plan ended. */
function end({ plans }: Life, how: End, findings: readonly Finding[]): void {
  const last = plans.pop()
  if (last !== undefined)
    plans.push({ ...last, outcome: OUTCOMES[how], refusal: how === 'stopped' ? stopOf(findings) : null })
}

function stopOf(findings: readonly Finding[]): Refusal | null {
  const stop = findings.find(({ severity }) => severity === 'block')
  if (stop === undefined) return null
  const { code, detail, facts, lift } = stop
  return { code, detail, facts, lift }
}

const OUTCOMES: Readonly<Record<End, Done['outcome']>> = {
  done: 'done',
  stopped: 'stopped',
  voided: 'expired',
  superseded: 'stopped',
  abandoned: 'stopped',
}
