import type { Controller } from '../controller/controller.ts'
import { ownedOf } from '../controller/ownedOf.ts'
import { type Fields, isRecord } from '../json/fields.ts'
import { notJson } from '../json/notJson.ts'
import { apiVersionOf, describeRef, type KubeObject, keyOf, type Resource } from '../kube/object.ts'
import { appliedAnnotation } from '../kube/ownership/claim.ts'

/** The functions of a controller, and the fields of their answers. */
const answers = {
  desired: ['children', 'status', 'requeueAfterMs'],
  cleanup: ['done', 'calls', 'children', 'requeueAfterMs'],
} as const

export type Asked = keyof typeof answers

/** The server gives these to an object; in a manifest they come from a copy of an observed one. */
const ofServer = [
  'uid',
  'resourceVersion',
  'generation',
  'creationTimestamp',
  'deletionTimestamp',
  'deletionGracePeriodSeconds',
  'managedFields',
  'selfLink',
  'ownerReferences',
  'generateName',
]

/**
 * What is wrong with the answer of `desired` or `cleanup`, as sentences; none where it can be
 * carried out. It is checked as a whole: of an answer with one fault nothing is done.
 */
export const faultsOf = <O extends KubeObject>(
  controller: Controller<O>,
  owner: KubeObject,
  asked: Asked,
  answer: unknown,
): readonly string[] => {
  if (isRecord(answer) && typeof answer.then === 'function')
    return [`${asked} answers a promise: it is synchronous, so declare in related what it has to wait for`]
  if (!isRecord(answer)) {
    const what = answer === null ? 'null' : Array.isArray(answer) ? 'a list' : typeof answer
    return [`${asked} answers ${what}: answer an object, {} to leave everything as it is`]
  }
  const known: readonly string[] = answers[asked]
  const unknown = Object.keys(answer).filter(field => answer[field] !== undefined && !known.includes(field))
  const { children, requeueAfterMs, ...rest } = answer
  return [
    ...unknown.map(field => `${asked} answers an unknown field ${field}: known are ${known.join(', ')}`),
    ...(requeueAfterMs === undefined || isDuration(requeueAfterMs)
      ? []
      : [`requeueAfterMs is ${String(requeueAfterMs)}: give milliseconds`]),
    ...(unknown.length > 0 ? [] : jsonFaults(rest)),
    ...(children === undefined ? [] : childrenFaults(controller, owner, children)),
  ]
}

const isDuration = (value: unknown): boolean => typeof value === 'number' && !Number.isNaN(value)

const jsonFaults = (value: Fields, of = ''): readonly string[] => {
  const found = notJson(value)
  return found === undefined ? [] : [`${of}${found.path} ${found.what}: say it as JSON, a time as text`]
}

const childrenFaults = <O extends KubeObject>(
  controller: Controller<O>,
  owner: KubeObject,
  children: unknown,
): readonly string[] => {
  if (!Array.isArray(children)) return ['children is not a list']
  const seen = new Set<string>()
  return children.flatMap((child: unknown, at) => {
    const { apiVersion, kind, metadata } = isRecord(child) ? child : {}
    const { name, namespace = owner.metadata.namespace } = isRecord(metadata) ? metadata : {}
    if (!isRecord(child) || !isRecord(metadata) || !isText(apiVersion) || !isText(kind) || !isText(name))
      return [`children[${at}] is not a manifest: it needs apiVersion, kind and metadata.name`]
    if (namespace !== undefined && typeof namespace !== 'string')
      return [`children[${at}]: metadata.namespace is not a text`]
    const ref = { apiVersion, kind, name, ...(namespace !== undefined && { namespace }) }
    const id = `${apiVersion}/${kind}/${keyOf(ref)}`
    const isTwice = seen.has(id)
    seen.add(id)
    const what = describeRef(ref)
    const declared = ownedOf(controller, ref)
    return [
      ...(isTwice ? [`${what} is among the children twice`] : []),
      ...(declared === undefined
        ? [undeclared(controller, apiVersion, kind, what)]
        : scopeFaults(declared.resource, owner, namespace, what)),
      ...metadataFaults(metadata, what),
      ...jsonFaults(child, `${what}: `),
    ]
  })
}

const isText = (value: unknown): value is string => typeof value === 'string' && value !== ''

const undeclared = <O extends KubeObject>(
  { owns }: Controller<O>,
  apiVersion: string,
  kind: string,
  what: string,
): string => {
  const other = owns.find(({ resource }) => resource.kind === kind)
  const versions =
    other && `${what} is of ${apiVersion}, and declared in owns is ${kind} of ${apiVersionOf(other.resource)}`
  return (
    versions ?? `${what} is not among the kinds that this controller declares in owns: add ${kind} of ${apiVersion}`
  )
}

/** A namespaced owner cannot own across namespaces: the garbage collector would delete such a child. */
const scopeFaults = (
  { scope }: Resource,
  owner: KubeObject,
  namespace: string | undefined,
  what: string,
): readonly string[] => {
  const { namespace: home } = owner.metadata
  if (scope === 'Cluster')
    return home === undefined
      ? []
      : [`${what} is cluster-scoped, so ${owner.kind}, which is in a namespace, cannot own it`]
  if (namespace === undefined) return [`${what} is in no namespace: name one, as ${owner.kind} is cluster-scoped`]
  return home === undefined || namespace === home
    ? []
    : [`${what} is not in the namespace ${home} of its owner, which cannot own it there`]
}

const metadataFaults = (metadata: Fields, what: string): readonly string[] => {
  const foreign = ofServer.filter(field => metadata[field] !== undefined)
  const { annotations } = metadata
  return [
    ...(foreign.length === 0
      ? []
      : [`${what}: metadata.${foreign.join(', metadata.')} cannot be desired: leave it out`]),
    ...(isRecord(annotations) && annotations[appliedAnnotation] !== undefined
      ? [`${what}: the annotation ${appliedAnnotation} is the runtime’s: leave it out`]
      : []),
  ]
}
