import { microTime } from '../kube/microTime.ts'
import type { Manifest, Ref } from '../kube/object.ts'
import type { Target } from '../plan/plan.ts'
import { withoutEnd } from '../text/withoutEnd.ts'
import type { Occasion } from './occasion.ts'
import { fitting } from './wording.ts'

export interface Reporter {
  /** `sluice/myapp`: which controller says it. */
  readonly controller: string
  /** The reporting instance, as a rule the pod; cut to 128 bytes. */
  readonly instance: string
}

/** An Event of events.k8s.io/v1. */
export interface EventManifest extends Manifest {
  readonly metadata: { readonly name: string; readonly namespace: string }
  readonly series?: Series
}

/** That it happened again: how often by now, and when last. */
export interface Series {
  /** From 2. */
  readonly count: number
  readonly lastObservedTime: string
}

/** The namespace of an Event: that of its object, and `default` for a cluster-scoped one. */
export const namespaceOf = ({ namespace }: Pick<Ref, 'namespace'>): string => namespace ?? 'default'

/** `name` must be new in the namespace. */
export const eventOf = (
  occasion: Occasion,
  object: Target,
  { controller, instance }: Reporter,
  name: string,
  nowMs: number,
): EventManifest => ({
  apiVersion: 'events.k8s.io/v1',
  kind: 'Event',
  metadata: { name, namespace: namespaceOf(object) },
  eventTime: microTime(nowMs),
  type: occasion.type,
  reason: word(occasion.reason, 'Refused'),
  action: word(occasion.action, 'Reconcile'),
  note: fitting(occasion.note, 1024),
  regarding: referenceTo(object),
  ...(occasion.related && { related: referenceTo(occasion.related) }),
  reportingController: controller,
  reportingInstance: word(instance, controller),
})

/** `web.6529e2a3c1f01`: the object's name, cut so that it fits, and what makes it one of its own. */
export const eventName = (object: Pick<Ref, 'name'>, suffix: string): string => {
  const name = withoutEnd(object.name.slice(0, 252 - suffix.length), character => !/[a-z0-9]/.test(character))
  return `${name}.${suffix}`
}

const referenceTo = (ref: Ref | Target): object => ({
  apiVersion: ref.apiVersion,
  kind: ref.kind,
  ...(ref.namespace !== undefined && { namespace: ref.namespace }),
  name: ref.name,
  ...('uid' in ref && { uid: ref.uid, resourceVersion: ref.resourceVersion }),
})

/** A field that has to be there, and holds 128 bytes. */
const word = (text: string, otherwise: string): string => fitting(text, 128) || otherwise
