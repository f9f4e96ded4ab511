import type { Reconcile } from '../../../lib/events/occasion.ts'
import type { ApiFailure } from '../../../lib/kube/failure.ts'
import { keyOf, type Manifest } from '../../../lib/kube/object.ts'
import type { Effect, Plan, Target } from '../../../lib/plan/plan.ts'
import type { Reason } from '../../../lib/plan/trigger.ts'
import type { Outcome } from '../../../lib/retry/outcome.ts'
import { remedyFor } from '../../../lib/retry/remedy.ts'

/** Reconciles of a Site demo/web for the specs of Events. */

export const web: Target = {
  apiVersion: 'demo.dev/v1',
  kind: 'Site',
  namespace: 'demo',
  name: 'web',
  uid: 'site-1',
  resourceVersion: '10',
}

export const edited: Reason = { _tag: 'Modified', kind: 'Site', key: 'demo/web' }

export const manifest = (kind: string, name = 'web'): Manifest => ({
  apiVersion: kind === 'Deployment' ? 'apps/v1' : 'v1',
  kind,
  metadata: { name, namespace: 'demo' },
})

export const create = (kind: string, name?: string): Effect => ({ _tag: 'Create', manifest: manifest(kind, name) })

export const apply = (kind: string, reapplied = false): Effect => ({
  _tag: 'Apply',
  manifest: manifest(kind),
  uid: 'child-1',
  resourceVersion: '5',
  reapplied,
})

export const remove = (kind: string, name = 'web'): Effect => ({
  _tag: 'Delete',
  target: { apiVersion: 'v1', kind, namespace: 'demo', name, uid: 'child-2', resourceVersion: '6' },
  premise: { _tag: 'Owner', ref: web, uid: web.uid, generation: 1 },
})

export const setStatus: Effect = { _tag: 'SetStatus', target: web, status: {} }

/** A plan of these effects, all written. */
export const applied = (
  effects: readonly Effect[],
  { reasons = [edited], ...rest }: Partial<Reconcile> & Partial<Omit<Plan, 'key' | 'effects'>> = {},
): Reconcile => {
  const { blocked, blockedBy, object = web, changes, became, loop } = { ...rest }
  return {
    object,
    reasons,
    plan: {
      key: keyOf(object),
      effects,
      ...(blocked && { blocked }),
      ...(blockedBy && { blockedBy }),
    },
    outcome: { _tag: 'Applied', wrote: effects.length },
    ...(changes && { changes }),
    ...(became && { became }),
    ...(loop && { loop }),
  }
}

export const failedOn = (effect: Effect, failure: ApiFailure, rest: Partial<Reconcile> = {}): Reconcile => {
  const outcome: Outcome = { _tag: 'Failed', wrote: 0, effect, failure, remedy: remedyFor(failure), toReread: [] }
  return { object: web, reasons: [edited], plan: { key: 'demo/web', effects: [effect] }, outcome, ...rest }
}

export const status = (code: number, message: string): ApiFailure => ({ _tag: 'Status', code, reason: 'Why', message })
