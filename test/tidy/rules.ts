// What no linter knows about this house. Each rule looks at one node with its types; a finding says where and why.
import ts from 'typescript'

export interface Finding {
  readonly rule: Rule
  readonly file: string
  readonly line: number
  readonly text: string
}

export type Rule =
  | 'clock'
  | 'randomness'
  | 'async'
  | 'class'
  | 'bare-error'
  | 'cast'
  | 'bigint-division'
  | 'inexact-math'
  | 'glossary'
  | 'suppression'
  | 'lookup'
  | 'report'

interface Look {
  readonly file: ts.SourceFile
  readonly path: string
  readonly room: string
  readonly types: ts.TypeChecker
}

const pureRooms = new Set(['units', 'models', 'portfolio', 'planner', 'safety', 'ports'])
const decisionPath = new Set(['planner', 'safety', 'portfolio', 'execution'])
const facesAbove = new Set(['api', 'cli'])

/** Correctly rounded everywhere, or exact. `hypot`, `exp`, `log`, `pow` and the rest differ between engines. */
const reproducible = new Set(['abs', 'min', 'max', 'sqrt', 'floor', 'ceil', 'round', 'trunc', 'sign'])

/** Words of the glossary's last column that are wrong wherever they stand as a name of their own. */
const never = new Map([
  ['amountUsd', 'say `value`'],
  ['inTransit', 'say `flight`, and which of its states'],
  ['rebalance', 'say `step`, `plan` or `cycle`'],
])

/** The one folder of exact arithmetic may cast, and one file of it may divide. */
const oneDivide = 'src/units/rounding.ts'

/** The files that may make JSON: of reports, and of what is hashed. */
const encoders = new Set(['src/units/json.ts', 'src/app/config/hash.ts'])

/** The one file that may look an outside name up in a record. */
const oneLookup = 'src/units/lookup.ts'

/** Everything untidy in one file. `path` is relative to the root, with forward slashes. */
export function inspect(program: ts.Program, file: ts.SourceFile, path: string): readonly Finding[] {
  const look: Look = { file, path, room: path.split('/')[1] ?? '', types: program.getTypeChecker() }
  const findings: Finding[] = [...suppressions(path, file.text)]
  const visit = (node: ts.Node): void => {
    for (const [rule, says] of judge(node, look)) {
      const line = file.getLineAndCharacterOfPosition(node.getStart(file)).line + 1
      findings.push({ rule, file: path, line, text: `${says}: ${excerpt(node, file)}` })
    }
    ts.forEachChild(node, visit)
  }
  if (path.startsWith('src/')) visit(file)
  return findings
}

/** Comments that silence a tool, and do not say why. Works on text, so it serves every kind of file. */
export function suppressions(path: string, text: string): readonly Finding[] {
  return text.split('\n').flatMap((line, at): readonly Finding[] => {
    const says = unreasoned(line)
    return says === undefined
      ? []
      : [{ rule: 'suppression', file: path, line: at + 1, text: `${says}: ${line.trim()}` }]
  })
}

export const show = ({ rule, file, line, text }: Finding): string => `${file}:${line} ${rule}: ${text}`

type Verdict = readonly [Rule, string]

function judge(node: ts.Node, look: Look): readonly Verdict[] {
  const verdicts = [
    division(node, look),
    inexact(node, look),
    glossary(node, look),
    inherited(node, look),
    serialised(node, look),
  ]
  if (pureRooms.has(look.room)) verdicts.push(world(node, look), asynchronous(node), shape(node), cast(node, look))
  return verdicts.filter((verdict) => verdict !== undefined)
}

function world(node: ts.Node, look: Look): Verdict | undefined {
  if (!ts.isIdentifier(node) || isPropertyName(node) || !isGlobal(node, look)) return undefined
  const parent = node.parent
  if (ts.isTypeReferenceNode(parent) || ts.isTypeQueryNode(parent)) return undefined
  if (node.text === 'performance') return ['clock', 'the time is an argument']
  if (node.text === 'crypto') return ['randomness', 'a seed is an argument']
  if (node.text === 'Math' && memberOf(node) === 'random') return ['randomness', 'a seed is an argument']
  if (node.text !== 'Date') return undefined
  const given = ts.isNewExpression(parent) && (parent.arguments?.length ?? 0) > 0
  const pure = memberOf(node) === 'UTC' || memberOf(node) === 'parse'
  return given || pure ? undefined : ['clock', 'the time is an argument']
}

