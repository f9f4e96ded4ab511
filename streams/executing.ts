import { catchError, concat, concatMap, defer, EMPTY, from, type Observable, of, tap, throwError } from 'rxjs'
import type { Cache } from '../lib/cache.ts'
import type { Controller } from '../lib/controller.ts'
import { rememberAnswer, rememberRefusal } from '../lib/diffChild.ts'
import { isRecord } from '../lib/equal.ts'
import type { ApiFailure } from '../lib/failure.ts'
import { describeRef, type KubeObject, type Ref, refOf } from '../lib/object.ts'
import type { Outcome } from '../lib/outcome.ts'
import type { Effect, Plan, Premise } from '../lib/plan.ts'
import { rememberStatus } from '../lib/planStatus.ts'
import { keptOf } from '../lib/reads.ts'
import { failureOf, type Remedy, remedyFor } from '../lib/remedy.ts'
import { disownUpdates, fieldManagerOf, type WriteRequest, writeRequestOf } from '../lib/writeRequest.ts'
import type { Learning } from './learning.ts'
import type { Sources } from './sources.ts'

/** Effects outside the cluster, by name. An error is retried like a lost connection. */
export type Calls = { readonly [name: string]: (input: unknown) => Observable<unknown> }

export interface ExecutingOptions<O extends KubeObject> {
  readonly controller: Controller<O>
  readonly cache: Cache<O>
  readonly sources: Pick<Sources, 'read' | 'write' | 'scheduler'>
  readonly learning: Learning
  readonly calls: Calls
  /** Asked before each effect: not leading or stopping leaves the rest of the plan. */
  readonly mayWrite: () => boolean
}

export type Executed =
  | { readonly _tag: 'Effected'; readonly effect: Effect; readonly durationMs: number }
  | { readonly _tag: 'Ended'; readonly outcome: Outcome }

/**
 * One plan → its effects, one after the other → one outcome, always last.
 *
 * Flow: premise (a consistent read) → write → the answer is learned. The first
 * failed effect ends the plan; the rest is planned afresh. Never errors.
 */
export const executing =
  <O extends KubeObject>({ controller, cache, sources, learning, calls, mayWrite }: ExecutingOptions<O>) =>
  (plan: Plan): Observable<Executed> => {
    const fieldManager = fieldManagerOf(controller)
    /** resourceVersions that this plan's own writes made, by uid. */
    const versions = new Map<string, string>()
    let wrote = 0

    const send = (effect: Effect): Observable<unknown> => {
      if (effect._tag === 'Call') {
        const call = calls[effect.call.name]
        return call === undefined
          ? throwError(() =>
              refused('NoSuchCall', `no handler is given for the call ${effect.call.name}: pass it to run`),
            )
          : call(effect.call.input)
      }
      const resource = learning.resourceOf(
        effect._tag === 'Create' || effect._tag === 'Apply' ? effect.manifest : effect.target,
      )
      if (resource === undefined)
        return throwError(() => refused('UndeclaredKind', `${effect._tag}: its kind is not declared`))
      const kept = keptOf(controller.owns.find(owned => owned.resource === resource))
      const version = 'target' in effect ? versions.get(effect.target.uid) : undefined
      const write = (request: WriteRequest) =>
        sources.write(request).pipe(
          tap(answer => {
            const { uid, resourceVersion } = metadataOf(answer)
            if (uid !== undefined && resourceVersion !== undefined) versions.set(uid, resourceVersion)
          }),
        )
      const first = defer(() => write(writeRequestOf(effect, resource, fieldManager, version)))
      const learned = first.pipe(
        tap(answer => {
          const removes = effect._tag === 'Delete' || effect._tag === 'RemoveFinalizer' ? effect.target : undefined
          const gone = effect._tag === 'Delete' ? isDeleted(answer) : isGone(answer)
          if (removes !== undefined && gone) learning.forget(resource, removes, removes.uid)
          else learning.learn(resource, answer)
        }),
      )
      if (effect._tag === 'Delete') return concat(premiseHolds(effect.premise), learned)
      if (effect._tag === 'SetStatus') {
        return learned.pipe(
          tap(answer => {
            if (isObject(answer)) cache.remember(answer.metadata.uid, rememberStatus(effect, answer))
          }),
        )
      }
      if (effect._tag !== 'Apply' && effect._tag !== 'Overwrite') return learned
      return first.pipe(
        concatMap(answer => {
          const disown =
            effect._tag === 'Overwrite' && isObject(answer) ? disownUpdates(answer, resource, fieldManager) : undefined
          return disown === undefined ? of(answer) : write(disown)
        }),
        tap(answer => {
          learning.learn(resource, answer)
          const { uid } = metadataOf(answer)
          if (uid !== undefined && isObject(answer)) {
            cache.remember(uid, rememberAnswer(effect, answer, cache.applied(uid), kept))
          }
        }),
      )
    }

    /** Completes when it holds; otherwise errors, having learned what is true instead. */
    const premiseHolds = (premise: Premise): Observable<never> => {
      const resource = learning.resourceOf(premise.ref)
      if (resource === undefined) return throwError(() => refused('UndeclaredKind', describeRef(premise.ref)))
      return learning.read(sources, resource, premise.ref).pipe(
        concatMap(owner => {
          const isSame = owner?.metadata.uid === premise.uid
          const holds = premise._tag === 'Gone' ? !isSame : isSame && owner?.metadata.generation === premise.generation
          return holds ? EMPTY : throwError(() => changed(premise.ref))
        }),
      )
    }

    const attempt = (effect: Effect): Observable<Executed> =>
      defer(() => {
        if (!mayWrite()) return throwError(() => abandoned)
        const startMs = sources.scheduler.now()
        return concat(
          send(effect).pipe(concatMap(() => EMPTY)),
          defer(() => {
            wrote += 1
            return of<Executed>({ _tag: 'Effected', effect, durationMs: sources.scheduler.now() - startMs })
          }),
        )
      }).pipe(
        catchError(error =>
          throwError(() => (error === abandoned ? error : new EffectError(effect, failureOf(error)))),
        ),
      )

    const ended = (outcome: Outcome): Executed => ({ _tag: 'Ended', outcome })

    return concat(
      from(plan.effects).pipe(concatMap(attempt)),
      defer(() => {
        const { requeueAfterMs, blocked, obstacles } = plan
        return of(
          ended({
            _tag: 'Applied',
            wrote,
            ...(plan.effects.some(({ _tag }) => _tag === 'Create') && { created: true as const }),
            ...(requeueAfterMs !== undefined && { requeueAfterMs }),
            ...(blocked && { blocked }),
            ...(obstacles && { obstacles }),
          }),
        )
      }),
    ).pipe(
      catchError(error => {
        if (!(error instanceof EffectError))
          return of(ended({ _tag: 'Abandoned', wrote, why: 'not leading, or stopping' }))
        const { effect, failure } = error
        return of(
          ended({
            _tag: 'Failed',
            wrote,
            effect,
            failure,
            remedy: remedyOf(effect, failure),
            doubts: doubtsOf(effect),
          }),
        )
      }),
    )

    function remedyOf(effect: Effect, failure: ApiFailure): Remedy {
      if (effect._tag === 'Apply' && failure._tag === 'Status' && failure.code === 422) {
        const memory = rememberRefusal(effect, cache.applied(effect.uid))
        if (memory !== undefined) {
          cache.remember(effect.uid, memory)
          return { _tag: 'Reread' }
        }
      }
      return remedyFor(failure)
    }
  }

