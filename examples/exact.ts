// The exact books as a library, in three pieces: `node examples/exact.ts`. Needs no file and no network.
// Installed as a package, import from 'trimtab'.
import {
  Amount,
  BlockTime,
  PoolArrival,
  PoolCapacity,
  PoolChain,
  PoolMint,
  PoolRules,
  PoolSource,
  Price,
  Ratio,
  ReserveSchedule,
  Shares,
  VaultNetting,
} from '../src/index.ts'

const USDC = { symbol: 'USDC', decimals: 6 }
const said = (amount: Amount.Amount): string => Amount.format(amount, USDC)

// 1. A pool on two chains: 1000 USDC on the first, and as much of it as the supply floor lets go on the second.
const setting = { rules: PoolRules.DEFAULT, convert: (amount: Amount.Amount) => amount, unpriced: [] }
const place = { decimals: 6, base: 'USDC', native: 'ETH', wrapped: 'WETH' }
const minted = PoolMint.mint(
  PoolChain.empty({ ...place, id: 1 }),
  { recipient: 'lp', token: 'USDC', amount: Amount.parse('1000', USDC), sharesMin: Shares.ZERO, now: 0 },
  setting,
)
if (minted.ok) {
  const way = { token: 'USDC', destination: { id: 10, crossing: { USDC: 6 } }, feeBps: 5n }
  const { value, limiter } = PoolCapacity.ofTransfer(minted.chain, way, setting)
  const order = PoolCapacity.order(minted.chain, way, value)
  const sent = PoolSource.deposit(minted.chain, order, setting)
  const one = PoolSource.deposit(minted.chain, PoolCapacity.order(minted.chain, way, Amount.of(value + 1n)), setting)
  console.log(
    `At most ${said(value)} USDC may leave (${limiter}); one unit more: ${one.ok ? 'sent' : one.refusal.code}`,
  )
  const landed = PoolArrival.receive(
    PoolChain.empty({ ...place, id: 10 }),
    { opType: 'transfer', token: 'USDC', amount: order.outputAmount, surplus: Amount.ZERO, unwrap: false },
    setting,
  )
  if (sent.ok && landed.ok)
    console.log(
      `Virtual supply: ${sent.chain.virtualSupply} at the source, ${landed.chain.virtualSupply} where it lands`,
    )
}

// 2. A reserve: the weight of a tranche a third of the way from 20 % to 50 %, floored toward the old one.
const weight = ReserveSchedule.scheduledWeight(
  {
    price: Price.ONE,
    weight: Ratio.parse('0.5'),
    previousWeight: Ratio.parse('0.2'),
    time: BlockTime.timestamp(0n),
    duration: 90n,
  },
  BlockTime.timestamp(30n),
)
console.log(`Scheduled weight ${Ratio.format(weight)}`)

// 3. Vaults: one sells 50, two buy 25 and 100. 50 cross inside, 75 go to market, and the fee of 7 is paid by the buyers.
const wishes = [-50n, 25n, 100n]
const assigned = VaultNetting.assign(wishes, { filled: 75n, fee: 7n }, wishes)
if (assigned.ok) console.log(`Net ${assigned.net}, crossed ${assigned.crossed}, fees ${assigned.fees.join(' + ')}`)
