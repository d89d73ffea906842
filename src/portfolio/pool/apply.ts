import type { Done } from './apply/done.ts'
import { expire, fill, refund } from './apply/land.ts'
import { send } from './apply/send.ts'
import { gain, issue, redeem, update } from './apply/share.ts'
import type { PoolMarket } from './market.ts'
import type { PoolState } from './state.ts'
import type { PoolStep } from './step.ts'

/** What one step does to the book, what it costs and what the ledger will say; or why it cannot be, and then nothing has changed. Pure. */
export function apply(state: PoolState, step: PoolStep, market: PoolMarket): Done {
  switch (step.kind) {
    case 'pool.transfer':
    case 'pool.sync':
      return send(state, step, market)
    case 'pool.fill':
      return fill(state, step, market)
    case 'pool.expire':
      return expire(state, step, market)
    case 'pool.refund':
      return refund(state, step, market)
    case 'pool.mint':
      return issue(state, step, market)
    case 'pool.burn':
      return redeem(state, step, market)
    case 'pool.update':
      return update(state, step, market)
    case 'pool.gain':
      return gain(state, step, market)
  }
}
