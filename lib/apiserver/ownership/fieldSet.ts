import type { FieldsV1 } from '../../kube/managedFields.ts'

/**
 * Sets of field paths in the notation of `fieldsV1`. A node below the root is a member of the set if it
 * has no children or if it has the child `.`; `undefined` is a subtree without any member.
 */
export type FieldSet = FieldsV1 | undefined

const here = '.'
const leaf: FieldsV1 = {}

/** One place, with nothing below it. */
export const onlyHere: FieldsV1 = leaf

const isMember = (node: FieldSet): boolean => {
  if (node === undefined) return false
  for (const element in node) return here in node || element === here
  return true
}

/** A node of its parts; `children` is taken over, not copied. */
export const nodeOf = (member: boolean, children: { [element: string]: FieldsV1 }): FieldSet => {
  for (const _element in children) return member ? { [here]: leaf, ...children } : children
  return member ? leaf : undefined
}

export const isEmpty = (set: FieldSet): boolean => {
  for (const _element in set) return false
  return true
}

const combine = (
  a: FieldSet,
  b: FieldSet,
  member: boolean,
  below: (a: FieldSet, b: FieldSet) => FieldSet,
): FieldSet => {
  const children: { [element: string]: FieldsV1 } = {}
  for (const element in a) {
    if (element === here) continue
    const child = below(a[element], b?.[element])
    if (child !== undefined) children[element] = child
  }
  for (const element in b) {
    if (element === here || (a !== undefined && element in a)) continue
    const child = below(undefined, b[element])
    if (child !== undefined) children[element] = child
  }
  return nodeOf(member, children)
}

/** The algebra below the root, where a node without children is a member. */
const unionNode = (a: FieldSet, b: FieldSet): FieldSet => {
  if (a === undefined || a === b) return b
  return b === undefined ? a : combine(a, b, isMember(a) || isMember(b), unionNode)
}

const differenceNode = (a: FieldSet, b: FieldSet): FieldSet => {
  if (a === undefined || a === b) return undefined
  return b === undefined ? a : combine(a, b, isMember(a) && !isMember(b), differenceNode)
}

const intersectionNode = (a: FieldSet, b: FieldSet): FieldSet => {
  if (a === undefined || b === undefined) return undefined
  return a === b ? a : combine(a, b, isMember(a) && isMember(b), intersectionNode)
}

export const union = (a: FieldSet, b: FieldSet): FieldSet => combine(a, b, false, unionNode)
/** The fields that are in `a` and not in `b`. */
export const difference = (a: FieldSet, b: FieldSet): FieldSet => combine(a, b, false, differenceNode)
export const intersection = (a: FieldSet, b: FieldSet): FieldSet => combine(a, b, false, intersectionNode)

export const hasMember = (set: FieldSet, element: string): boolean => isMember(set?.[element])

/** The members' paths, as lists of elements. */
export const paths = (set: FieldSet, prefix: readonly string[] = []): readonly (readonly string[])[] => {
  const elements = Object.keys(set ?? {})
    .filter(element => element !== here)
    .sort()
  return [
    ...elements.filter(element => isMember(set?.[element])).map(element => [...prefix, element]),
    ...elements.flatMap(element => paths(set?.[element], [...prefix, element])),
  ]
}
