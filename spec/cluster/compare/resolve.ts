import { mergePatch } from '../../../lib/apiserver/verbs/patches/mergePatch.ts'
import { isRecord } from '../../../lib/json/fields.ts'

/** Values for the references of a sequence: its namespace and the answers so far, the first at index 0. */
export interface Bindings {
  readonly namespace: string
  readonly answers: readonly unknown[]
}

const reference = /<(ns|(\d+)((?:\.[^.<>]+)+))>/g

export const resolveText = (text: string, bindings: Bindings, encode = (value: string) => value): string =>
  text.includes('<')
    ? text.replace(reference, (_all, name: string, step: string | undefined, path: string | undefined) =>
        encode(
          name === 'ns'
            ? bindings.namespace
            : textOf(valueAt(bindings.answers[Number(step) - 1], (path ?? '').slice(1))),
        ),
      )
    : text

export const resolveBody = (body: unknown, bindings: Bindings): unknown => {
  if (typeof body === 'string') return resolveText(body, bindings)
  if (Array.isArray(body)) return body.map(item => resolveBody(item, bindings))
  if (!isRecord(body)) return body
  if (typeof body.fromStep === 'number') {
    return mergePatch(bindings.answers[body.fromStep - 1], resolveBody(body.patch, bindings))
  }
  return Object.fromEntries(
    Object.entries(body).map(([field, value]) => [resolveText(field, bindings), resolveBody(value, bindings)]),
  )
}

/**
 * At a path such as `items.0.metadata.uid`, or `resources.name=pods` for the item of a list whose field (or
 * path of fields, with `~1` for the dots) is so.
 */
export const valueAt = (value: unknown, path: string): unknown =>
  path.split('.').reduce<unknown>((at, part) => {
    const name = part.replaceAll('~1', '.')
    if (Array.isArray(at)) return itemAt(at, name)
    return isRecord(at) ? at[name] : undefined
  }, value)

const itemAt = (list: readonly unknown[], name: string): unknown => {
  const [, field, wanted] = /^([^=]+)=(.*)$/.exec(name) ?? []
  return field === undefined ? list[Number(name)] : list.find(item => valueAt(item, field) === wanted)
}

const textOf = (value: unknown): string =>
  value === undefined || value === null ? '' : typeof value === 'string' ? value : JSON.stringify(value)
