/**
 * Returns what a record keeps under a name that came from outside, and undefined where it keeps nothing. A plain `record[name]` would answer
 * `constructor`, `toString` or `__proto__` with what every object inherits.
 */
export function lookup<Value>(
  record: Readonly<Record<string, Value>> | null | undefined,
  name: string,
): Value | undefined {
  return record !== null && record !== undefined && Object.hasOwn(record, name) ? record[name] : undefined
}

/** Keeps a value in a record under a name that came from outside: `record[name] = value` would take `__proto__` for the prototype. */
export function keep<Value>(record: Record<string, Value>, name: string, value: Value): void {
  Object.defineProperty(record, name, { value, writable: true, enumerable: true, configurable: true })
}
