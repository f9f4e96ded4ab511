import type { Schema } from '../../../kube/schema.ts'

/** What `npm run kinds` writes down of one version of Kubernetes. */
export interface KindsDocument {
  readonly resources: readonly DocumentedKind[]
  /** By names like `apps/v1.Deployment`. */
  readonly definitions: { readonly [name: string]: Definition }
}

export interface DocumentedKind {
  readonly group: string
  readonly version: string
  readonly kind: string
  readonly plural: string
  readonly singular: string
  readonly shortNames?: readonly string[]
  readonly categories?: readonly string[]
  readonly namespaced: boolean
  readonly verbs: readonly string[]
  readonly subresources?: readonly string[]
  readonly definition: string
}

export interface Definition {
  readonly properties: { readonly [field: string]: Property }
  readonly required?: readonly string[]
  readonly mapType?: 'atomic' | 'granular'
}

/** A schema that may name a definition. */
export interface Property extends Omit<Schema, 'items' | 'additionalProperties'> {
  readonly $ref?: string
  readonly items?: Property
  readonly additionalProperties?: Property
  /** What Go writes of an empty value. Absent: the field is a pointer, so a value is written as it is. */
  readonly empty?: 'omitted' | 'null' | 'written'
  /** Defaults that hold in some kinds alone, by the definition of the kind. */
  readonly defaultIn?: { readonly [kind: string]: unknown }
}
