import { type Either, left, right } from 'fp-ts/lib/Either.js'
import { equal } from '../json/equal.ts'
import { isRecord } from '../json/fields.ts'
import { parsedJson } from '../json/parsedJson.ts'
import { apiVersionOf, keyOf, type Resource } from '../kube/object.ts'
import { asText } from '../text/asText.ts'
import { messageOf } from '../text/messageOf.ts'
import { valueAt, withValueAt } from './fieldPath.ts'
import { resourcesOf, type Side, type Versions } from './index.ts'

type Fields = { readonly [field: string]: unknown }

/**
 * An object in another version of its kind; itself where it is of that version. A refusal names the object,
 * its version and the reason.
 *
 * Lossless: what the other version cannot say goes with the object, in the annotation `GROUP/converted-from-VERSION`,
 * and comes back from there. That is believed only for a field which still says what was read from it, so an edit made
 * in the other version wins. In the version that it speaks of, an object does not have the annotation. It is for what
 * is short: all annotations of an object together may have 256 KiB.
 */
export const convert = (versions: Versions, object: Fields, apiVersion: string): Either<string, Fields> => {
  if (object.apiVersion === apiVersion) return right(object)
  const known = resourcesOf(versions)
  const [from, to] = [object.apiVersion, apiVersion].map(each => known.find(one => apiVersionOf(one) === each))
  const served = known.map(apiVersionOf).join(' and ')
  const unknown = (version: unknown) =>
    left(`${nameOf(object)} has no version ${JSON.stringify(version)}: it is served as ${served}`)
  if (from === undefined) return unknown(object.apiVersion)
  if (to === undefined) return unknown(apiVersion)
  try {
    return right(steps(versions, from, to).reduce(stepped, object))
  } catch (thrown) {
    const why = messageOf(thrown)
    return left(`${nameOf(object)} cannot be converted from ${apiVersionOf(from)} to ${apiVersion}: ${why}`)
  }
}

/** `MyApp demo/web`: for messages, whatever the object lacks. */
const nameOf = ({ kind, metadata }: Fields): string => {
  const { name, generateName, namespace } = isRecord(metadata) ? metadata : {}
  const called = typeof name === 'string' ? name : typeof generateName === 'string' ? `${generateName}*` : '(unnamed)'
  return `${asText(kind)} ${keyOf({ name: called, ...(typeof namespace === 'string' && { namespace }) })}`
}

interface Step {
  readonly from: Resource
  readonly to: Resource
  readonly moves: readonly { readonly source: Side; readonly target: Side }[]
}

/** Converts by way of the hub version. */
const steps = ({ hub, others }: Versions, from: Resource, to: Resource): readonly Step[] => {
  const changesOf = (of: Resource) => others.find(({ resource }) => resource === of)?.changes ?? []
  const up = changesOf(from).map(({ hub: target, here: source }) => ({ source, target }))
  const down = changesOf(to).map(({ hub: source, here: target }) => ({ source, target }))
  return [
    ...(from === hub ? [] : [{ from, to: hub, moves: up }]),
    ...(to === hub ? [] : [{ from: hub, to, moves: down }]),
  ]
}

const stepped = (object: Fields, { from, to, moves }: Step): Fields => {
  const carried = carriedIn(object, carrierOf(to))
  const unsaid: { [name: string]: unknown } = {}
  let next: Fields = { ...object, apiVersion: apiVersionOf(to) }
  for (const { source, target } of moves) {
    const value = valueAt(object, source.path)
    const said = value === undefined ? undefined : restored(carried[target.name], value, target, source)
    if (!equal(target.across(said), value)) unsaid[source.name] = value
    // A field that has the new name already is unknown to this version. The two change places, and so it comes back.
    if (source.name !== target.name) next = withValueAt(next, source.path, valueAt(object, target.path))
    next = withValueAt(next, target.path, said)
  }
  return withAnnotations(next, {
    [carrierOf(to)]: undefined,
    [carrierOf(from)]: Object.keys(unsaid).length === 0 ? undefined : JSON.stringify(unsaid),
  })
}

/** The value that was carried along, where its version may have it and it converts to what this version says now. */
const restored = (carried: unknown, value: unknown, target: Side, source: Side): unknown =>
  carried !== undefined && target.accepts(carried) && equal(target.across(carried), value)
    ? carried
    : source.across(value)

const carrierOf = ({ group, version }: Resource): string => `${group}/converted-from-${version}`

const annotationsOf = ({ metadata }: Fields): Fields => {
  const annotations = isRecord(metadata) ? metadata.annotations : undefined
  return isRecord(annotations) ? annotations : {}
}

const carriedIn = (object: Fields, carrier: string): Fields => {
  const text = annotationsOf(object)[carrier]
  if (typeof text !== 'string') return {}
  const carried = parsedJson(text)
  return isRecord(carried) ? carried : {}
}

const withAnnotations = (object: Fields, changes: { readonly [name: string]: string | undefined }): Fields => {
  const before = annotationsOf(object)
  if (Object.entries(changes).every(([name, value]) => before[name] === value)) return object
  const kept = Object.entries({ ...before, ...changes }).filter(([, value]) => value !== undefined)
  const { annotations: _annotations, ...metadata } = isRecord(object.metadata) ? object.metadata : {}
  return {
    ...object,
    metadata: kept.length === 0 ? metadata : { ...metadata, annotations: Object.fromEntries(kept) },
  }
}
