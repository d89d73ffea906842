import { zip } from '../../models/reserve/zip.ts'
import { held } from '../../portfolio/reserve/state.ts'
import { format as formatUnits } from '../../units/decimal.ts'
import { type Refused, refuse } from '../../units/refusal.ts'
import { format, instant } from '../../units/time.ts'
import { channelsOf } from './channel.ts'
import { least, type Turnover } from './least.ts'
import { type Limit, type Setting, type Sketch, sketch } from './scene.ts'
import { EVERY_WAY, mixes } from './search.ts'
import { timings } from './timing.ts'

/** No plan waits longer than this to show what waiting would bring. */
const PATIENCE = 2 ** 24

/**
 * Why no plan leads into the bands: which limit binds, and what would lift it. Limits are let go one after the other until a way appears:
 * flows, then wallet and coins, then pegs, then the ways that are not allowed. `failed` is what the exact check said of the
 * cheapest way that exists on paper.
 */
export function whyNot(setting: Setting, failed: Refused | null): Refused {
  const all = mixes(setting).at(-1) ?? []
  const draw = (limits: readonly Limit[], ways = all): Drawing | null => {
    const sketched = sketch(setting, { ways, blocks: 0n, limits: new Set(limits), isSeparate: false, slack: 1 })
    const solved = least(sketched.scene)
    return solved.ok ? { sketched, turnover: solved.turnover } : null
  }
  const unhurried = draw(['wallet', 'coins', 'pegs'])
  if (unhurried !== null) return failed === null ? slow(setting, unhurried) : stopped(failed)
  const rich = draw(['pegs'])
  if (rich !== null) return poor(setting, rich)
  if (draw([]) !== null) return unpegged()
  if (draw([], EVERY_WAY) !== null) return confined(all)
  return none()
}

interface Drawing {
  readonly sketched: Sketch
  readonly turnover: Turnover
}

const LIMITER = 'NO_WAY_TO_BANDS'

const stopped = ({ refusal: { code, detail, facts, lift } }: Refused): Refused =>
  refuse(LIMITER, `On paper there is a way, and no sequence of orders that was tried passes: ${detail}`, {
    facts: { ...facts, limiter: 'order', code },
    lift,
  })

function slow(setting: Setting, { turnover }: Drawing): Refused {
  const channels = channelsOf(setting, turnover, EVERY_WAY)
  const cooldown = Number(setting.market.rules.cooldown)
  const reachable = timings(channels, { cooldown, horizon: PATIENCE, roundsMax: setting.policy.ordersMax })
  const blocks = Math.min(...reachable.map((timing) => timing.blocks))
  const tight = channels.reduce((a, b) => (b.asked / b.limit > a.asked / a.limit ? b : a))
  const facts = {
    limiter: 'flow',
    tranche: tight.tranche,
    direction: tight.direction,
    asked: String(BigInt(Math.round(tight.asked))),
    limit: String(BigInt(Math.round(tight.limit))),
    horizon: String(setting.policy.horizon),
  }
  if (blocks <= Number(setting.policy.horizon)) return adrift()
  const raise = `raise the flow limit of ${tight.tranche}`
  if (Number.isFinite(blocks)) {
    const { block, time } = setting.state.reserve
    const ends = block + BigInt(blocks)
    const at = format(instant(Number(time + BigInt(blocks) * setting.market.blockSeconds) * 1000))
    return refuse(
      LIMITER,
      `Flow limits let it through in no less than ${blocks} blocks, up to block ${ends} at ${at}`,
      {
        facts: { ...facts, blocks, ends: String(ends), at },
        lift: `Allow a horizon of ${blocks} blocks, or ${raise}.`,
      },
    )
  }
  return refuse(LIMITER, `The flow limit of ${tight.tranche} never lets enough through`, {
    facts,
    lift: `R${raise.slice(1)}, let its memory fade, or allow more orders.`,
  })
}

const adrift = (): Refused =>
  refuse(LIMITER, 'Targets move on while flow limits make a plan wait, and no wait meets them', {
    facts: { limiter: 'schedule' },
    lift: 'Plan again when the schedule has come further, or raise the flow limits.',
  })

function poor({ state: { reserve, operator } }: Setting, { turnover, sketched }: Drawing): Refused {
  const missing: string[] = []
  for (const [{ id, decimals }, { mint, line }] of zip(reserve.tranches, turnover)) {
    const short = BigInt(Math.ceil(mint * line.units)) - held(operator, id)
    if (mint > 0 && short > 0n) missing.push(`${formatUnits(short, decimals)} ${id}`)
  }
  const coins = turnover.reduce((sum, { redeem }) => sum + redeem, 0) * sketched.total
  const needed = BigInt(Math.ceil(coins)) - operator.coins
  if (needed > 0n) missing.push(`about ${formatUnits(needed, 18)} coins`)
  return refuse(LIMITER, 'The operator does not hold what would have to be minted with or redeemed', {
    facts: { limiter: 'wallet', missing: missing.join(', ') },
    lift: `Bring ${missing.join(' and ')}, or allow another way.`,
  })
}

const unpegged = (): Refused =>
  refuse(LIMITER, 'Only a tranche that is off its peg could take what is missing', {
    facts: { limiter: 'peg' },
    lift: 'Wait until the peg is back, or calibrate the reserve toward other tranches.',
  })

const confined = (ways: readonly string[]): Refused =>
  refuse(LIMITER, `No plan of ${ways.join(' and ')} alone leads there`, {
    facts: { limiter: 'ways', allowed: ways.join(' ') },
    lift: 'Allow another kind of order.',
  })

const none = (): Refused =>
  refuse(LIMITER, 'No mint, redemption or swap leads there', {
    facts: { limiter: 'bands' },
    lift: 'Widen the band, calibrate other weights, or let a tranche be traded.',
  })
