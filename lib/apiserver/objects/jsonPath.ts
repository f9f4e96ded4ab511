import { isRecord } from '../../json/fields.ts'
import { asText } from '../../text/asText.ts'

/** One step of a JSON path. */
export type JsonPathStep =
  | { readonly _tag: 'Field'; readonly name: string }
  | { readonly _tag: 'Index'; readonly index: number }
  | { readonly _tag: 'All' }
  | {
      readonly _tag: 'Filter'
      readonly path: readonly JsonPathStep[]
      readonly operator: Operator
      readonly value: unknown
    }

type Operator = '==' | '!=' | '<' | '<=' | '>' | '>=' | 'exists'

/**
 * The part of kubectl's JSON path that columns and scale paths use: `.a.b`, `.a['b.c']`, `.a\.b`,
 * `[0]`, `[-1]`, `[*]`, `[?(@.type=="Ready")]`. `undefined` where the text is not such a path.
 */
export const parseJsonPath = (text: string): readonly JsonPathStep[] | undefined => {
  const known = parsed.get(text)
  if (known !== undefined) return known
  const path = stepsOf(text.replace(/^\{(.*)\}$/, '$1').replace(/^\$/, ''))
  if (path !== undefined) parsed.set(text, path)
  return path
}

const parsed = new Map<string, readonly JsonPathStep[]>()

const token =
  /\.?\[\s*(?:(-?\d+)|(\*)|'((?:[^'\\]|\\.)*)'|"((?:[^"\\]|\\.)*)"|\?\(\s*@((?:"(?:[^"\\]|\\.)*"|'(?:[^'\\]|\\.)*'|[^)"'])*)\))\s*\]|\.(\*|(?:[^.[\]\\]|\\.)+)/y

const stepsOf = (text: string): readonly JsonPathStep[] | undefined => {
  const steps: JsonPathStep[] = []
  let at = 0
  while (at < text.length) {
    token.lastIndex = at
    const match = token.exec(text)
    if (match === null) return undefined
    const [whole, index, all, single, double, filter, name] = match
    at += whole.length
    if (index !== undefined) steps.push({ _tag: 'Index', index: Number(index) })
    else if (all !== undefined || name === '*') steps.push({ _tag: 'All' })
    else if (filter !== undefined) {
      const step = filterOf(filter)
      if (step === undefined) return undefined
      steps.push(step)
    } else steps.push({ _tag: 'Field', name: (name ?? single ?? double ?? '').replace(/\\(.)/g, '$1') })
  }
  return steps
}

const filterOf = (text: string): JsonPathStep | undefined => {
  const [operator] = /==|!=|<=|>=|<|>/.exec(text) ?? []
  const at = operator === undefined ? text.length : text.indexOf(operator)
  const right = text.slice(at + (operator ?? '').length).trim()
  const path = stepsOf(text.slice(0, at).trim())
  if (path === undefined) return undefined
  if (!isOperator(operator)) return { _tag: 'Filter', path, operator: 'exists', value: undefined }
  const value = literal(right)
  return value === undefined ? undefined : { _tag: 'Filter', path, operator, value: value.value }
}

const isOperator = (text: string | undefined): text is Operator =>
  text === '==' || text === '!=' || text === '<' || text === '<=' || text === '>' || text === '>='

const literal = (text: string): { readonly value: unknown } | undefined => {
  const quoted = /^(["'])(.*)\1$/.exec(text)
  if (quoted !== null) return { value: (quoted[2] ?? '').replace(/\\(.)/g, '$1') }
  if (text === 'true' || text === 'false') return { value: text === 'true' }
  return text !== '' && !Number.isNaN(Number(text)) ? { value: Number(text) } : undefined
}

/** All values that a path finds, in order. A path through what is not there finds nothing. */
export const findAll = (path: readonly JsonPathStep[], value: unknown): readonly unknown[] =>
  path.reduce<readonly unknown[]>((found, step) => found.flatMap(item => take(step, item)), [value])

const take = (step: JsonPathStep, value: unknown): readonly unknown[] => {
  switch (step._tag) {
    case 'Field': {
      if (!isRecord(value) || !Object.hasOwn(value, step.name)) return []
      return value[step.name] === undefined ? [] : [value[step.name]]
    }
    case 'Index': {
      const item = Array.isArray(value) ? value.at(step.index) : undefined
      return item === undefined ? [] : [item]
    }
    case 'All':
      return Array.isArray(value) ? value : isRecord(value) ? Object.values(value) : []
    case 'Filter':
      return (Array.isArray(value) ? value : []).filter(item => holds(step, item))
  }
}

const holds = (step: JsonPathStep & { readonly _tag: 'Filter' }, item: unknown): boolean => {
  const [left] = findAll(step.path, item)
  const { operator, value: right } = step
  if (operator === 'exists') return left !== undefined
  if (left === undefined) return false
  if (operator === '==') return left === right
  if (operator === '!=') return left !== right
  if (typeof left !== typeof right || (typeof left !== 'number' && typeof left !== 'string')) return false
  const order = typeof left === 'number' ? left - Number(right) : left < asText(right) ? -1 : left === right ? 0 : 1
  return operator === '<' ? order < 0 : operator === '<=' ? order <= 0 : operator === '>' ? order > 0 : order >= 0
}
