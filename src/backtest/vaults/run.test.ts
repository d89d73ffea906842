import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { load } from '../../adapters/solver/highs.ts'
import { abs, at, column, sum } from '../../models/vault/table.ts'
import { exactly } from '../../portfolio/vaults/input.ts'
import { live } from '../../portfolio/vaults/live/live.ts'
import { OPEN_POOL } from '../../portfolio/vaults/market.ts'
import { empty } from '../../portfolio/vaults/state.ts'
import { fraction } from '../../units/estimate.ts'
import { refuse } from '../../units/refusal.ts'
import { instant, seconds } from '../../units/time.ts'
import { cost, netting, single } from './alone.ts'
import { boundOf, days } from './day.ts'
import { type Epoch, type Scene, WHOLE } from './epoch.ts'
import { events } from './event.ts'
import { page } from './page.ts'
import { results, rowsOf } from './results.ts'
import { type Done, type Run, simulate } from './simulate.ts'
import { tiersOf } from './tiers.ts'

const WAD = 10n ** 18n
const percent = (n: number): bigint => (BigInt(n) * WAD) / 100n
const band = { target: percent(10), min: percent(8), max: percent(14) }

const CONFIG: Scene['config'] = {
  assets: ['BTC', 'ETH'],
  vaults: ['USDC', 'BTC', 'ETH'],
  own: [null, 0, 1],
  equityRatio: [band, band],
  buffer: { target: percent(5), min: percent(2), max: percent(10), hold: percent(3) },
  fees: { management: percent(2), performance: percent(20), deposit: 0n, withdrawal: percent(1) },
  hedgeMax: [null, null],
  poolMax: null,
  vaultMax: [null, null, null],
  orderMin: 0n,
  intervalMin: 0n,
  guard: { ageMax: 300n, jumpMax: percent(50), differenceMax: null, residualMax: null, equityRatioMin: null },
}

const POLICY: Scene['policy'] = {
  decision: {
    rule: 'horizon',
    horizonDays: 30,
    routineEvery: seconds(0),
    hurdle: { target: 0, opportunistic: 1 },
    costMax: { safety: fraction(0.05), target: fraction(0.05) },
    dailyVolatility: fraction(0),
  },
  program: null,
  isCompared: false,
  orderMax: null,
  ageMax: seconds(300),
  levels: {
    delta: { band: 0.02, warning: 0.05, critical: 0.1 },
    equity: { warning: 0.06, critical: 0.03 },
    buffer: { warning: 0, critical: -0.1 },
    shortfall: { warning: 0, critical: 0.01 },
  },
}

const FIRST: Epoch = {
  label: 'T0',
  at: null,
  elapsed: 0n,
  prices: [exactly(2_750_000_000_000n), exactly(185_000_000_000n)],
  poolPrice: exactly(95_000_000n),
  weights: [percent(26), percent(33)],
  outside: [{ price: 2_000_000_000n, weight: percent(5) }],
  income: 0n,
  funding: [
    { cost: 0n, per: null },
    { cost: 0n, per: null },
  ],
  settlements: [],
  venue: null,
  between: [],
  stated: [null, null],
  start: [1_000_000n * WAD, 20n * WAD, 300n * WAD],
  deposits: [0n, 0n, 0n],
  withdrawals: [0n, 0n, 0n],
  fills: { pool: WHOLE, hedges: [WHOLE, WHOLE] },
}

const NEXT: Epoch = {
  ...FIRST,
  label: 'T1',
  elapsed: 28_800n,
  prices: [exactly(2_805_000_000_000n), exactly(179_450_000_000n)],
  outside: [{ price: 1_900_000_000n, weight: percent(5) }],
  start: [0n, 0n, 0n],
}

const scene = (...epochs: readonly Epoch[]): Scene => ({
  title: 'test',
  config: CONFIG,
  costs: { pool: percent(1) / 4n, hedge: percent(1) / 20n },
  start: empty(3, 2),
  pool: OPEN_POOL,
  policy: POLICY,
  epochs,
  outside: ['AVAX'],
  maintenance: [percent(1), percent(1)],
})

