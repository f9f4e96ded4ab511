import type * as t from 'io-ts'
import type { KubeObject, Manifest, Resource } from '../kube/object.ts'
import type { Schema } from '../kube/schema.ts'
import type { CodecRule } from './annotated.ts'
import { schemaOf } from './schemaOf.ts'

/** The declarations of a CRD for one version that the codecs do not hold. */
export interface VersionFacts {
  readonly description: string
  readonly spec: t.Mixed
  /** With it there is a status subresource. */
  readonly status?: t.Mixed
  readonly scale?: {
    readonly specReplicasPath: string
    readonly statusReplicasPath: string
    readonly labelSelectorPath?: string
  }
  readonly columns?: readonly PrinterColumn[]
  /** Rules over the whole object; of its metadata they may read only the name. */
  readonly rules?: readonly CodecRule<KubeObject>[]
  /** Clients of the version get a warning: with this text, or `true` for that of the API server. */
  readonly deprecated?: boolean | string
}

/** The declarations of a CRD that the resource and its codecs do not hold. */
export interface DefinitionFacts extends VersionFacts {
  readonly singular: string
  readonly shortNames?: readonly string[]
  readonly categories?: readonly string[]
  /** Served beside the one that is stored. */
  readonly others?: readonly (VersionFacts & { readonly version: string })[]
  /** The webhook that converts between versions. Without it only their apiVersion differs. */
  readonly conversion?: WebhookClient
}

/** Where the API server finds a webhook: a service of the cluster, or a URL. */
export type WebhookClient = (
  | {
      readonly service: {
        readonly namespace: string
        readonly name: string
        readonly path: string
        readonly port: number
      }
    }
  | { readonly url: string }
) & {
  /** PEM in base64. Default: the authorities that the API server's machine trusts. */
  readonly caBundle?: string
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

/** The CustomResourceDefinition of a resource, whose version is the stored one. Throws where a codec has no schema. */
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
    ...(facts.conversion !== undefined && {
      conversion: {
        strategy: 'Webhook',
        webhook: { clientConfig: facts.conversion, conversionReviewVersions: ['v1'] },
      },
    }),
    versions: [
      versionOf(of.version, facts, true),
      ...(facts.others ?? []).map(other => versionOf(other.version, other, false)),
    ],
  },
})

const versionOf = (name: string, facts: VersionFacts, storage: boolean) => ({
  name,
  served: true,
  storage,
  ...(facts.deprecated !== undefined && facts.deprecated !== false && { deprecated: true }),
  ...(typeof facts.deprecated === 'string' && { deprecationWarning: facts.deprecated }),
  schema: { openAPIV3Schema: root(facts) },
  ...((facts.status !== undefined || facts.scale !== undefined) && {
    subresources: {
      ...(facts.status !== undefined && { status: {} }),
      ...(facts.scale !== undefined && { scale: facts.scale }),
    },
  }),
  ...(facts.columns !== undefined && { additionalPrinterColumns: facts.columns }),
})

const root = ({ description, spec, status, rules = [] }: VersionFacts): Schema => ({
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