function asynchronous(node: ts.Node): Verdict | undefined {
  const waits = ts.isAwaitExpression(node) || (ts.isForOfStatement(node) && node.awaitModifier !== undefined)
  const declared = node.kind === ts.SyntaxKind.AsyncKeyword
  return waits || declared ? ['async', 'nothing waits below the line'] : undefined
}

function shape(node: ts.Node): Verdict | undefined {
  if (ts.isThrowStatement(node)) {
    const thrown = node.expression
    const bare = (ts.isNewExpression(thrown) || ts.isCallExpression(thrown)) && thrown.expression.getText() === 'Error'
    return bare ? ['bare-error', 'throw a typed error that says what to do next'] : undefined
  }
  if (!ts.isClassLike(node)) return undefined
  const base = node.heritageClauses?.find((clause) => clause.token === ts.SyntaxKind.ExtendsKeyword)?.types[0]
  return base?.expression.getText().endsWith('Error') ? undefined : ['class', 'no class but errors below the line']
}

function cast(node: ts.Node, { room }: Look): Verdict | undefined {
  if (room === 'units' || !(ts.isAsExpression(node) || ts.isTypeAssertionExpression(node))) return undefined
  if (ts.isConstTypeReference(node.type)) return undefined
  return ['cast', 'only units may say what a number is']
}

function division(node: ts.Node, { path, types }: Look): Verdict | undefined {
  if (path === oneDivide || !ts.isBinaryExpression(node)) return undefined
  const divides = [
    ts.SyntaxKind.SlashToken,
    ts.SyntaxKind.PercentToken,
    ts.SyntaxKind.SlashEqualsToken,
    ts.SyntaxKind.PercentEqualsToken,
  ].includes(node.operatorToken.kind)
  if (!divides || !(isBigint(node.left, types) || isBigint(node.right, types))) return undefined
  return ['bigint-division', `exact division stands in ${oneDivide}, where it says who gets the last unit`]
}

function inexact(node: ts.Node, look: Look): Verdict | undefined {
  const says = decisionPath.has(look.room)
    ? 'engines differ in the last bit, and a decision must not'
    : 'engines differ in the last bit: say above it, after `inexact:`, why that is harmless here'
  const held = decisionPath.has(look.room) || look.room === 'models' || look.room === 'units'
  if (!held || !isInexact(node, look)) return undefined
  return !decisionPath.has(look.room) && hasReason(node, look.file) ? undefined : ['inexact-math', says]
}

function glossary(node: ts.Node, { room }: Look): Verdict | undefined {
  if (facesAbove.has(room) || !ts.isIdentifier(node)) return undefined
  const instead = never.get(node.text)
  return instead === undefined ? undefined : ['glossary', instead]
}

/** A name known only at run time, looked up where `constructor` and `__proto__` answer with what every object inherits. */
function inherited(node: ts.Node, { path, types }: Look): Verdict | undefined {
  if (path === oneLookup) return undefined
  const says: Verdict = [
    'lookup',
    `every object has a \`constructor\`: use lookup, keep (${oneLookup}) or Object.hasOwn`,
  ]
  if (ts.isElementAccessExpression(node)) {
    return isOpen(node.expression, types) && isAnyName(node.argumentExpression, types) ? says : undefined
  }
  if (ts.isComputedPropertyName(node)) {
    return ts.isBindingElement(node.parent) && isAnyName(node.expression, types) ? says : undefined
  }
  const asks = ts.isBinaryExpression(node) && node.operatorToken.kind === ts.SyntaxKind.InKeyword
  return asks && isAnyName(node.left, types) ? says : undefined
}

/** JSON made elsewhere would print a number that is not finite as null. */
function serialised(node: ts.Node, { path }: Look): Verdict | undefined {
  const isCall = ts.isPropertyAccessExpression(node) && node.getText() === 'JSON.stringify'
  return isCall && !encoders.has(path) ? ['report', 'use encode or plain (src/units/json.ts)'] : undefined
}

