import type { Either } from 'fp-ts/lib/Either.js'
import type { KubeObject, Resource } from '../kube/object.ts'
import type { Child } from './child.ts'
import { readsFaults } from './readsFaults.ts'

/**
 * The central idea: a controller is a value, a pure function from what is
 * observed to what should exist. Nothing runs until it is interpreted.
 */
export interface Controller<O extends KubeObject = KubeObject> {
  /** A DNS label of at most 56 characters. Names the field manager (`sluice/<name>`) and the label value by which children are watched. */
  readonly name: string
  readonly watches: Resource<O>
  /** The kinds whose objects this controller creates, each owned by one watched object. */
  readonly owns: readonly Owned[]
  /** Other objects that `desired` reads. A declared object also triggers; an undeclared one cannot be read. */
  readonly related: readonly Related<O>[]
  /** Field managers of children from before this controller, `kubectl` or a former name: what they set is taken over once. */
  readonly formerFieldManagers?: readonly string[]
  /** Added before the first child exists, removed when `cleanup` is done. Absent: none. */
  readonly finalizer?: string
  /** Finalizers of earlier versions of this controller: taken away from every object. */
  readonly retiredFinalizers?: readonly string[]
  /** Bounds on what the controller may destroy before a person looks. Default: none. */
  readonly limits?: Limits
  /** Whether the watched kind has a status subresource, to report conditions in. Default true. */
  readonly reports?: boolean
  /** Pure and synchronous: what should exist for `object`, and its status. `left` refuses: condition `Stalled`, slow retry. */
  readonly desired: (object: O, observed: Observed) => Desired | Either<Refusal, Desired>
  /** Pure: what remains to be done for an object that is being deleted. Absent: nothing, children go by garbage collection. */
  readonly cleanup?: (object: O, observed: Observed) => Cleanup | Either<Refusal, Cleanup>
}

export interface Limits {
  /**
   * Deletes in any minute. Once there would be more, all further ones are held back and told, until a user annotates
   * the owners with `sluice.dev/allow-deletes-until` and a time, or the embedding program says so. Default: no limit.
   */
  readonly deletesPerMinute?: number
}

export interface Owned<C extends KubeObject = KubeObject> {
  readonly resource: Resource<C>
  /**
   * Fields besides `metadata` that are kept of each object, as paths: `['spec', 'status.readyReplicas']`.
   * A change anywhere else neither costs memory nor triggers. Absent: all.
   */
  readonly reads?: readonly string[]
  /**
   * Beside `reads`, fields that `desired` does not read and whose texts may be large: `['data']`. Of each text over 24
   * characters a digest is kept in its place, so that logs and Events can say which field changed. Default: none.
   */
  readonly digests?: readonly string[]
  /** Done with a child of this kind that is desired no longer. Default `delete`. */
  readonly onRemoval?: OnRemoval
}

/** `orphan`: it is set free, and outlives its owner. `keep`: it stays owned, and goes with its owner. */
export type OnRemoval = 'delete' | 'orphan' | 'keep'

/** A join: an object reads those related objects that share a value with it. */
export interface Related<O extends KubeObject, R extends KubeObject = KubeObject> {
  readonly resource: Resource<R>
  readonly reads?: readonly string[]
  /** The values that `object` asks for. */
  readonly values: (object: O) => readonly string[]
  /** The values under which a related object is found. Default: its key, `namespace/name`. */
  readonly indexBy?: (related: R) => readonly string[]
}

/** The objects that a plan may read. Each of them also triggers the key that reads it. */
export interface Observed {
  /** The child of this name, if this object owns it. */
  readonly child: <C extends KubeObject>(resource: Resource<C>, name: string) => C | undefined
  readonly children: <C extends KubeObject>(resource: Resource<C>) => readonly C[]
  /** The related objects that the declaration joins with this object. */
  readonly related: <R extends KubeObject>(resource: Resource<R>) => readonly R[]
  /** Milliseconds since the epoch. */
  readonly nowMs: number
}

export interface Desired {
  /**
   * The children in order of creation: manifests, or `once`, `keep` and `after`. Namespace, owner
   * reference and labels are filled in. An owned object that is not among them is removed, as
   * `onRemoval` of its kind says. Absent, or `leave`: all stay as they are.
   */
  readonly children?: readonly Child[] | undefined
  /** The whole status; `lastTransitionTime` and `observedGeneration` of its conditions are filled in. Absent: leave. */
  readonly status?: Status
  /** Plan again after this time, without an event: 1,000 ms at least, 24.8 days at most. */
  readonly requeueAfterMs?: number
}

export interface Status {
  readonly [field: string]: unknown
  readonly conditions?: readonly Condition[]
}

export interface Condition {
  readonly type: string
  readonly status: 'True' | 'False' | 'Unknown'
  /** CamelCase, at most 1024 characters. */
  readonly reason: string
  readonly message: string
}

export interface Cleanup {
  /** The finalizer goes once this is true and all `calls` have succeeded. */
  readonly done: boolean
  /** Effects outside the cluster, by the name of a handler that the host passes to `run`. */
  readonly calls?: readonly Call[]
  /** As in `Desired`. Absent: leave the children to garbage collection. */
  readonly children?: readonly Child[] | undefined
  readonly requeueAfterMs?: number
}

export interface Call {
  readonly name: string
  readonly input: unknown
}

/** Why a controller cannot act on an object; shown to its owner as a condition. */
export interface Refusal {
  /** CamelCase, for the condition's `reason`. */
  readonly reason: string
  readonly message: string
}

export interface ControllerOptions<O extends KubeObject> extends Omit<Controller<O>, 'owns' | 'related'> {
  readonly owns?: readonly (Resource | Owned)[]
  readonly related?: readonly Related<O>[]
}

/** At most 56 characters: the name is in a label value, after `sluice-`. */
const nameForm = /^[a-z0-9]([-a-z0-9]{0,54}[a-z0-9])?$/

/** Declares a controller. A kind in `owns` may be given bare. Throws a TypeError for a name that cannot be a label value, for a cleanup without a finalizer, and for a path in `reads` that no object can have. */
export const controller = <O extends KubeObject>(options: ControllerOptions<O>): Controller<O> => {
  const { name, owns = [], related = [] } = options
  if (!nameForm.test(name)) {
    const rule = 'use at most 56 lower case letters, digits and hyphens, with no hyphen at either end'
    throw new TypeError(`controller name ${JSON.stringify(name)}: ${rule}`)
  }
  if (options.cleanup !== undefined && options.finalizer === undefined) {
    throw new TypeError(`controller ${name}: cleanup is never asked without a finalizer: name one`)
  }
  const declared = [...owns.map(owned => ('resource' in owned ? owned : { resource: owned })), ...related]
  const faults = declared.flatMap(({ resource, reads = [], ...rest }) =>
    readsFaults(resource, [...reads, ...('digests' in rest ? (rest.digests ?? []) : [])]),
  )
  if (faults.length > 0) throw new TypeError(`controller ${name}: ${faults.join('; ')}`)
  return { ...options, owns: owns.map(owned => ('resource' in owned ? owned : { resource: owned })), related }
}
