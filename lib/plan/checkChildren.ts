import type { Controller } from '../controller/controller.ts'
import { ownedOf } from '../controller/ownedOf.ts'
import { type Fields, isRecord } from '../json/fields.ts'
import { notJson } from '../json/notJson.ts'
import { apiVersionOf, describeRef, type KubeObject, keyOf, type Resource } from '../kube/object.ts'
import { appliedAnnotation } from '../kube/ownership/claim.ts'

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

/** What is wrong with the children of an answer, as sentences. */
export const childrenFaults = <O extends KubeObject>(
  controller: Controller<O>,
  owner: KubeObject,
  children: unknown,
): readonly string[] => {
  if (!Array.isArray(children)) return ['children is not a list']
  const seen = new Set<string>()
  return children.flatMap((said: unknown, at) => {
    const { child, faults: wordFaults } = unwrapped(said, `children[${at}]`)
    if (wordFaults.length > 0) return wordFaults
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

/** The manifest, or the ref of a child that is kept, within the words of `once`, `keep` and `after`. */
const unwrapped = (said: unknown, at: string): { readonly child: unknown; readonly faults: readonly string[] } => {
  if (!isRecord(said) || said._tag === undefined) return { child: said, faults: [] }
  const bad = (what: string) => ({ child: undefined, faults: [`${at} ${what}`] })
  switch (said._tag) {
    case 'Once':
      return { child: said.manifest, faults: [] }
    case 'Keep': {
      const { name, namespace, ...ref } = isRecord(said.ref) ? said.ref : {}
      return { child: { ...ref, metadata: { name, namespace } }, faults: [] }
    }
    case 'After': {
      if (typeof said.isReady !== 'boolean') return bad('says after something that is neither true nor false')
      if (!isText(said.why)) return bad('says after without the reason for which it waits')
      const { child } = said
      if (isRecord(child) && (child._tag === 'Keep' || child._tag === 'After'))
        return bad('says keep or after within after: one of them is enough')
      return unwrapped(child, at)
    }
    default:
      return bad('is not a manifest, and was not made by once, keep or after')
  }
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

export const jsonFaults = (value: Fields, of = ''): readonly string[] => {
  const found = notJson(value)
  return found === undefined ? [] : [`${of}${found.path} ${found.what}: say it as JSON, a time as text`]
}
