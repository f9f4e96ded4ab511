import { concat, concatMap, defer, EMPTY, ignoreElements, map, type Observable, tap, throwError } from 'rxjs'
import type { Cache } from '../../lib/cache/cache.ts'
import { statusMemory } from '../../lib/cache/snapshot.ts'
import type { Controller } from '../../lib/controller/controller.ts'
import { isDeleted, isGone, isObject, metadataOf } from '../../lib/kube/answer.ts'
import type { ApiFailure } from '../../lib/kube/failure.ts'
import { describeRef, type KubeObject, keyOf, type Ref, type Resource, refOf } from '../../lib/kube/object.ts'
import { fieldManagerOf } from '../../lib/kube/ownership/claim.ts'
import { type ChildChange, childChange } from '../../lib/plan/childChange.ts'
import { rememberAnswer } from '../../lib/plan/diffChild.ts'
import { writtenBy } from '../../lib/plan/effectWords.ts'
import type { Effect, Premise } from '../../lib/plan/plan.ts'
import { rememberStatus } from '../../lib/plan/planStatus.ts'
import { takeOver, type WriteRequest, writeRequestOf } from '../../lib/plan/writeRequest.ts'
import type { VerbOnKind } from '../../lib/retry/verbOnKind.ts'
import type { Asking } from './asking.ts'
import type { Learning, WrittenAs } from './learning.ts'

/** Effects outside the cluster, by name. An error is retried like a lost connection. */
export type Calls = { readonly [name: string]: (input: unknown) => Observable<unknown> }

export interface WritingOptions<O extends KubeObject> {
  readonly controller: Controller<O>
  readonly cache: Cache<O>
  readonly learning: Learning
  readonly calls: Calls
}

/**
 * One effect → its write, with the premise read before and the answer learned
 * after it. `versions` are the resourceVersions that the plan's own writes made,
 * by uid: the next effect on the same object builds on them. Errors with an `ApiFailure`.
 */
