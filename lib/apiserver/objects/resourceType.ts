import type { Fields } from '../../json/fields.ts'
import type { FieldError } from '../../kube/fieldError.ts'
import type { Schema } from '../../kube/schema.ts'

/** A kind as the API server model serves it: the registry's entry. Built-in kinds and CRD versions both become this. */

export type ApiObject = Fields

export interface ResourceType {
  /** '' for the core group. */
  readonly group: string
  readonly version: string
  readonly kind: string
  readonly listKind: string
  readonly plural: string
  readonly singular: string
  readonly shortNames: readonly string[]
  readonly categories: readonly string[]
  readonly namespaced: boolean
  readonly verbs: readonly string[]
  readonly status: boolean
  readonly scale?: ScalePaths
  /** Metadata that a write to the status leaves alone. Default: none; of a custom resource all. */
  readonly statusLeaves?: readonly ('labels' | 'ownerReferences')[]
  /** Whether the server counts `metadata.generation`, and which part of the object it counts. */
  readonly generation: 'spec' | 'spec-and-annotations' | 'all-but-status' | 'none'
  readonly columns: readonly Column[]
  /** Drives validation, defaulting, pruning, list merge keys and OpenAPI. */
  readonly schema: Schema
  /** Custom resources prune and validate by schema alone; built-in kinds add steps of their own. */
  readonly custom: boolean
  /** The group, version and schema that objects are stored in. Default: those of the type. */
  readonly stored?: { readonly group: string; readonly version: string; readonly schema?: Schema }
  /** Where versions say different things: how one becomes another. */
  readonly conversion?: {
    readonly convert: ConvertObject
    /** The kind in that version, served or not; `undefined` where it has none. */
    readonly typeIn: (apiVersion: string) => ResourceType | undefined
  }
  /** Sent as a warning with every answer about this version. */
  readonly deprecationWarning?: string
  /** JSON paths that field selectors may name besides `metadata.name` and `metadata.namespace`: `.spec.color`. */
  readonly selectableFields?: readonly string[]
  /** Whether PUT creates what does not exist. */
  readonly createsOnUpdate?: boolean
  /** The fields that Go writes of an empty object of a built-in kind, beside its metadata. No manager owns them. */
  readonly blank?: ApiObject
  /** Defaults that a schema cannot say. The writer of the object comes to own them. */
  readonly prepare?: (object: ApiObject, old: ApiObject | undefined) => ApiObject
  /**
   * The fields that the server adds on storing (a Service's clusterIP); no manager owns them. Not asked for subresources.
   * Pure: `unique` supplies what must differ between objects.
   */
  readonly allocate?: (
    object: ApiObject,
    old: ApiObject | undefined,
    unique: () => number,
    dryRun: boolean,
  ) => ApiObject
  /** Advice of the server about an object that it stores. Sent as warnings. */
  readonly advise?: (object: ApiObject, old: ApiObject | undefined) => readonly string[]
  /** Rules beyond the schema: immutable fields, selectors that must match labels, duplicate port names, … */
  readonly validate?: (object: ApiObject, old: ApiObject | undefined) => readonly FieldError[]
}

export interface ScalePaths {
  /** Dotted, with a leading dot: `.spec.replicas`. */
  readonly specReplicasPath: string
  readonly statusReplicasPath: string
  readonly labelSelectorPath?: string
}

export interface Column {
  readonly name: string
  readonly type: 'integer' | 'number' | 'string' | 'boolean' | 'date'
  readonly format?: string
  readonly description?: string
  /** 0 is always shown; above 0 only with `-o wide`. */
  readonly priority: number
  /** A JSON path for custom resources, a function for built-in kinds. */
  readonly value: string | ((object: ApiObject, nowMs: number) => unknown)
}

/** An object in another version of its kind. Refuses as the real server does where its webhook cannot be asked, or says no. */

export type ConvertObject = (object: ApiObject, apiVersion: string) => ApiObject