const done = (turn: ReturnType<typeof simulate>['turns'][number] | undefined): Done => {
  if (turn?.ok !== true) throw new Error(`refused: ${turn?.refusal.code}`)
  return turn
}

describe('a refused epoch', () => {
  const bad: Epoch = { ...NEXT, label: 'bad', prices: [exactly(0n), exactly(179_450_000_000n)] }
  const late = {
    ...bad,
    income: 600_000_000n,
    funding: [
      { cost: 5_000_000n, per: null },
      { cost: 0n, per: null },
    ],
    deposits: [WAD, 0n, 0n],
  }

  it('changes nothing, and what happened in it is in the next', () => {
    const run = simulate(scene(FIRST, late, { ...NEXT, label: 'T2' }))
    const [first, stopped, last] = run.turns
    expect(stopped).toMatchObject({ ok: false, refusal: { code: 'PRICE_NOT_POSITIVE' } })
    expect(stopped?.before).toEqual(done(first).after)
    expect(done(last).journal.input).toMatchObject({
      elapsed: 57_600n,
      income: 600_000_000n,
      funding: [5_000_000n, 0n],
      deposits: [WAD, 0n, 0n],
    })
    expect(events(run)[0]).toMatchObject({ epoch: 'bad', tone: 'critical', code: 'PRICE_NOT_POSITIVE' })
  })

  it.each([
    ['PRICE_NOT_POSITIVE', { ...NEXT, prices: [exactly(-1n), exactly(1n)] }],
    ['PRICE_STALE', { ...NEXT, poolPrice: { ...exactly(95_000_000n), age: 301n } }],
    ['PRICE_CROSSED', { ...NEXT, poolPrice: { ...exactly(95_000_000n), low: 96_000_000n } }],
    ['PRICE_JUMPED', { ...NEXT, prices: [exactly(5_000_000_000_000n), exactly(185_000_000_000n)] }],
    [
      'BAD_FILL',
      { ...NEXT, fills: { pool: WHOLE, hedges: [{ kind: 'reported', filled: 10n ** 15n, fee: 0n }, WHOLE] } },
    ],
    [
      'BAD_FILL',
      { ...NEXT, fills: { pool: { kind: 'reported', filled: 10n ** 9n, fee: null }, hedges: [WHOLE, WHOLE] } },
    ],
  ] as const)('is refused with %s and leaves the state as it was', (code, epoch) => {
    const run = simulate(scene(FIRST, epoch))
    expect(run.turns[1]).toMatchObject({ ok: false, refusal: { code } })
    expect(run.state).toEqual(done(run.turns[0]).after)
  })

  it('leaves a flow that cannot be with its owner, and the others go on', () => {
    const epoch = { ...NEXT, deposits: [WAD, 0n, -1n], withdrawals: [0n, 21n * WAD, 0n] }
    const run = simulate(scene(FIRST, epoch, { ...NEXT, label: 'T2' }))
    const { flows } = done(run.turns[1]).journal.opened
    expect(flows.map(({ refused }) => refused?.code)).toEqual([undefined, 'SHARES_SHORT', 'FLOW_NEGATIVE'])
    expect(flows[0]?.minted).toBeGreaterThan(0n)
    expect(done(run.turns[2]).journal.input.withdrawals).toEqual([0n, 0n, 0n])
    const told = events(run).flatMap(({ code, said }) => (said.endsWith('It stays with its owner.') ? [code] : []))
    expect(told).toEqual(['SHARES_SHORT', 'FLOW_NEGATIVE'])
  })

  it('pays the last who leave what the trades for them left, and the others go on', () => {
    const all = at(done(simulate(scene(FIRST)).turns[0]).after.shares, 0)
    const free = { ...CONFIG, fees: { ...CONFIG.fees, withdrawal: 0n } }
    const leave = { ...NEXT, withdrawals: [all, 0n, 5n * WAD] }
    const run = simulate({ ...scene(FIRST, leave, { ...NEXT, label: 'T2' }), config: free })
    const { journal, after } = done(run.turns[1])
    const { opened, closed } = journal
    const [flow] = opened.flows
    expect([at(after.shares, 0), after.queue, at(closed.poolWorth, 0)]).toEqual([0n, undefined, 0n])
    expect(at(closed.tradeFees, 0)).toBeGreaterThan(0n)
    // All that there was, less the trades that only they caused.
    expect(flow?.withdrawalWorth).toBe(at(opened.charged, 0) - at(closed.tradeFees, 0))
    expect(at(closed.buffer, 0)).toBe(0n)
    expect(done(run.turns[2]).after.shares[2]).toBe(at(after.shares, 2))
  })

  it('mints no more than the pool has room for, and the rest in later epochs', () => {
    const run = simulate({
      ...scene(FIRST, NEXT, { ...NEXT, label: 'T2' }),
      pool: { ...OPEN_POOL, mintMax: 800_000_000_000n },
    })
    const orders = run.turns.map((turn) => done(turn).journal.opened.pool.order)
    expect(orders.slice(0, 2)).toEqual([800_000_000_000n, 800_000_000_000n])
    expect((orders[2] ?? 0n) > 0n && (orders[2] ?? 0n) < 800_000_000_000n).toBe(true)
    for (const turn of run.turns)
      for (const left of done(turn).journal.closed.residual.flat()) expect(abs(left) <= 8n).toBe(true)
  })
})