export const writing = <O extends KubeObject>({ controller, cache, learning, calls }: WritingOptions<O>) => {
  const fieldManager = fieldManagerOf(controller)

  /** Completes when the premise holds; otherwise errors, and what was read instead has been learned. */
  const premiseHolds = (premise: Premise, ports: Asking): Observable<never> => {
    const resource = learning.resourceOf(premise.ref)
    if (resource === undefined) return throwError(() => refused('UndeclaredKind', describeRef(premise.ref)))
    return learning.read(ports, resource, premise.ref).pipe(
      concatMap(owner => {
        const isSame = owner?.metadata.uid === premise.uid
        const holds = premise._tag === 'Gone' ? !isSame : isSame && isAsPlanned(premise, owner)
        return holds ? EMPTY : throwError(() => changed(premise.ref))
      }),
    )
  }

  /** Remembers what the server made of a manifest or a status. */
  const remember = (effect: Effect, answer: unknown): void => {
    if (!isObject(answer)) return
    const { uid } = answer.metadata
    if (effect._tag === 'SetStatus') cache.remember(statusMemory(uid), rememberStatus(effect, answer))
    if (effect._tag === 'Apply' || effect._tag === 'Overwrite') cache.remember(uid, rememberAnswer(effect, answer))
  }

  const learn = (effect: Effect, resource: Resource, answer: unknown): void => {
    const removes = effect._tag === 'Delete' || effect._tag === 'RemoveFinalizer' ? effect.target : undefined
    const gone = effect._tag === 'Delete' ? isDeleted(answer) : isGone(answer)
    if (removes !== undefined && gone) learning.forget(resource, removes, removes.uid)
    else learning.learn(resource, answer, roleOf(effect), effect._tag === 'Create' || effect._tag === 'Apply')
  }

  /** Makes the fields of former managers ours, so that the apply which follows removes what it does not say. */
  const takenOver = (
    { manifest, resourceVersion, takesOver = [] }: Extract<Effect, { readonly _tag: 'Apply' }>,
    resource: Resource,
    ports: Asking,
    send: (request: WriteRequest) => Observable<unknown>,
  ): Observable<never> =>
    ports.read(resource, refOf(manifest)).pipe(
      concatMap(object => {
        if (object?.metadata.resourceVersion !== resourceVersion) return throwError(() => changed(refOf(manifest)))
        const request = takeOver(object, resource, fieldManager, takesOver)
        return request === undefined ? EMPTY : send(request)
      }),
      ignoreElements(),
    )

  /** Emits what an apply changed, where that is known; completes when the effect is done. */
  return (effect: Effect, versions: Map<string, string>, ports: Asking): Observable<ChildChange | undefined> => {
    if (effect._tag === 'Call') {
      const call = calls[effect.call.name]
      const remedy = `no handler is given for the call ${effect.call.name}: pass it to run`
      return call === undefined
        ? throwError(() => refused('NoSuchCall', remedy))
        : call(effect.call.input).pipe(map(() => undefined))
    }
    const resource = learning.resourceOf('target' in effect ? effect.target : effect.manifest)
    if (resource === undefined) {
      return throwError(() => refused('UndeclaredKind', `${effect._tag}: its kind is not declared`))
    }
    const access = accessOf(effect, resource)
    const send = (request: WriteRequest) =>
      ports.write(access, request).pipe(
        tap(answer => {
          const { uid, resourceVersion } = metadataOf(answer)
          if (uid !== undefined && resourceVersion !== undefined) versions.set(uid, resourceVersion)
        }),
      )
    const uid = 'target' in effect ? effect.target.uid : 'uid' in effect ? effect.uid : ''
    const before = effect._tag === 'Apply' ? cache.named(resource, keyOf(effect.manifest.metadata)) : undefined
    const written = defer(() => send(writeRequestOf(effect, resource, fieldManager, versions.get(uid)))).pipe(
      map(answer => {
        learn(effect, resource, answer)
        remember(effect, answer)
        const after = before && cache.named(resource, keyOf(before.metadata))
        return effect._tag === 'Apply' && before && after ? childChange(effect.manifest, before, after) : undefined
      }),
    )
    const whole$ =
      'premise' in effect
        ? concat(premiseHolds(effect.premise, ports), written)
        : effect._tag === 'Apply' && effect.takesOver
          ? concat(takenOver(effect, resource, ports, send), written)
          : written
    return defer(() => {
      const answered = learning.writing(resource, writtenBy(effect), roleOf(effect))
      return whole$.pipe(tap({ error: answered, complete: answered, unsubscribe: answered }))
    })
  }
}

/** A kind without a generation has another version whenever anything changes. */
const isAsPlanned = (
  { generation, resourceVersion }: Extract<Premise, { _tag: 'Owner' }>,
  owner: KubeObject | undefined,
): boolean =>
  generation === undefined
    ? owner?.metadata.resourceVersion === resourceVersion
    : owner?.metadata.generation === generation

/** As what the effect writes its object. */
const roleOf = ({ _tag }: Effect): WrittenAs => {
  switch (_tag) {
    case 'Create':
    case 'Apply':
    case 'Overwrite':
    case 'Delete':
    case 'Release':
      return 'owned'
    case 'AddFinalizer':
    case 'RemoveFinalizer':
    case 'SetStatus':
    case 'Call':
      return 'watched'
  }
}

/** The right that the write of an effect takes. */
const accessOf = (effect: Exclude<Effect, { readonly _tag: 'Call' }>, resource: Resource): VerbOnKind => {
  const { namespace } = 'target' in effect ? effect.target : effect.manifest.metadata
  const verb = effect._tag === 'Create' ? 'create' : effect._tag === 'Delete' ? 'delete' : 'patch'
  return {
    verb,
    resource,
    ...(namespace !== undefined && { namespace }),
    ...(effect._tag === 'SetStatus' && { subresource: 'status' }),
  }
}

const refused = (reason: string, message: string): ApiFailure => ({ _tag: 'Status', code: 400, reason, message })

const changed = (ref: Ref): ApiFailure => ({
  _tag: 'Status',
  code: 409,
  reason: 'Conflict',
  message: `${describeRef(ref)} changed since the plan was made`,
})
