import { abs, sum } from '../../models/vault/table.ts'
import type { Found } from '../../planner/vaults/program.ts'
import { bound } from '../../portfolio/vaults/phrase.ts'
import type { Cell } from '../report/blocks.ts'
import type { Section } from '../report/document.ts'
import type { Scene } from './epoch.ts'
import { table } from './exposure.ts'
import type { Done, Run, Weighed } from './simulate.ts'
import { short, usd } from './word.ts'

const HEAD = { id: 'tiers', title: 'What is worth deploying' }

/** The two tiers of one cycle side by side. */
export function tiers(weighed: Weighed, { config, policy }: About): Section {
  if (!weighed.ok) return { ...HEAD, lead: `${weighed.refusal.detail} Tier 1 stands.`, blocks: [] }
  const { earns, all, earnsAll, carryAll, fit } = weighed
  const said = isTaken(weighed)
    ? 'Deploying less earns more at these rates, and is planned.'
    : 'Deploying everything is best at these rates.'
  const loss = carryAll <= 0n ? ' All of it would lose money.' : ''
  const held = bound(weighed.limiters, config)
  return {
    ...HEAD,
    lead: `${said}${loss} Tier 2 is a linear program; tier 1 makes it exact.${held === '' ? '' : ` It is held back by ${held}.`}`,
    blocks: [
      table(
        'Tiers, US dollars',
        ['', 'Tier 1', 'Tier 2'],
        [
          ...config.vaults.map((vault, v) => [`${vault} deploys`, usd(all[v] ?? 0n), usd(fit.deployed[v] ?? 0n)]),
          ['All deploy', usd(sum(all)), usd(sum(fit.deployed))],
          [`Earned in ${policy.decision.horizonDays} days, less trades`, usd(earnsAll), usd(earns)],
        ],
      ),
    ],
  }
}

type About = Pick<Scene, 'config' | 'policy'>

/** What the linear program found in every epoch of a run; nothing where none was asked. */
export function tiersOf({ scene, turns }: Run): readonly Section[] {
  const done = turns.filter((turn): turn is Done => turn.ok && turn.weighed !== null)
  if (done.length === 0) return []
  const taken = done.filter(({ weighed }) => weighed?.ok === true && isTaken(weighed)).length
  const { horizonDays } = scene.policy.decision
  return [
    {
      ...HEAD,
      lead: `US dollars. Tier 1 deploys everything that caps let through; tier 2 is a linear program, made exact by tier 1. It is planned where it earns more over ${horizonDays} days, trades counted: in ${taken} of ${done.length} epochs. Left is the residual delta of all vaults after the trades.`,
      blocks: [
        table(
          'Tiers by epoch, US dollars',
          ['Epoch', 'Tier 1', 'Earns', 'Tier 2', 'Earns', 'Left', 'Held back by'],
          done.map((turn) => row(turn, scene)),
        ),
      ],
    },
  ]
}

function row({ epoch, weighed, journal: { opened, closed } }: Done, { config }: Scene): Cell[] {
  const left = usd(sum(closed.residual.flat().map(abs)), 0)
  const ofAll = (deployed: readonly bigint[]): string => usd(sum(deployed), 0)
  if (weighed?.ok !== true)
    return [short(epoch.label), ofAll(opened.fit.deployed), null, null, null, left, weighed?.refusal.code ?? null]
  const { all, earnsAll, earns, fit } = weighed
  const deployed = ofAll(fit.deployed)
  return [
    short(epoch.label),
    ofAll(all),
    usd(earnsAll, 0),
    deployed,
    usd(earns, 0),
    left,
    bound(weighed.limiters, config),
  ]
}

/** As the planner chooses: everything where it earns as much. */
const isTaken = ({ earns, earnsAll }: Found): boolean => earns > earnsAll
