/** `sluice`: controllers as values. Loads no RxJS and nothing of the world. */

export { admissionConfigurations, type WebhookAddress } from './admission/configurations.ts'
export {
  type AdmissionRequest,
  type Default,
  defaulting,
  type FieldError,
  fieldError,
  type Validate,
  type Validated,
  validating,
} from './admission.ts'
export type { Lives } from './certificates/lives.ts'
export { type CertificateRules, certificateRules, serviceHosts } from './certificates/rules.ts'
export type { CertificateTarget } from './certificates/targets.ts'
export * from './controller.ts'
export { type ConversionReview, reviewConversion } from './conversion.ts'
export { decode } from './decode.ts'
export { eventRules } from './events/eventRules.ts'
export type { ApiFailure } from './failure.ts'
export { ConfigMap, Deployment, Service } from './kinds.ts'
export { leaseRules } from './lease.ts'
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
} from './object.ts'
export type { Outcome } from './outcome.ts'
export type { Effect, Plan, Premise, Target } from './plan.ts'
export { planFor } from './planFor.ts'
export { type AccessOptions, accessManifests, type Declaration, type PolicyRule, rulesOf } from './rbac.ts'
export { customResourceDefinition, type WebhookClient } from './schema/customResourceDefinition.ts'
export { schemaOf } from './schema.ts'
export { type Change, createStore, type Indexes, type Store } from './store.ts'
export { describeReason, type Reason, type Trigger } from './trigger.ts'
export { change, type Field, type FieldChange, renamed, type Version, type Versions } from './versions.ts'
export type { Health, Seen, WatchEvent } from './watchEvent.ts'
export { handlersOf, type Reviewed, type ReviewHandler, type Webhook, type Webhooks } from './webhooks.ts'
