import * as t from 'io-ts'
import { quick } from './quick.ts'

/**
 * The shape of every Kubernetes object, and a kind as a value.
 *
 * Objects stay the raw JSON that the API server sent: unknown fields survive,
 * timestamps stay strings, nothing is cloned.
 */

export type Json = null | boolean | number | string | readonly Json[] | { readonly [field: string]: Json }

/** `namespace/name`, or `name` for a cluster-scoped object. */
export type Key = string

export const OwnerReference = t.readonly(
  t.intersection([
    t.type({ apiVersion: t.string, kind: t.string, name: t.string, uid: t.string }),
    t.partial({ controller: t.boolean, blockOwnerDeletion: t.boolean }),
  ]),
)
export type OwnerReference = t.TypeOf<typeof OwnerReference>

export const ObjectMeta = t.readonly(
  t.intersection([
    t.type({ name: t.string, uid: t.string, resourceVersion: t.string }),
    t.partial({
      namespace: t.string,
      generation: t.number,
      creationTimestamp: t.string,
      deletionTimestamp: t.string,
      labels: t.readonly(t.record(t.string, t.string)),
      annotations: t.readonly(t.record(t.string, t.string)),
      finalizers: t.readonlyArray(t.string),
      ownerReferences: t.readonlyArray(OwnerReference),
    }),
  ]),
)
export type ObjectMeta = t.TypeOf<typeof ObjectMeta>

/** An object that exists in a cluster. */
export interface KubeObject {
  readonly apiVersion: string
  readonly kind: string
  readonly metadata: ObjectMeta
}

/** An object as it is desired: without a uid and a resourceVersion. */
export interface Manifest {
  readonly apiVersion: string
  readonly kind: string
  readonly metadata: {
    readonly name: string
    readonly namespace?: string
    readonly labels?: Readonly<Record<string, string>>
    readonly annotations?: Readonly<Record<string, string>>
    readonly ownerReferences?: readonly OwnerReference[]
  }
  readonly [field: string]: unknown
}

/** Names one object of one kind. */
export interface Ref {
  readonly apiVersion: string
  readonly kind: string
  readonly namespace?: string
  readonly name: string
}

/** A custom resource with a decoded spec. Status is whatever the server holds. */
export interface CustomObject<Spec> extends KubeObject {
  readonly spec: Spec
  readonly status?: Readonly<Record<string, unknown>>
}

/** The reading half of an io-ts type. */
export interface Codec<A> extends t.Decoder<unknown, A> {
  readonly is: (value: unknown) => value is A
}

/** A kind as a value: where it is served and what its objects look like. */
export interface Resource<O extends KubeObject = KubeObject> {
  /** '' for the core group. */
  readonly group: string
  readonly version: string
  readonly kind: string
  readonly plural: string
  readonly scope: 'Namespaced' | 'Cluster'
  readonly codec: Codec<O>
  /** The codec of its spec, from which a CRD can be made. Absent: the kind is defined elsewhere. */
  readonly spec?: t.Mixed
}

/** The objects of a kind: `ObjectOf<typeof Deployment>`. */
export type ObjectOf<R extends Resource> = R extends Resource<infer O> ? O : never

const identity = { apiVersion: t.string, kind: t.string, metadata: ObjectMeta }

/** The codec that asks of an object only that it is one. */
export const KubeObject: t.Type<KubeObject> = quick(t.type(identity, 'KubeObject'))

/** A custom resource whose spec is decoded by `spec` (an io-ts codec). Namespaced unless said otherwise. */
export const resource = <Spec>(
  group: string,
  version: string,
  kind: string,
  plural: string,
  spec: t.Type<Spec, unknown>,
  scope: Resource['scope'] = 'Namespaced',
): Resource<CustomObject<Spec>> => ({
  group,
  version,
  kind,
  plural,
  scope,
  codec: quick(
    t.intersection([t.type({ ...identity, spec }), t.partial({ status: t.readonly(t.UnknownRecord) })], kind),
  ),
  spec,
})

/** A kind whose objects sluice only needs to recognise: a Deployment, a Service, … */
export const kind = (
  group: string,
  version: string,
  name: string,
  plural: string,
  scope: Resource['scope'] = 'Namespaced',
): Resource => ({ group, version, kind: name, plural, scope, codec: KubeObject })

export const apiVersionOf = (of: { readonly group: string; readonly version: string }): string =>
  of.group === '' ? of.version : `${of.group}/${of.version}`

export const keyOf = (of: { readonly namespace?: string; readonly name: string }): Key =>
  of.namespace === undefined ? of.name : `${of.namespace}/${of.name}`

/** The inverse of `keyOf`. Names hold no slash. */
export const fromKey = (key: Key): { readonly namespace?: string; readonly name: string } => {
  const slash = key.indexOf('/')
  return slash < 0 ? { name: key } : { namespace: key.slice(0, slash), name: key.slice(slash + 1) }
}

export const refOf = (object: KubeObject | Manifest): Ref => ({
  apiVersion: object.apiVersion,
  kind: object.kind,
  ...(object.metadata.namespace !== undefined && { namespace: object.metadata.namespace }),
  name: object.metadata.name,
})

/** `Deployment demo/web`: how an object is named in messages. */
export const describeRef = (ref: Ref): string => `${ref.kind} ${keyOf(ref)}`

/** The path below the server's address: of the collection, or of one object in it. */
export const pathOf = (of: Resource, namespace?: string, name?: string): string => {
  const root = of.group === '' ? `/api/${of.version}` : `/apis/${of.group}/${of.version}`
  const within = namespace === undefined ? '' : `/namespaces/${encodeURIComponent(namespace)}`
  return `${root}${within}/${of.plural}${name === undefined ? '' : `/${encodeURIComponent(name)}`}`
}

export const controllerOf = (object: KubeObject): OwnerReference | undefined =>
  object.metadata.ownerReferences?.find(owner => owner.controller === true)