describe('alarms', () => {
  it('says that a venue disagrees, and that the book was brought to it', () => {
    const config = { ...CONFIG, guard: { ...CONFIG.guard, differenceMax: 100_000_000n } }
    const run = simulate({ ...scene(FIRST, { ...NEXT, stated: [null, 20_000_000_000n] }), config })
    expect(events(run)).toContainEqual(expect.objectContaining({ code: 'VENUE_DIFFERS', tone: 'warning' }))
    expect(sum(column(done(run.turns[1]).journal.opened.marking.equity, 1))).toBe(20_000_000_000n)
  })

  it('keeps a vault that cannot pay from taking deposits, and says what is missing', () => {
    const start = {
      ...empty(3, 2),
      marks: { prices: [2_750_000_000_000n, 185_000_000_000n], poolPrice: 95_000_000n, weights: [0n, 0n] },
      internal: [
        [-1_000_000_000n, 0n],
        [1_000_000_000n, 0n],
        [0n, 0n],
      ],
      shares: [WAD, WAD, WAD],
      buffer: [10n ** 19n, WAD, WAD],
    }
    const run = simulate({ ...scene({ ...NEXT, deposits: [WAD, 0n, 0n] }), start })
    // A short of 1,000 USD lost 2 %; the vault has 10 USD.
    expect(done(run.turns[0]).journal.opened.marking.shortfall).toEqual([10_000_000n, 0n, 0n])
    expect(events(run).map(({ code }) => code)).toEqual(expect.arrayContaining(['VAULT_INSOLVENT']))
    expect(events(run).some(({ said }) => said.includes('10.00 USD'))).toBe(true)
  })

  it('warns of a deposit that gave no share, and of shares that were paid nothing', () => {
    const codes = (run: Parameters<typeof events>[0]) =>
      events(run).flatMap(({ code, tone }) => (code?.endsWith('_OF_NOTHING') ? [`${tone} ${code}`] : []))
    const greedy = { ...CONFIG, fees: { ...CONFIG.fees, deposit: WAD } }
    const deposit = { ...NEXT, deposits: [1_000_000n, 0n, 0n] }
    expect(codes(simulate({ ...scene(FIRST, deposit), config: greedy }))).toContain('warning DEPOSIT_OF_NOTHING')
    const burn = (shares: bigint) => simulate(scene(FIRST, { ...NEXT, withdrawals: [shares, 0n, 0n] }))
    expect(codes(burn(1n))).toEqual(['warning WITHDRAWAL_OF_NOTHING'])
    expect(codes(burn(WAD))).toEqual([])
  })

  it('says what was left undone', () => {
    const part = { kind: 'part', part: percent(60), fee: null } as const
    const run = simulate(scene(FIRST, { ...NEXT, fills: { pool: WHOLE, hedges: [WHOLE, part] } }))
    expect(events(run).some(({ said, tone }) => tone === null && said.includes('of ETH were filled'))).toBe(true)
    const small = simulate({ ...scene(FIRST, NEXT), config: { ...CONFIG, orderMin: 10n ** 12n } })
    expect(events(small).at(-1)?.said).toContain('or less than 1,000,000 USD off, were not traded')
  })
})

