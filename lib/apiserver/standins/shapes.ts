import type { ObjectMeta } from '../../kube/object.ts'

/** The parts of objects that the stand-ins read. The model has validated and defaulted them. */

export interface StoredObject {
  readonly apiVersion: string
  readonly kind: string
  readonly metadata: ObjectMeta
  readonly [field: string]: unknown
}

export interface SelectorShape {
  readonly matchLabels?: Labels
  readonly matchExpressions?: readonly {
    readonly key: string
    readonly operator: string
    readonly values?: readonly string[]
  }[]
}

export type Labels = Readonly<Record<string, string>>

export interface ConditionShape {
  readonly type: string
  readonly status: string
  readonly reason?: string
  readonly message?: string
  readonly lastTransitionTime?: string
  readonly lastUpdateTime?: string
}

export interface ContainerShape {
  readonly name: string
  readonly image?: string
}

export interface PodTemplateShape {
  readonly metadata?: { readonly labels?: Labels; readonly annotations?: Labels }
  readonly spec: { readonly [field: string]: unknown }
}

export interface PodShape extends StoredObject {
  readonly spec: { readonly containers: readonly ContainerShape[]; readonly initContainers?: readonly ContainerShape[] }
  readonly status?: { readonly phase?: string; readonly conditions?: readonly ConditionShape[] }
}

export interface ReplicaSetShape extends StoredObject {
  readonly spec: { readonly replicas?: number; readonly selector: SelectorShape; readonly template: PodTemplateShape }
  readonly status?: {
    readonly replicas?: number
    readonly fullyLabeledReplicas?: number
    readonly readyReplicas?: number
    readonly availableReplicas?: number
    readonly observedGeneration?: number
  }
}

export interface DeploymentShape extends StoredObject {
  readonly spec: {
    readonly replicas?: number
    readonly selector: SelectorShape
    readonly template: PodTemplateShape
    readonly paused?: boolean
    readonly revisionHistoryLimit?: number
    readonly strategy?: {
      readonly type?: string
      readonly rollingUpdate?: { readonly maxSurge?: number | string; readonly maxUnavailable?: number | string }
    }
  }
  readonly status?: { readonly [field: string]: unknown; readonly conditions?: readonly ConditionShape[] }
}

export interface NamespaceShape extends StoredObject {
  readonly spec?: { readonly finalizers?: readonly string[] }
  readonly status?: { readonly phase?: string }
}

/** The part of a ResourceType that makes a path. */
export interface StandinKind {
  readonly group: string
  readonly version: string
  readonly kind: string
  readonly plural: string
  readonly namespaced: boolean
}