/** Whether the record may have any name: it has a string index, and is no array. */
function isOpen(node: ts.Expression, types: ts.TypeChecker): boolean {
  const open = (type: ts.Type): boolean =>
    type.isUnion() ? type.types.some(open) : types.getIndexInfoOfType(type, ts.IndexKind.String) !== undefined
  return open(apparent(node, types))
}

/** Whether the text is not one of a few known ones. */
function isAnyName(node: ts.Expression, types: ts.TypeChecker): boolean {
  const any = (type: ts.Type): boolean =>
    (type.flags & (ts.TypeFlags.String | ts.TypeFlags.TemplateLiteral)) !== 0 ||
    (type.isUnionOrIntersection() && type.types.some(any))
  return any(apparent(node, types))
}

function apparent(node: ts.Expression, types: ts.TypeChecker): ts.Type {
  const type = types.getNonNullableType(types.getTypeAtLocation(node))
  return types.getBaseConstraintOfType(type) ?? type
}

function isInexact(node: ts.Node, look: Look): boolean {
  if (ts.isIdentifier(node) && node.text === 'Math' && !isPropertyName(node) && isGlobal(node, look)) {
    const member = memberOf(node)
    // Constants are written in capitals; randomness has a rule of its own; `Math` passed around hides what is used.
    return member === undefined || !(reproducible.has(member) || member === 'random' || /^[A-Z0-9_]+$/.test(member))
  }
  if (!ts.isBinaryExpression(node)) return false
  const { kind } = node.operatorToken
  if (kind !== ts.SyntaxKind.AsteriskAsteriskToken && kind !== ts.SyntaxKind.AsteriskAsteriskEqualsToken) return false
  return !(isBigint(node.left, look.types) || isSmallWhole(node.right))
}

/** Squares and powers of ten written out, such as `x ** 2` and `10 ** 8`. */
const isSmallWhole = (node: ts.Expression): boolean => ts.isNumericLiteral(node) && Number.isInteger(Number(node.text))

function isBigint(node: ts.Expression, types: ts.TypeChecker): boolean {
  const holds = (type: ts.Type): boolean =>
    (type.flags & ts.TypeFlags.BigIntLike) !== 0 || (type.isUnionOrIntersection() && type.types.some(holds))
  const type = types.getTypeAtLocation(node)
  return holds(types.getBaseConstraintOfType(type) ?? type)
}

/** The name after the dot, where this name stands before one. */
function memberOf(node: ts.Identifier): string | undefined {
  const { parent } = node
  return ts.isPropertyAccessExpression(parent) && parent.expression === node ? parent.name.text : undefined
}

function isPropertyName(node: ts.Identifier): boolean {
  const { parent } = node
  if (ts.isPropertyAccessExpression(parent)) return parent.name === node
  if (ts.isPropertyAssignment(parent) || ts.isPropertySignature(parent)) return parent.name === node
  return ts.isBindingElement(parent) && parent.propertyName === node
}

/** Not declared in our own source: a book may well have a `performance` of its own. */
function isGlobal(node: ts.Identifier, { types }: Look): boolean {
  const declared = types.getSymbolAtLocation(node)?.declarations ?? []
  return declared.every((declaration) => declaration.getSourceFile().isDeclarationFile)
}

function hasReason(node: ts.Node, file: ts.SourceFile): boolean {
  const { line } = file.getLineAndCharacterOfPosition(node.getStart(file))
  const lines = file.text.split('\n')
  return [lines[line], lines[line - 1]].some((text) => /\/[/*].*\binexact: \S/.test(text ?? ''))
}

function unreasoned(line: string): string | undefined {
  if (/@ts-(ignore|nocheck)\b/.test(line)) return 'mend the type, or use @ts-expect-error with a reason'
  if (/@ts-expect-error\b(?!: \S)/.test(line)) return 'a suppression carries its reason after a colon'
  if (/biome-ignore(-all|-start)?\b(?!-)(?! [\w/]+(\(.*\))?: \S)/.test(line))
    return 'a suppression carries its reason after a colon'
  return undefined
}

const excerpt = (node: ts.Node, file: ts.SourceFile): string => (node.getText(file).split('\n')[0] ?? '').slice(0, 80)
