import { mergePatch as merged } from '../../../../lib/apiserver/verbs/patches/mergePatch.ts'
import { altered, type Sequence, type Step } from '../sequence.ts'
import { apply, get, jsonPatch, mergePatch, post, put, remove, strategicPatch, watch } from '../steps.ts'
import type { Command } from './command.ts'
import { type Kind, kindOf } from './kinds.ts'
import type { Parts } from './parts.ts'

/** The requests that commands stand for. */
export const render = (commands: readonly Command[], name: string): Sequence => {
  const steps: Step[] = []
  /** The step that first spoke of an object, by its path. */
  const firsts = new Map<string, number>()
  for (const command of commands) {
    const path = `${kindOf(command.kind).path}/${command.name}`
    if (!firsts.has(path) && speaksOf.has(command.does)) firsts.set(path, steps.length + 1)
    steps.push(
      ...stepsOf(command, kindOf(command.kind), {
        first: firsts.get(path) ?? steps.length + 1,
        next: steps.length + 1,
      }),
    )
  }
  return { name, steps }
}

/** Commands whose first answer is the object, if all goes well. */
const speaksOf: ReadonlySet<Command['does']> = new Set<Command['does']>([
  'create',
  'replace',
  'patch',
  'edit',
  'apply',
  'read',
])

interface Place {
  /** Step that first spoke of the object. */
  readonly first: number
  /** Number of the first step to be made. */
  readonly next: number
}

const stepsOf = (command: Command, kind: Kind, { first, next }: Place): readonly Step[] => {
  const path = `${kind.path}/${command.name}`
  const base = kind.base(command.name)
  const identity = { apiVersion: base.apiVersion, kind: base.kind, metadata: { name: command.name } }
  switch (command.does) {
    case 'create':
      return [post(withQuery(kind.path, command.query), laid(kind.parts, command.parts, base))]
    case 'replace': {
      const url = withQuery(path, command.query)
      if (command.from === 'nothing') return [put(url, laid(kind.parts, command.parts, base))]
      const patch = combined(kind.parts, command.parts)
      return command.from === 'first' && first < next
        ? [put(url, altered(first, patch))]
        : [get(path), put(url, altered(next, patch))]
    }
    case 'patch': {
      const patch = command.format === 'merge' ? mergePatch : strategicPatch
      return [patch(withQuery(path, command.query), combined(kind.parts, command.parts))]
    }
    case 'edit':
      return [jsonPatch(withQuery(path, command.query), command.operations)]
    case 'apply':
      return [
        apply(path, command.manager, laid(kind.parts, command.parts, command.whole ? base : identity), command.query),
      ]
    case 'writeStatus': {
      const url = `${path}/status`
      const patch = combined(kind.status, command.parts)
      if (command.by === 'merge') return [mergePatch(url, patch)]
      if (command.by === 'apply') return [apply(url, 'status', merged(identity, patch))]
      return [get(path), put(url, altered(next, patch))]
    }
    case 'scale': {
      const url = `${path}/scale`
      const patch = { spec: { replicas: command.replicas } }
      if (command.by === 'get') return [get(url)]
      return command.by === 'merge' ? [mergePatch(url, patch)] : [get(url), put(url, altered(next, patch))]
    }
    case 'delete':
      return [remove(withQuery(path, command.query), command.options)]
    case 'deleteAll':
      return [
        remove(
          withQuery(kind.path, command.selector === '' ? '' : `labelSelector=${encodeURIComponent(command.selector)}`),
        ),
      ]
    case 'read':
      return [get(path, { accept: command.accept })]
    case 'list':
      return [get(withQuery(kind.path, command.query), { accept: command.accept })]
    case 'watch':
      return [
        post(kind.path, kind.base(`end-${next}`)),
        watch(`${kind.path}?resourceVersion=<${first}.metadata.resourceVersion>`, { name: `end-${next}` }),
      ]
  }
}

const withQuery = (path: string, query: string): string => (query === '' ? path : `${path}?${query}`)

/** One merge patch of several. A `null` stays: it removes. */
const combined = (parts: Parts, names: readonly string[]): object =>
  names.reduce<object>((all, name) => overlaid(all, parts[name] ?? {}), {})

const overlaid = (below: object, above: object): object => {
  const result: { [field: string]: unknown } = { ...below }
  for (const [field, value] of Object.entries(above)) {
    const before = result[field]
    result[field] = isPlain(before) && isPlain(value) ? overlaid(before, value) : value
  }
  return result
}

const isPlain = (value: unknown): value is object =>
  typeof value === 'object' && value !== null && !Array.isArray(value)

const laid = (parts: Parts, names: readonly string[], base: object): unknown => merged(base, combined(parts, names))
