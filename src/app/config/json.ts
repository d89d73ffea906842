import * as z from 'zod'

/** Writing one takes longer than all else that a refusal does. */
const written = new WeakMap<z.ZodType, object>()

/** JSON Schema of what may be written, for editors and for naming the keys that exist. */
export function jsonOf(schema: z.ZodType): object {
  const known = written.get(schema)
  if (known !== undefined) return known
  const json = z.toJSONSchema(schema, { io: 'input', unrepresentable: 'any' })
  written.set(schema, json)
  return json
}
