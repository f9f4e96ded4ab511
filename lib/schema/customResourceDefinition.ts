import type * as t from 'io-ts'
import type { Schema } from '../cluster/resourceType.ts'
import type { KubeObject, Manifest, Resource } from '../object.ts'
import { schemaOf } from '../schema.ts'
import type { Rule } from './annotated.ts'

/** What a CRD says beyond the resource and its codecs. */
export interface DefinitionFacts {
  readonly description: string
  readonly spec: t.Mixed
  /** With it there is a status subresource. */
  readonly status?: t.Mixed
  readonly singular: string
  readonly shortNames?: readonly string[]
  readonly categories?: readonly string[]
  readonly scale?: {
    readonly specReplicasPath: string
    readonly statusReplicasPath: string
    readonly labelSelectorPath?: string
  }
  readonly columns?: readonly PrinterColumn[]
  /** Rules over the whole object; of its metadata they may read only the name. */
  readonly rules?: readonly Rule<KubeObject>[]
}

/** A column of `kubectl get`. */
export interface PrinterColumn {
  readonly name: string
  readonly type: 'integer' | 'number' | 'string' | 'boolean' | 'date'
  readonly jsonPath: string
  readonly description?: string
  /** Above 0: only with `-o wide`. */
  readonly priority?: number
}

/** The CustomResourceDefinition of a resource, its one version served and stored. Throws where a codec has no schema. */
export const customResourceDefinition = <O extends KubeObject>(of: Resource<O>, facts: DefinitionFacts): Manifest => ({
  apiVersion: 'apiextensions.k8s.io/v1',
  kind: 'CustomResourceDefinition',
  metadata: { name: `${of.plural}.${of.group}` },
  spec: {
    group: of.group,
    scope: of.scope,
    names: {
      kind: of.kind,
      listKind: `${of.kind}List`,
      plural: of.plural,
      singular: facts.singular,
      ...(facts.shortNames !== undefined && { shortNames: facts.shortNames }),
      ...(facts.categories !== undefined && { categories: facts.categories }),
    },
    versions: [
      {
        name: of.version,
        served: true,
        storage: true,
        schema: { openAPIV3Schema: root(facts) },
        ...((facts.status !== undefined || facts.scale !== undefined) && {
          subresources: {
            ...(facts.status !== undefined && { status: {} }),
            ...(facts.scale !== undefined && { scale: facts.scale }),
          },
        }),
        ...(facts.columns !== undefined && { additionalPrinterColumns: facts.columns }),
      },
    ],
  },
})

const root = ({ description, spec, status, rules = [] }: DefinitionFacts): Schema => ({
  description,
  type: 'object',
  required: ['spec'],
  properties: {
    apiVersion: { type: 'string', description: 'The group and version of this object.' },
    kind: { type: 'string', description: 'The kind of this object.' },
    metadata: { type: 'object' },
    spec: schemaOf(spec, 'spec'),
    ...(status !== undefined && { status: schemaOf(status, 'status') }),
  },
  ...(rules.length > 0 && { 'x-kubernetes-validations': rules.map(({ rule, message }) => ({ rule, message })) }),
})
