import { equal } from '../../../json/equal.ts'
import { isRecord } from '../../../json/fields.ts'
import { badRequest, unprocessable } from '../../../kube/status.ts'
import { refuse } from '../../wire/refusal.ts'

/** RFC 6902. A patch that is none is refused with 400, one that cannot be applied with 422. */
export const jsonPatch = (target: unknown, patch: unknown): unknown => {
  const undecodable = (what: string, as: string) =>
    refuse(badRequest(`error decoding patch: json: cannot unmarshal ${what} into Go value of type ${as}`))
  if (!Array.isArray(patch)) return undecodable('object', '[]handlers.jsonPatchOp')
  const other = patch.find(operation => !isRecord(operation) && operation !== null)
  if (other !== undefined) {
    return undecodable(Array.isArray(other) ? 'array' : typeof other, 'handlers.jsonPatchOp')
  }
  return patch.reduce<unknown>((value, operation) => applied(value, operation), target)
}

const applied = (value: unknown, operation: unknown): unknown => {
  if (!isRecord(operation) || typeof operation.path !== 'string') return refuse(unprocessable())
  const path = pointer(operation.path)
  switch (operation.op) {
    case 'add':
      return added(value, path, required(operation, 'value'))
    case 'replace':
      return replaced(value, path, required(operation, 'value'))
    case 'remove':
      return removed(value, path)
    case 'test':
      return equal(found(value, path), operation.value ?? null) ? value : refuse(unprocessable())
    case 'copy':
      return added(value, path, existing(value, pointer(operation.from)))
    case 'move': {
      const from = pointer(operation.from)
      return added(removed(value, from), path, existing(value, from))
    }
    default:
      return refuse(unprocessable())
  }
}

const required = (operation: { readonly [field: string]: unknown }, field: string): unknown =>
  field in operation ? operation[field] : refuse(unprocessable())

const pointer = (text: unknown): readonly string[] => {
  if (text === '') return []
  if (typeof text !== 'string' || !text.startsWith('/')) return refuse(unprocessable())
  return text
    .slice(1)
    .split('/')
    .map(part => part.replaceAll('~1', '/').replaceAll('~0', '~'))
}

/** The value at a path; an absent one tests as null. */
const found = (value: unknown, path: readonly string[]): unknown => lookUp(value, path) ?? null

const existing = (value: unknown, path: readonly string[]): unknown => {
  const at = lookUp(value, path)
  return at === undefined ? refuse(unprocessable()) : at
}

const lookUp = (value: unknown, path: readonly string[]): unknown => {
  let at = value
  for (const part of path) {
    if (Array.isArray(at)) at = at[index(part, at.length - 1)]
    else if (isRecord(at) && Object.hasOwn(at, part)) at = at[part]
    else return undefined
  }
  return at
}

/** Changes the container at the end of a path, copying only what lies on the way to it. */
const inContainer = (
  value: unknown,
  path: readonly string[],
  change: (container: unknown, part: string) => unknown,
): unknown => {
  const [part, ...rest] = path
  if (part === undefined) return refuse(unprocessable())
  if (rest.length === 0) return change(value, part)
  if (Array.isArray(value)) {
    const at = index(part, value.length - 1)
    return value.with(at, inContainer(value[at], rest, change))
  }
  if (isRecord(value) && Object.hasOwn(value, part)) return { ...value, [part]: inContainer(value[part], rest, change) }
  return refuse(unprocessable())
}

const added = (value: unknown, path: readonly string[], next: unknown): unknown =>
  path.length === 0
    ? next
    : inContainer(value, path, (container, part) => {
        if (Array.isArray(container)) {
          return container.toSpliced(part === '-' ? container.length : index(part, container.length), 0, next)
        }
        return isRecord(container) ? { ...container, [part]: next } : refuse(unprocessable())
      })

const replaced = (value: unknown, path: readonly string[], next: unknown): unknown =>
  path.length === 0
    ? next
    : inContainer(value, path, (container, part) => {
        if (Array.isArray(container)) return container.with(index(part, container.length - 1), next)
        // The real server does not mind when there is nothing to replace.
        return isRecord(container) ? { ...container, [part]: next } : refuse(unprocessable())
      })

const removed = (value: unknown, path: readonly string[]): unknown =>
  inContainer(value, path, (container, part) => {
    if (Array.isArray(container)) return container.toSpliced(index(part, container.length - 1), 1)
    if (!isRecord(container) || !Object.hasOwn(container, part)) return refuse(unprocessable())
    const { [part]: _removed, ...rest } = container
    return rest
  })

const index = (part: string, most: number): number => {
  const at = /^(0|[1-9]\d*)$/.test(part) ? Number(part) : Number.NaN
  return at <= most ? at : refuse(unprocessable())
}
