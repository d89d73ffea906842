/** The same, for JSON: exact figures as decimal strings. */
export function plain<Value extends object>(value: Value): object {
  return JSON.parse(JSON.stringify(value, (_, each: unknown) => (typeof each === 'bigint' ? String(each) : each)))
}