class EffectError extends Error {
  readonly effect: Effect
  readonly failure: ApiFailure
  constructor(effect: Effect, failure: ApiFailure) {
    super(failure.message)
    this.effect = effect
    this.failure = failure
  }
}

const abandoned = Symbol('abandoned')

/** The object that was written, and its owner. */
const doubtsOf = (effect: Effect): readonly Ref[] => {
  const owner = (manifest: KubeObject['metadata']['ownerReferences'], namespace: string | undefined): readonly Ref[] =>
    (manifest ?? []).map(({ apiVersion, kind, name }) => ({
      apiVersion,
      kind,
      name,
      ...(namespace !== undefined && { namespace }),
    }))
  if (effect._tag === 'Create' || effect._tag === 'Apply') {
    const { metadata } = effect.manifest
    return [refOf(effect.manifest), ...owner(metadata.ownerReferences, metadata.namespace)]
  }
  return effect._tag === 'Delete' ? [effect.target, effect.premise.ref] : [effect.target]
}

const refused = (reason: string, message: string): ApiFailure => ({ _tag: 'Status', code: 400, reason, message })

const changed = (ref: Ref): ApiFailure => ({
  _tag: 'Status',
  code: 409,
  reason: 'Conflict',
  message: `${describeRef(ref)} changed since the plan was made`,
})

const metadataOf = (answer: unknown): { readonly uid?: string; readonly resourceVersion?: string } => {
  const metadata = isRecord(answer) && isRecord(answer.metadata) ? answer.metadata : {}
  const { uid, resourceVersion } = metadata
  return {
    ...(typeof uid === 'string' && { uid }),
    ...(typeof resourceVersion === 'string' && { resourceVersion }),
  }
}

/** A Status is not one. */
const isObject = (answer: unknown): answer is KubeObject => metadataOf(answer).uid !== undefined

/** A Status instead of the object, or an object that nothing keeps any longer: the server has removed it. */
const isGone = (answer: unknown): boolean => !isObject(answer) || (isDeleting(answer) && !isKept(answer))

/** Some kinds answer a delete with their last state; one that has to wait for something is marked. */
const isDeleted = (answer: unknown): boolean => isGone(answer) || (isObject(answer) && !isDeleting(answer))

const isDeleting = ({ metadata }: KubeObject): boolean => metadata.deletionTimestamp !== undefined

/** By a finalizer, or by the time that a Pod has to end. */
const isKept = ({ metadata }: KubeObject): boolean =>
  (metadata.finalizers ?? []).length > 0 || Number(Reflect.get(metadata, 'deletionGracePeriodSeconds') ?? 0) > 0
