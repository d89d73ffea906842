import type { Code } from './code.ts'

const refusal = (title: string, meaning: string, lift: string): Code => ({ kind: 'refusal', title, meaning, lift })

const finding = (title: string, meaning: string, lift: string): Code => ({ kind: 'finding', title, meaning, lift })

/** What the pool book refuses beyond what the contracts do, and what its checks find. */
export const POOL_BOOK: Readonly<Record<string, Code>> = {
  BRIDGE_CAPACITY: finding(
    'More than a bridge carries',
    'All routes of one bridge share its capacity: `bridge.perHour` and `bridge.perDay`, or those of a bridge in `bridges`.',
    'Wait until less was sent by it within the span, or give a route another bridge with `by`.',
  ),
  CHAIN_HALTED: refusal(
    'The chain makes no transactions',
    'A stress test lets a chain stand still for some hours. Nothing is sent, refunded, renewed or burnt there until it goes on.',
    'Wait until the chain goes on, or keep more ready on other chains.',
  ),
  CHAIN_UNKNOWN: refusal(
    'No such chain',
    'A step names a chain that the book does not have, or that has no market data.',
    'Name a chain of the book, or add it to the config.',
  ),
  TOKEN_UNKNOWN: refusal(
    'No such token on this chain',
    'A step names a token that has no price and no balance on its chain.',
    'Name a token of that chain, or give it a price there.',
  ),
  MINT_OF_NOTHING: finding(
    'A mint that issued no shares',
    'The contract rounds shares down. Where one share costs more than what is paid, none is issued, and what was paid belongs to those who hold shares: the known attack of a first holder who inflates the price.',
    'Pay more at once, or give `least` with the mint: the contract then refuses instead.',
  ),
  BURN_OF_NOTHING: finding(
    'A burn that paid nothing',
    'The contract rounds payments down. Shares that are worth less than one unit of the token are burnt for nothing.',
    'Burn more at once, or give `least` with the burn: the contract then refuses instead.',
  ),
  AMOUNT_NOT_POSITIVE: refusal(
    'The amount is not above zero',
    'Amounts are exact base units above zero; only a gain may be negative, and is then a loss.',
    'Name an amount of at least one base unit.',
  ),
  KEY_USED: refusal(
    'The deposit was sent before',
    'Deposits are numbered. A number below the next one has been used, and a movement is sent once.',
    'Plan again from the book as it stands.',
  ),
  KEY_AHEAD: refusal(
    'A deposit is missing before this one',
    'Deposits are numbered without gaps, and this number comes after one that was never sent.',
    'Send the deposits in their order.',
  ),
  DEPOSIT_UNKNOWN: refusal(
    'No such deposit',
    'A fill, an expiry or a refund names a deposit that was never sent.',
    'Send the deposit first.',
  ),
  DEPOSIT_SETTLED: refusal(
    'The deposit is settled',
    'It was filled or refunded before. A deposit ends once, so the same fill twice changes nothing.',
    'Nothing to do.',
  ),
  FILL_TOO_LARGE: refusal(
    'A fill of more than was announced',
    'A relayer fills a deposit up to what it announced; what has arrived of it before is taken off.',
    'Fill at most what is still announced, and give the rest as `surplus`.',
  ),
  DEPOSIT_EXPIRED: refusal(
    'The deposit has expired',
    'Its deadline has passed or the escrow has it already, so no relayer can fill it any more.',
    'Refund it at its source and send again.',
  ),
  DEPOSIT_NOT_EXPIRED: refusal(
    'The deposit is still with the bridge',
    'It may be filled until its deadline, and the escrow has nothing of it before.',
    'Wait until its deadline has passed.',
  ),
  ROUTE_UNKNOWN: refusal(
    'No bridge takes this token there',
    'The market has no route for this token between these two chains.',
    'Use a route of the config, or add one.',
  ),
  ROUTE_LIMIT: refusal(
    'Outside the limits of the bridge',
    'The bridge takes no amount as small or as large as this.',
    'Stay within the limits of the route; split larger amounts.',
  ),
  PLAN_WAITS: refusal(
    'The plan waits for another',
    'A plan that is wanted is held back: by a plan that goes first, or by a Sync that is on its way and is not in the share prices yet.',
    'Nothing to do: it is planned again once that has ended.',
  ),
  SYNC_NOWHERE: refusal(
    'No Sync can bring share prices together',
    'A share price is out of its band, and no Sync is within the limits: too small, more than the tolerance, or no chain with a high price has what may cross.',
    '`plan` names the limits that lift it, each tried; where none does, only trading or prices bring share prices together.',
  ),
  SUPPLY_STUCK: refusal(
    'A chain below its supply floor',
    'Fewer of the shares issued on the chain are effective there than its contract allows. Every mint, burn and arrival renews the share price first, and the renewal is refused, so no step mends it.',
    'Only a contract with a lower floor takes them again: `rules.supplyFloor`.',
  ),
  PLAN_TOO_LARGE: finding(
    'A plan of too much',
    'The deposits of one plan together are worth more than `limits.transferMax`. Each by itself may be within it: a plan of many would move any sum.',
    'Let later cycles move the rest, or raise limits.transferMax.',
  ),
  SYNC_SUM_TOO_LARGE: finding(
    'Syncs that take too much together',
    'The Syncs of one plan take more of a chain than `limits.syncTolerance`, though each by itself is within it.',
    'Let later cycles move the rest, or raise limits.syncTolerance.',
  ),
  LIQUIDITY_TAKEN: finding(
    "A deposit would take a chain's own liquidity",
    'What `policy.liquidity` asks a chain to have ready may not be sent away from it: it would have to come back at once, and the bridge would be paid twice.',
    'Send less, or lower the level in policy.liquidity.',
  ),
  LIQUIDITY_NOWHERE: refusal(
    'No chain can help',
    'A chain has less ready of a token than its level, and no other chain can send it any.',
    '`plan` names the mint and the limits that lift it, each tried.',
  ),
  ROUTE_CLOSED: refusal(
    'The policy does not use this route',
    'A bridge takes the token there, but its destination, token, fee or time is outside what the policy allows.',
    'Widen the limit named in the figures, or choose another route.',
  ),
  TOKEN_NOT_LISTED: finding(
    'The token is not listed',
    'A plan would send a token that is not among those the operator named.',
    'Add it to limits.tokens.',
  ),
  BRIDGE_FEE_TOO_HIGH: finding(
    'The bridge is too expensive',
    'What the bridge would keep of a deposit is above the cap, or more would arrive than was sent.',
    'Wait for a better quote, use another route, or raise limits.bridgeFee.',
  ),
  SUPPLY_BELOW_FLOOR: finding(
    'Too few shares would stay',
    'After a step fewer of the shares issued on a chain would be effective there than the supply floor asks for.',
    'Send less, or bring shares back to that chain first.',
  ),
  KEY_MISUSED: finding(
    'A deposit sent or ended twice',
    'A step uses the number of a deposit that was used before, or ends one that is not open.',
    'Plan again from the book as it stands.',
  ),
  SYNC_OVERSHOOTS: finding(
    'A Sync would reverse the share prices',
    "Once every Sync arrived, the receiver's share price would exceed the giver's, and the next Sync would go back.",
    'Sync less, or the other way.',
  ),
}
