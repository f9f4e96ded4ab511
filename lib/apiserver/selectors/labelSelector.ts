import { badRequest } from '../../kube/status.ts'
import { refuse } from '../wire/refusal.ts'

/** One requirement of a label selector. */
export interface Requirement {
  readonly key: string
  readonly operator: 'in' | 'notin' | 'exists' | '!' | 'gt' | 'lt'
  readonly values: readonly string[]
}

type Labels = { readonly [key: string]: string }

const name = '[A-Za-z0-9](?:[-A-Za-z0-9_.]*[A-Za-z0-9])?'
const keyPattern = new RegExp(`^(?:[a-z0-9](?:[-a-z0-9.]*[a-z0-9])?/)?${name}$`)
const valuePattern = new RegExp(`^(?:${name})?$`)

/** Parses `app=web,tier in (a, b),!canary,size>3`. Refuses with 400 what does not parse. */
export const parseLabelSelector = (text: string): readonly Requirement[] =>
  splitOutsideParentheses(text).map(part => {
    const requirement = parseRequirement(part.trim())
    if (requirement === undefined) return refuse(badRequest(`unable to parse requirement: found '${part.trim()}'`))
    const wrong = requirement.values.find(value => !valuePattern.test(value) || value.length > 63)
    if (!keyPattern.test(requirement.key)) {
      return refuse(
        badRequest(
          `unable to parse requirement: <nil>: Invalid value: "${requirement.key}": name part must consist of alphanumeric characters, '-', '_' or '.', and must start and end with an alphanumeric character`,
        ),
      )
    }
    if (wrong !== undefined) {
      return refuse(
        badRequest(
          `unable to parse requirement: values[0][${requirement.key}]: Invalid value: "${wrong}": a valid label must be an empty string or consist of alphanumeric characters, '-', '_' or '.', and must start and end with an alphanumeric character`,
        ),
      )
    }
    return requirement
  })

const splitOutsideParentheses = (text: string): readonly string[] => {
  if (text.trim() === '') return []
  const parts: string[] = []
  let from = 0
  let depth = 0
  for (let at = 0; at < text.length; at += 1) {
    const character = text.charAt(at)
    if (character === '(') depth += 1
    if (character === ')') depth = Math.max(0, depth - 1)
    if (character !== ',' || depth > 0) continue
    parts.push(text.slice(from, at))
    from = at + 1
  }
  return [...parts, text.slice(from)]
}

const parseRequirement = (part: string): Requirement | undefined => {
  const set = /^(\S+)\s+(in|notin)\s*\(([^()]*)\)$/.exec(part)
  if (set !== null) {
    const values = (set[3] ?? '').split(',').map(value => value.trim())
    return { key: set[1] ?? '', operator: set[2] === 'in' ? 'in' : 'notin', values }
  }
  const absent = /^!\s*(\S+)$/.exec(part)
  if (absent !== null) return { key: absent[1] ?? '', operator: '!', values: [] }
  const compared = /^([^\s=!<>]+)\s*(==|=|!=|>|<)\s*(\S*)$/.exec(part)
  if (compared !== null) {
    const operator = operators[compared[2] ?? ''] ?? 'in'
    const value = compared[3] ?? ''
    if ((operator === 'gt' || operator === 'lt') && !/^-?\d+$/.test(value)) return undefined
    return { key: compared[1] ?? '', operator, values: [value] }
  }
  return /^[^\s=!<>()]+$/.test(part) ? { key: part, operator: 'exists', values: [] } : undefined
}

const operators: { readonly [sign: string]: Requirement['operator'] } = {
  '=': 'in',
  '==': 'in',
  '!=': 'notin',
  '>': 'gt',
  '<': 'lt',
}

export const matchesLabels = (requirements: readonly Requirement[], labels: Labels = {}): boolean =>
  requirements.every(({ key, operator, values }) => {
    const value = Object.hasOwn(labels, key) ? labels[key] : undefined
    switch (operator) {
      case 'exists':
        return value !== undefined
      case '!':
        return value === undefined
      case 'in':
        return value !== undefined && values.includes(value)
      case 'notin':
        return value === undefined || !values.includes(value)
      case 'gt':
        return value !== undefined && /^-?\d+$/.test(value) && Number(value) > Number(values[0])
      case 'lt':
        return value !== undefined && /^-?\d+$/.test(value) && Number(value) < Number(values[0])
    }
    return false
  })