describe('netting', () => {
  const run = simulate(scene(FIRST, NEXT))

  it('sums the runs of every vault alone', () => {
    const found = netting(run)
    const alone = [0, 1, 2].map((v) => simulate(single(run, v)))
    expect(found.alone.hedged).toBe(
      sum(
        alone.flatMap(({ turns }) =>
          turns.map((turn) => sum(done(turn).journal.closed.hedges.map((each) => abs(each.filled)))),
        ),
      ),
    )
    expect(found.saved).toBe(cost(found.alone) - cost(found.together))
    expect(found.saved).toBeGreaterThan(0n)
    // Pool · weights over own assets, peeled pair by pair; vaults of one asset twice have no pairs.
    expect(found.bilateral).not.toBeNull()
    const twice = { ...CONFIG, own: [null, 0, 0] }
    expect(netting(simulate({ ...scene(FIRST), config: twice })).bilateral).toBeNull()
  })

  it('charges each vault alone the stated funding of its own hedge', () => {
    const paid = {
      ...NEXT,
      funding: [
        { cost: 0n, per: null },
        { cost: 12_000_000n, per: null },
      ],
    }
    const whole = simulate(scene(FIRST, paid))
    const held = sum(column(whole.turns[1]?.before.external ?? [], 1))
    const first = simulate(single(whole, 0))
    const own = first.turns[1]?.before.external[0]?.[1] ?? 0n
    const charged = done(first.turns[1]).journal.input.funding[1] ?? 0n
    expect(abs(charged * held - 12_000_000n * own)).toBeLessThanOrEqual(abs(held))
  })

  it('has nothing to scale where nothing is held', () => {
    const none = {
      ...FIRST,
      funding: [
        { cost: 7n, per: 0n },
        { cost: 7n, per: null },
      ],
    }
    expect(done(simulate(scene(none)).turns[0]).journal.input.funding).toEqual([0n, 7n])
  })
})

