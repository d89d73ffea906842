import type { Refused } from '../../units/refusal.ts'
import * as Bridge from './bridge.ts'
import type { Chain, Setting } from './chain.ts'
import { VBVS } from './legacy/vbvs.ts'
import { VS10 } from './legacy/vs10.ts'
import type { Profile, Rules } from './rules.ts'
import * as Settle from './settle.ts'
import * as SharePrice from './sharePrice.ts'
import * as Supply from './supply.ts'
import * as Transfer from './transfer.ts'
import type { Version } from './version.ts'

const CURRENT: Version = {
  update: SharePrice.update,
  view: SharePrice.view,
  effectiveSupply: ({ totalSupply, virtualSupply }) => Supply.effective(totalSupply, virtualSupply),
  bounds: ({ output, input }, rules) => Bridge.check(output, input, rules),
  transfer: Transfer.leave,
  finish: Settle.finish,
  syncDepositor: 'escrow',
  burnt: ({ totalSupply, virtualSupply }, { supplyFloor: floor }) =>
    Supply.check({ totalSupply, virtualSupply, floor }),
}

const VERSIONS: Readonly<Record<Profile, Version>> = { new: CURRENT, head: CURRENT, vs10: VS10, vbvs: VBVS }

export const of = ({ profile }: Rules): Version => VERSIONS[profile]

/** Renews the stored share price, as the version of the rules does it. */
export const update = (chain: Chain, setting: Setting): SharePrice.Priced | Refused =>
  of(setting.rules).update(chain, setting)

/** Reads the share price without changing anything, as the version of the rules does it. */
export const view = (chain: Chain, setting: Setting): SharePrice.Viewed | Refused =>
  of(setting.rules).view(chain, setting)
