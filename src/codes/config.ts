import type { Code } from './code.ts'

/** What a config or the command line can get wrong. */
export const CONFIG: Readonly<Record<string, Code>> = {
  CONFIG_INVALID: {
    kind: 'error',
    title: 'The config cannot be read',
    meaning:
      'Something in the config is not what may stand there: a key, a value or a unit. All such places are listed at once.',
    lift: 'Change the lines that the message names.',
  },
  CONFIG_REFUSED: {
    kind: 'refusal',
    title: 'The config breaks a rule of Trimtab',
    meaning: 'Every figure was understood, but together they would run the book unsafely or not at all.',
    lift: 'Change the figures that the message names; it shows what would be allowed.',
  },
  CONFIG_MISSING: {
    kind: 'error',
    title: 'The config cannot be read',
    meaning:
      'The file named on the command line is absent, may not be read, is not a regular file (a folder, a pipe, a device), is larger than 16 MiB, or is not UTF-8 text.',
    lift: 'Name a config file, or write one with `npx trimtab init`.',
  },
  TEXT_TOO_LONG: {
    kind: 'error',
    title: 'A name or a text is too long',
    meaning: 'A key may have 200 characters, any other text 2000, so that every message and table can show it.',
    lift: 'Shorten it.',
  },
  NESTED_TOO_DEEP: {
    kind: 'error',
    title: 'Nested too deep',
    meaning:
      'Lists and mappings may stand 100 levels inside each other. No file of Trimtab has ten: a bracket that is never closed, repeated, is the usual cause.',
    lift: 'Close the bracket at the line that is named, or remove the levels.',
  },
  KEY_RESERVED: {
    kind: 'error',
    title: 'A reserved key',
    meaning:
      'JavaScript keeps the key `__proto__` for itself, so no token, chain, vault or tranche can have this name.',
    lift: 'Choose another name. Every other name works, `constructor` and `toString` included.',
  },
  STATE_MISSING: {
    kind: 'error',
    title: 'The file of the book cannot be read',
    meaning:
      'The file named with `--state` is absent, may not be read, is not a regular file, is larger than 16 MiB, or is not UTF-8 text.',
    lift: 'Name a file such as examples/state.yaml; without `--state` the book is the capital of the config.',
  },
  STATE_INVALID: {
    kind: 'error',
    title: 'The book cannot be read',
    meaning:
      'Something in the file of the book is not what may stand there: a key, a name that the config does not know, or a figure that cannot be. All such places are listed at once. What is wrong with the file of `--state` is bad input in every book (exit code 2).',
    lift: 'Change the lines that the message names.',
  },
  FIGURE_NOT_POSITIVE: {
    kind: 'error',
    title: 'A figure must be above zero',
    meaning: 'A price of 0, or a flight of 0, is a mistake in the file.',
    lift: 'Write a figure above zero, or leave the entry out.',
  },
  BOOK_EMPTY: {
    kind: 'error',
    title: 'The book holds nothing',
    meaning: 'Every measure is a share of net assets, so an empty book cannot be judged.',
    lift: 'Write what the wallet, the loans and the exchanges hold.',
  },
  POSITION_ZERO: {
    kind: 'error',
    title: 'A position of 0',
    meaning: 'A perp of quantity 0 has no entry price.',
    lift: 'Leave the position out; a short has a negative quantity.',
  },
  PERP_TWICE: {
    kind: 'error',
    title: 'A contract is listed twice at one exchange',
    meaning: 'An account holds one net position of each contract.',
    lift: 'Write the net quantity and its average entry price.',
  },
  YAML_SYNTAX: {
    kind: 'error',
    title: 'The config is not YAML',
    meaning: 'The text cannot be parsed as YAML.',
    lift: 'Check the line: a colon and a space after each key, two spaces for each level, no tabs.',
  },
  JSON_SYNTAX: {
    kind: 'error',
    title: 'The file is not JSON',
    meaning: 'The text cannot be parsed as JSON.',
    lift: 'Check the place that is named: brackets and braces that close, commas between rows and keys, double quotes around names.',
  },
  KEY_TWICE: {
    kind: 'error',
    title: 'A key is repeated',
    meaning: 'A key with two values is ambiguous.',
    lift: 'Keep one of them.',
  },
  KEY_UNKNOWN: {
    kind: 'error',
    title: 'Unknown key',
    meaning: 'The key is probably misspelt; the setting would silently have no effect.',
    lift: 'Use the key that the message suggests, or remove it.',
  },
  FILE_KIND: {
    kind: 'error',
    title: 'Another kind of file',
    meaning:
      'The file is of another kind than the command reads: a scenario, which lists `events`, where a config is expected, or the reverse; or most keys at its top are those of a file of another book.',
    lift: 'Pass the file to the command that reads it; `npx trimtab COMMAND --help` names an example.',
  },
  KEY_MISSING: {
    kind: 'error',
    title: 'A key is missing',
    meaning: 'The key is required and has no safe default.',
    lift: 'Add the key with a value as the message shows.',
  },
  VALUE_UNKNOWN: {
    kind: 'error',
    title: 'Unknown value',
    meaning: 'The value is not one of those that the key may have.',
    lift: 'Use one of the listed values.',
  },
  TYPE_WRONG: {
    kind: 'error',
    title: 'The wrong kind of value',
    meaning: 'The value has another type than the key: text instead of a mapping, for example.',
    lift: 'Write the type that the message names.',
  },
  UNIT_MISSING: {
    kind: 'error',
    title: 'A figure has no unit',
    meaning:
      'A bare number could be read as per cent, as basis points or as a share of one: a factor of up to ten thousand. It is refused, not guessed.',
    lift: 'Write the unit: `5 bps`, `0.05 %`, `4 h`, `10000 USD`, `100 gwei`.',
  },
  UNIT_UNKNOWN: {
    kind: 'error',
    title: 'A figure has the wrong unit',
    meaning: 'The unit is unknown, or belongs to another kind of quantity.',
    lift: 'Write one of the units that the message names.',
  },
  FIGURE_TOO_LARGE: {
    kind: 'error',
    title: 'A figure is too large',
    meaning: 'Every figure has an upper bound for its kind, so that no decision rests on an infinite value.',
    lift: 'Check the unit and the zeros; the message names the largest figure allowed.',
  },
  FIGURE_TOO_SMALL: {
    kind: 'error',
    title: 'A figure is too small',
    meaning: 'It is above zero, but below 1e-18: what is divided by it would not be finite.',
    lift: 'Write 0, or check the unit.',
  },
  FIGURE_INVALID: {
    kind: 'error',
    title: 'Not a figure',
    meaning:
      'The value is not a finite number. NaN and infinities are refused, because every comparison with them is silently false.',
    lift: 'Write digits, with a point before the decimals, and the unit.',
  },
  FIGURE_NEGATIVE: {
    kind: 'error',
    title: 'A figure is negative',
    meaning: 'No setting is negative; levels that hold in both directions are written once, without a sign.',
    lift: 'Write the figure without its sign.',
  },
  COUNT_INVALID: {
    kind: 'error',
    title: 'Not a whole number',
    meaning: 'The key takes a whole number.',
    lift: 'Write a whole number in the range that the message names.',
  },
  TIME_INVALID: {
    kind: 'error',
    title: 'Not a date or time',
    meaning: 'A date that does not exist, or a time without its zone, which is ambiguous.',
    lift: 'Write `2024-06-01` or `2024-06-01T08:00:00Z`.',
  },
  TABLE_INVALID: {
    kind: 'error',
    title: 'Not a table',
    meaning: 'The value must be a list of rows, each with as many figures as the message names, each with its unit.',
    lift: 'Write a list of lists.',
  },
  SHARE_CLASS_OPEN: {
    kind: 'refusal',
    title: 'The share class is not stated',
    meaning: 'The mode exists in two share classes, which hold and hedge differently.',
    lift: 'State `shareClass: USDT` or `shareClass: ETH`.',
  },
  SHARE_CLASS_WRONG: {
    kind: 'refusal',
    title: 'No such mode in this share class',
    meaning:
      'A book is hedged if and only if it is kept in another currency than what it holds; the mode has no variant for this class.',
    lift: 'Use the share class that the message names, or another mode.',
  },
  NOT_IN_MODE: {
    kind: 'refusal',
    title: 'The mode has no use for this',
    meaning: 'The setting would silently have no effect.',
    lift: 'Remove it, or choose the mode it belongs to.',
  },
  NEEDED_BY_MODE: {
    kind: 'refusal',
    title: 'The mode needs this',
    meaning: 'Without it the mode has nowhere to put its capital.',
    lift: 'Add what the message names.',
  },
  ALLOCATION_SUM: {
    kind: 'refusal',
    title: 'The allocation does not sum to 100 %',
    meaning: 'Shares of the hedge must sum to 100 %, or the hedge would be larger or smaller than what it hedges.',
    lift: 'Change the shares until they sum to 100 %.',
  },
  LEVEL_ORDER: {
    kind: 'refusal',
    title: 'Levels are in the wrong order',
    meaning:
      'A value must pass its target, then its warning, then its critical level as things get worse; limits nest likewise. In another order a plan would start too late or at once.',
    lift: 'Put the figures in the order that the message shows.',
  },
  HEALTH_FLOOR: {
    kind: 'refusal',
    title: 'The critical health is too low to act on',
    meaning:
      'Debt grows while capital is on its way. Critical health must be at least exp((borrow rate on a bad day - staking rate) * reaction days / 365), or the loan is liquidated before help arrives.',
    lift: 'Raise `levels.health.critical`, or state a shorter `floor.reaction` if debt can be reduced faster.',
  },
  HEALTH_UNREACHABLE: {
    kind: 'refusal',
    title: 'The target borrows more than the market lends',
    meaning: 'At that health the loan would exceed the LTV up to which the market lends.',
    lift: 'Raise `levels.health.target` to what the message names, or use an eMode that lends more.',
  },
  LTV_PAST_LIQUIDATION: {
    kind: 'refusal',
    title: 'The LTV level is past liquidation',
    meaning:
      'The account is liquidated before the level is reached, so the level would never be seen. Without eMode weETH is liquidated at 80 %.',
    lift: 'Lower `levels.ltv`, or leave it out: it then follows from health.',
  },
  EMODE_UNKNOWN: {
    kind: 'refusal',
    title: 'No such eMode',
    meaning: 'The venue terms have no efficiency mode of this number.',
    lift: 'Use one of those listed, or 0 for none.',
  },
  ACCOUNT_TWICE: {
    kind: 'refusal',
    title: 'An account name is repeated',
    meaning: 'Steps name the account they use, so each name must be unique.',
    lift: 'Give each account a name of its own.',
  },
  GAS_BELOW_MIN: {
    kind: 'refusal',
    title: 'Too little ETH to start',
    meaning: 'The first step on chain pays gas, and the wallet would begin below its own minimum.',
    lift: 'Start with more ETH, or lower `gasReserve.min`.',
  },
  DESTINATION_MISSING: {
    kind: 'refusal',
    title: 'The whitelist leaves out a place of the mode',
    meaning: 'Nothing is sent to a place that is not whitelisted, so the mode could never reach its target.',
    lift: 'Add the place, or leave `limits.destinations` out.',
  },
  EXPOSURE_OVER: {
    kind: 'refusal',
    title: 'The target itself breaks the exposure limit',
    meaning: 'At target an exchange would hold a larger share of net assets than `limits.exposureMax` allows.',
    lift: 'Spread the allocation over more exchanges, or raise the limit knowingly.',
  },
  DATA_AMBIGUOUS: {
    kind: 'refusal',
    title: 'Two markets at once',
    meaning: 'A backtest runs on published files or on the simulated market, not on both.',
    lift: 'Remove one of them.',
  },
  RANGE_EMPTY: {
    kind: 'refusal',
    title: 'The range is empty',
    meaning: 'The end is not after the start.',
    lift: 'Put `from` before `to`.',
  },
  STRESS_SIZE: {
    kind: 'refusal',
    title: 'A shock of more than there is',
    meaning: 'A price that falls by 100 % or more is none, and nobody can take more than all of something.',
    lift: 'Write a smaller share in `stress`.',
  },
  RANGE_OFF_HOUR: {
    kind: 'refusal',
    title: 'The range does not start or end at a full hour',
    meaning: 'Market data are hourly.',
    lift: 'Write full hours.',
  },
}