describe('profit against holding the own asset', () => {
  it('starts a day where its first interval does, and names both ends of a hole', () => {
    const DAY = 86_400_000
    const times = [0, DAY / 3, DAY, DAY + DAY / 3, 9 * DAY].map(
      (ms, i): Epoch => ({
        ...(i === 0 ? FIRST : NEXT),
        label: `T${i}`,
        at: instant(Date.UTC(2024, 9, 1) + ms),
      }),
    )
    const [first] = days(simulate(scene(...times)))
    expect(first?.map(({ label, cycles }) => [label, cycles])).toEqual([
      ['2024-10-01', 3],
      ['2024-10-02', 1],
      ['2024-10-02 to 2024-10-10', 1],
    ])
  })

  it('sets what nobody hedges apart from the pool', () => {
    const run = simulate(scene(FIRST, NEXT))
    const [dollar] = days(run)
    const held = at(done(run.turns[0]).journal.closed.poolWorth, 0)
    // 5 % of the pool lost 5 %.
    expect(Number(dollar?.[1]?.outside) / Number(held)).toBeCloseTo(-0.0025, 6)
  })

  const move = fc.integer({ min: -80, max: 80 })
  const step = fc.record({
    prices: fc.tuple(move, move),
    pool: move,
    outside: move,
    weights: fc.tuple(fc.integer({ min: 0, max: 40 }), fc.integer({ min: 0, max: 40 })),
    deposit: fc.integer({ min: 0, max: 100 }),
    part: fc.constantFrom(100, 60, 0),
    venue: fc.tuple(move, move),
  })

  it('is explained but for rounding, whatever happens', () => {
    fc.assert(
      fc.property(fc.array(step, { minLength: 1, maxLength: 5 }), (steps) => {
        const nudge = (price: bigint, by: number): bigint => (price * BigInt(1000 + by)) / 1000n
        let last = { ...FIRST, venue: FIRST.prices.map(({ price }) => price) as readonly bigint[] }
        const epochs: Epoch[] = [last]
        for (const each of steps) {
          const part = { kind: 'part', part: percent(each.part), fee: null } as const
          last = {
            ...NEXT,
            label: `T${epochs.length}`,
            prices: last.prices.map(({ price }, a) => exactly(nudge(price, each.prices[a] ?? 0))),
            poolPrice: exactly(nudge(last.poolPrice.price, each.pool)),
            weights: each.weights.map(percent),
            outside: last.outside.map(({ price, weight }) => ({ price: nudge(price, each.outside), weight })),
            deposits: [BigInt(each.deposit) * 1000n * WAD, 0n, 0n],
            fills: { pool: WHOLE, hedges: [part, WHOLE] },
            settlements: [{ asset: 1, rate: WAD / 10_000n, mark: last.prices[1]?.price ?? 0n }],
            venue: last.venue.map((price, a) => nudge(price, each.venue[a] ?? 0)),
          }
          epochs.push(last)
        }
        const run = simulate(scene(...epochs))
        for (const day of days(run).flat()) {
          expect(abs(day.unexplained)).toBeLessThanOrEqual(day.bound)
          expect(day.bound).toBe(boundOf(day.cycles, 2))
        }
        // The parts of all vaults sum to what the books show.
        const end = run.turns.findLast((turn): turn is Done => turn.ok)
        for (const [v, list] of days(run).entries())
          expect(list.at(-1)?.end).toBe(at(end?.journal.closed.netAssets ?? [], v))
      }),
    )
  })
})

describe('a run', () => {
  it('is the same again', () => {
    const told = ({ turns, state }: Run) => ({ state, turns: turns.map((turn) => (turn.ok ? turn.journal : turn)) })
    expect(told(simulate(scene(FIRST, NEXT)))).toEqual(told(simulate(scene(FIRST, NEXT))))
  })

  it('is a page, also of nothing but refusals', () => {
    const about = { about: null, market: 'test', simulated: true, seed: null, notes: [], pool: 'pool' }
    const of = (run: ReturnType<typeof simulate>) => page({ run, netting: netting(run), days: days(run) }, about)
    const whole = of(simulate(scene(FIRST, NEXT)))
    expect(whole.sections.map(({ id }) => id)).toEqual([
      'outcome',
      'exposure',
      'orders',
      'netting',
      'profit',
      'other',
      'shares',
      'bands',
      'events',
    ])
    const none = of(simulate(scene({ ...FIRST, prices: [exactly(0n), exactly(1n)] })))
    expect(none.sections.map(({ id }) => id)).not.toContain('exposure')
    expect(none.sections.at(-1)?.blocks[0]).toMatchObject({
      kind: 'table',
      rows: [
        [{ value: 'T0', tone: 'critical' }, expect.stringMatching(/^PRICE_NOT_POSITIVE: .*price 0/), expect.anything()],
      ],
    })
  })

  it('keeps of a vault alone what a run of it comes to', () => {
    const last = results(scene(FIRST, { ...FIRST, prices: [exactly(0n), exactly(1n)] }, NEXT))
    let step = last.next()
    while (step.done !== true) step = last.next()
    expect(step.value.netting).toEqual(netting(step.value.run))
    expect(step.value.netting.alone).not.toEqual(step.value.netting.together)
  })

  it('counts every epoch once together and once for each vault alone', () => {
    const told = [...results(scene(FIRST, NEXT))]
    expect(told).toEqual(Array.from({ length: rowsOf(scene(FIRST, NEXT)) }, (_, i) => i + 1))
  })
})

