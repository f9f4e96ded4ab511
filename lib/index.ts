/** `sluice`: controllers as values. Loads no RxJS and nothing of the world. */

export type { Indexes } from './cache/indexing.ts'
export { type Change, createStore, type Store } from './cache/store.ts'
export type { Lives } from './certificates/lives.ts'
export { type CertificateRules, certificateRules, serviceHosts } from './certificates/rules.ts'
export type { CertificateTarget } from './certificates/targets.ts'
export * from './controller/child.ts'
export * from './controller/controller.ts'
export { type AccessOptions, accessManifests, type Declaration, type PolicyRule, rulesOf } from './controller/rbac.ts'
export { customResourceDefinition, type WebhookClient } from './crdSchema/customResourceDefinition.ts'
export { schemaOf } from './crdSchema/schemaOf.ts'
export { leaseRules } from './election/lease.ts'
export { eventRules } from './events/eventRules.ts'
export { decode } from './kube/decode.ts'
export type { ApiFailure } from './kube/failure.ts'
export { ConfigMap, Deployment, Service } from './kube/kinds.ts'
export {
  type CustomObject,
  describeRef,
  fromKey,
  type Key,
  KubeObject,
  keyOf,
  kind,
  type Manifest,
  ObjectMeta,
  type ObjectOf,
  type Ref,
  type Resource,
  refOf,
  resource,
} from './kube/object.ts'
export type { Health, Seen, WatchEvent } from './kube/watchEvent.ts'
export type { Effect, Plan, Premise, Target } from './plan/plan.ts'
export { planFor } from './plan/planFor.ts'
export { describeReason, type Reason, type Trigger } from './plan/trigger.ts'
export { manifestsOf } from './plan/wish.ts'
export type { Outcome } from './retry/outcome.ts'
export {
  type AdmissionRequest,
  type Default,
  defaulting,
  type FieldError,
  fieldError,
  type Validate,
  type Validated,
  validating,
} from './reviews/admission.ts'
export { admissionConfigurations, type WebhookAddress } from './reviews/configurations.ts'
export { type ConversionReview, reviewConversion } from './reviews/conversion.ts'
export { handlersOf, type Reviewed, type ReviewHandler, type Webhook, type Webhooks } from './reviews/webhooks.ts'
export { change, type Field, type FieldChange, renamed, type Version, type Versions } from './versions/index.ts'
