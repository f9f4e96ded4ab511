import type * as t from 'io-ts'
import type { KubeObject, Resource } from '../kube/object.ts'
import type { FieldPath } from './fieldPath.ts'

/**
 * The versions of a kind as a value. One of them, the hub, is stored; each other
 * version says which fields it says differently. All else is the same in both:
 * status, metadata, unknown fields.
 */
export interface Versions {
  readonly hub: Resource
  readonly others: readonly Version[]
}

export interface Version {
  readonly resource: Resource
  /** No path of one change is that of another, or lies within it. */
  readonly changes: readonly VersionChange[]
}

/** One field of both versions: in the hub at one place and in one form, here at another or in another. */
export interface FieldChange<Hub, Here> {
  readonly hub: Field<Hub> & {
    /** Whether the hub's schema accepts a value. Asked of values that were carried along, which no later step validates. */
    readonly codec: Pick<t.Type<Hub>, 'is'>
  }
  readonly here: Field<Here>
  /**
   * Both ways lose as little as they can. What is lost is found by going back,
   * and travels in an annotation. A throw refuses the object, with its message.
   */
  readonly toHub: (value: Here) => Hub
  readonly fromHub: (value: Hub) => Here
}

export interface Field<A> {
  /** The names on the way, dotted: `spec.size`. */
  readonly path: string
  /**
   * Its types alone. The API server converts before it validates, and while it works out what an apply removes: then
   * any part of an object may be missing, and what comes out must have the types of the schema all the same.
   */
  readonly form: t.Type<A, unknown>
}

/** A `FieldChange` that takes any value: one of the wrong type is passed on as it is, for the schema to refuse. */
export interface VersionChange {
  readonly hub: Side
  readonly here: Side
}

/** One end of a change. */
export interface Side {
  readonly name: string
  readonly path: FieldPath
  /** Whether a value that was carried along may come back. */
  readonly accepts: (value: unknown) => boolean
  /** A value of this end as the other end says it. */
  readonly across: (value: unknown) => unknown
}

export const change = <Hub, Here>({ hub, here, toHub, fromHub }: FieldChange<Hub, Here>): VersionChange => ({
  hub: { ...sideOf(hub, fromHub), accepts: hub.codec.is },
  here: sideOf(here, toHub),
})

const sideOf = <A>({ path, form }: Field<A>, across: (value: A) => unknown): Side => ({
  name: path,
  path: path.split('.'),
  accepts: form.is,
  across: value => (form.is(value) ? across(value) : value),
})

/** The same value at another path. */
export const renamed = (hub: string, here: string): VersionChange => ({ hub: unchanged(hub), here: unchanged(here) })

const unchanged = (path: string): Side => ({
  name: path,
  path: path.split('.'),
  accepts: () => true,
  across: value => value,
})

/** The resources of all versions, the hub's first. */
export const resourcesOf = ({ hub, others }: Versions): readonly Resource<KubeObject>[] => [
  hub,
  ...others.map(({ resource }) => resource),
]