describe('equity between two epochs', () => {
  const price = (of: Epoch): readonly bigint[] => of.prices.map(({ price: now }) => now)
  const own = { ...FIRST, venue: price(FIRST) }
  const later = (between: Epoch['between']): Epoch => ({ ...NEXT, venue: price(NEXT), between })

  it('is told where it was below maintenance at the marks of the venue, in a refused epoch as well', () => {
    const [, ether = 0n] = price(FIRST)
    // The short of ether has 10 % behind it: 12 % up, and it is gone.
    const wild = later([price(FIRST), [price(FIRST)[0] ?? 0n, (ether * 112n) / 100n]])
    const bad = { ...wild, label: 'bad', prices: [exactly(0n), exactly(1n)] }
    for (const each of [wild, bad]) {
      const found = events(simulate(scene(own, each))).filter(({ code }) => code === 'EQUITY_THIN')
      expect(found).toMatchObject([{ epoch: each.label, tone: 'warning', said: expect.stringContaining('of ETH') }])
    }
    expect(events(simulate(scene(own, later([price(FIRST)]))))).toEqual([])
  })
})

describe('tier 2', async () => {
  const { solve } = await load()
  const weighing = (income: number, short: number, ...epochs: readonly Epoch[]): Scene => ({
    ...scene(...epochs),
    policy: {
      ...POLICY,
      program: {
        rates: { income: percent(income), long: [0n, 0n], short: [percent(short), percent(short)] },
        solve,
      },
    },
  })

  it('leaves idle what does not earn its hedges, and shows what binds and what is left', () => {
    const run = simulate(weighing(8, 60, FIRST, NEXT))
    const [first] = run.turns.map(done)
    expect(first?.weighed?.ok && first.weighed.earns > first.weighed.earnsAll).toBe(true)
    expect(sum(first?.journal.opened.fit.deployed ?? [])).toBeLessThan(sum(first?.journal.opened.wanted ?? []))
    const [section] = tiersOf(run)
    expect(section?.lead).toMatch(/in 2 of 2 epochs/)
    const figure = expect.stringMatching(/^[\d,]+$/)
    expect(section?.blocks[0]).toMatchObject({
      rows: ['T0', 'T1'].map((label) => [label, figure, figure, figure, figure, '0', 'what ETH has']),
    })
  })

  it.each([
    ['tier 1', scene(FIRST, NEXT)],
    ['tier 2', weighing(8, 60, FIRST, NEXT)],
  ])('journals of %s what the whole cycle gives, opened anew', (_, each) => {
    for (const { before, after, journal } of simulate(each).turns.map(done))
      expect(live(before, journal.input, each.config)).toEqual({ ok: true, state: after, journal })
  })

  it('says of tier 1 what caps let it deploy, and not what it would like to', () => {
    const open = weighing(8, 60, FIRST)
    const run = simulate({ ...open, config: { ...open.config, poolMax: 1_000_000_000_000n } })
    const { weighed, journal } = done(run.turns[0])
    if (weighed?.ok !== true) throw new RangeError('No program')
    expect(sum(weighed.all)).toBeLessThan(sum(journal.opened.wanted))
    const shown = Math.round(Number(sum(weighed.all)) / 1e6).toLocaleString('en-US')
    expect(tiersOf(run)[0]?.blocks[0]).toMatchObject({ rows: [['T0', shown, ...Array(5).fill(expect.anything())]] })
  })

  it('asks the solver once an epoch, and tells of one that fails', () => {
    let asked = 0
    const failing = weighing(8, 60, FIRST, NEXT)
    const { program } = failing.policy
    if (program === null) throw new RangeError('No program')
    const broken = () => {
      asked += 1
      return refuse('PROGRAM_NOT_SOLVED', 'No.', { facts: {}, lift: 'Wait.' })
    }
    const run = simulate({ ...failing, policy: { ...failing.policy, program: { ...program, solve: broken } } })
    expect(asked).toBe(2)
    expect(tiersOf(run)[0]?.blocks[0]).toMatchObject({
      rows: [expect.arrayContaining(['PROGRAM_NOT_SOLVED']), expect.anything()],
    })
  })

  it('is not spoken of where nobody asked for it', () => {
    expect(tiersOf(simulate(scene(FIRST)))).toEqual([])
  })
})
