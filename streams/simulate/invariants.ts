import { defer, Observable, Subscription, tap } from 'rxjs'
import { objectOf, objectsOf } from '../../lib/apiserver/store/state.ts'
import { managedBy, managedByLabel } from '../../lib/cache/cache.ts'
import type { Controller } from '../../lib/controller/controller.ts'
import { isRecord } from '../../lib/json/fields.ts'
import { controllerOf, KubeObject, pathOf, type Resource } from '../../lib/kube/object.ts'
import { adopt } from '../../lib/plan/adopt.ts'
import type { Effect } from '../../lib/plan/plan.ts'
import { manifestsOf } from '../../lib/plan/wish.ts'
import type { WriteRequest } from '../../lib/plan/writeRequest.ts'
import type { RunEvent } from '../circle/runEvent.ts'
import type { ModelCluster } from './modelSources.ts'
import type { UserAct } from './users.ts'

/** Watches a run from the side of the server, and says what must never happen. */
export interface Invariants {
  /** The invariants that were broken, in the order of happening. */
  readonly broken: readonly string[]
  /** The story so far, line by line, for the message of a failure. */
  readonly trace: readonly string[]
  readonly note: (line: string) => void
  /** The server's side of the ports. */
  readonly around: (sources: ModelCluster['sources']) => ModelCluster['sources']
  /** The process's side, where faults have befallen what comes through. */
  readonly ofProcess: (sources: ModelCluster['sources']) => ModelCluster['sources']
  readonly told: (event: RunEvent) => void
  readonly users: (act: UserAct) => void
  /** The process was killed: its requests under way belong to it no longer. */
  readonly restarted: () => void
}

/**
 * - at most one write of a key under way at any time;
 * - no child is created before its owner had its finalizer;
 * - no child is deleted whose owner, when last read, still wanted it;
 * - nothing is written to an object that has no owner or another one;
 * - each write is held to the version that it was planned from;
 * - no status, and no finalizer, is written to another object than the planned one.
 */
export const invariants = <O extends KubeObject>(
  controller: Controller<O>,
  cluster: Pick<ModelCluster, 'state' | 'sources'>,
): Invariants => {
  const broken: string[] = []
  const trace: string[] = []
  const underWay = new Map<string, number>()
  /** uids of owners that had the finalizer at some time. */
  const finalized = new Set<string>()
  /** The owner as the controller's last consistent read found it, by path. */
  const read = new Map<string, KubeObject | undefined>()
  /** By key, the uid of the owner that was written last. */
  const written = new Map<string, string>()
  const nowMs = cluster.sources.scheduler.now
  const startMs = nowMs()
  let epoch = 0

  const note = (line: string): void => {
    trace.push(`${nowMs() - startMs} ms  ${line}`)
  }
  const breaks = (line: string): void => {
    note(`BROKEN: ${line}`)
    broken.push(line)
  }

  const kinds: readonly Resource[] = [controller.watches, ...controller.owns.map(({ resource }) => resource)]
  const partsOf = ({ path }: { readonly path: string }) => {
    const [bare = '', ...query] = path.replace(/\/status(?=\?|$)/, '').split('?')
    const resource = kinds.find(kind => bare.includes(`/${kind.plural}/`))
    const [, namespace = '', name = ''] = /\/namespaces\/([^/]+)\/[^/]+\/([^/]+)$/.exec(bare) ?? []
    return { bare, query: query.join('?'), resource, namespace, name, key: `${namespace}/${name}` }
  }
  const present = (resource: Resource, key: string): KubeObject | undefined => {
    const object = objectOf(cluster.state(), resource, key)
    return KubeObject.is(object) ? object : undefined
  }
  const finalizers = (): void => {
    if (controller.finalizer === undefined) return
    for (const object of objectsOf(cluster.state(), controller.watches)) {
      if (KubeObject.is(object) && object.metadata.finalizers?.includes(controller.finalizer)) {
        finalized.add(object.metadata.uid)
      }
    }
  }

  /** Looked at when the process sends it. */
  const check = (request: WriteRequest): void => {
    const { resource, key } = partsOf(request)
    if (resource === undefined) breaks(`a write to an undeclared kind: ${request.path}`)
    if (!isHeld(request)) breaks(`${request.method} ${request.path} is not held to what it was planned from`)
    if (resource === undefined || resource === controller.watches) return
    const before = present(resource, key)
    if (request.method === 'DELETE') checkDelete(resource, key, before, request.body)
  }

  const checkDelete = (resource: Resource, key: string, child: KubeObject | undefined, body: unknown): void => {
    const owner = child === undefined ? undefined : controllerOf(child)
    const preconditions = isRecord(body) && isRecord(body.preconditions) ? body.preconditions : {}
    if (child === undefined || child.metadata.uid !== preconditions.uid || owner === undefined) return
    const { namespace } = child.metadata
    const path = pathOf(controller.watches, namespace, owner.name)
    if (!read.has(path)) breaks(`${resource.kind} ${key} is deleted, and no process has read its owner`)
    const last = read.get(path)
    if (last?.metadata.uid !== owner.uid) return
    if (wants(last, child)) breaks(`${resource.kind} ${key} is deleted, and its owner still wants it`)
  }

  const wants = (owner: KubeObject, child: KubeObject): boolean => {
    if (!controller.watches.codec.is(owner)) return true
    const observed = { child: () => undefined, children: () => [], related: () => [], nowMs: nowMs() }
    const answer = controller.desired(owner, observed)
    const desired = '_tag' in answer ? (answer._tag === 'Right' ? answer.right : {}) : answer
    if (desired.children === undefined) return true
    return manifestsOf(desired.children)
      .map(manifest => adopt(controller, owner, manifest))
      .some(({ kind, metadata }) => kind === child.kind && metadata.name === child.metadata.name)
  }

  const after = (request: WriteRequest, answer: unknown, before: KubeObject | undefined): void => {
    const { resource, key } = partsOf(request)
    note(`  ${request.method} ${request.path.split('?')[0]?.split('/').slice(-3).join('/')}`)
    finalizers()
    if (resource === undefined) return
    if (resource === controller.watches) {
      if (KubeObject.is(answer)) written.set(key, answer.metadata.uid)
      return
    }
    // Another writer was faster, and it is another object.
    if (before !== undefined && before.metadata.uid === touched(request, answer)) {
      if (controllerOf(before)?.kind !== controller.watches.kind) {
        breaks(`${request.method} of ${resource.kind} ${key}, which is not ours`)
      }
      return
    }
    if (!KubeObject.is(answer)) return
    const owner = controllerOf(answer)
    if (answer.metadata.labels?.[managedByLabel] !== managedBy(controller) || owner === undefined) {
      breaks(`${resource.kind} ${key} was created without an owner`)
      return
    }
    if (controller.finalizer !== undefined && !finalized.has(owner.uid)) {
      breaks(`${resource.kind} ${key} was created before its owner had its finalizer`)
    }
  }

  const around: Invariants['around'] = sources => ({
    ...sources,
    read: (resource, ref) =>
      sources.read(resource, ref).pipe(
        tap(found => {
          if (resource === controller.watches) read.set(pathOf(resource, ref.namespace, ref.name), found)
        }),
      ),
    write: request =>
      defer(() => {
        finalizers()
        const { resource, key } = partsOf(request)
        const before = resource === undefined ? undefined : present(resource, key)
        return sources.write(request).pipe(tap(answer => after(request, answer, before)))
      }),
  })

  const ofProcess: Invariants['ofProcess'] = sources => ({
    ...sources,
    write: request =>
      new Observable(subscriber => {
        const { key } = partsOf(request)
        const born = epoch
        const count = (by: number): void => {
          if (born !== epoch) return
          underWay.set(key, (underWay.get(key) ?? 0) + by)
          if ((underWay.get(key) ?? 0) > 1) breaks(`two writes of ${key} at once`)
        }
        count(1)
        check(request)
        // An answered request is no longer under way.
        const ended = new Subscription(() => count(-1))
        subscriber.add(ended)
        subscriber.add(
          sources
            .write(request)
            .pipe(tap({ next: () => ended.unsubscribe(), error: () => ended.unsubscribe() }))
            .subscribe(subscriber),
        )
      }),
  })

  const told = (event: RunEvent): void => {
    if (event._tag === 'Ran')
      note(
        `  ran ${event.key}: ${event.outcome._tag} ${'failure' in event.outcome ? event.outcome.failure.message : ''}`,
      )
    if (event._tag !== 'Effected') return
    const { effect, key } = event
    if (!isOfOwner(effect)) return
    const uid = written.get(key)
    if (uid !== undefined && uid !== effect.target.uid) {
      breaks(`${effect._tag} of ${key} went to another object than the planned one`)
    }
  }

  return {
    broken,
    trace,
    note,
    around,
    ofProcess,
    told,
    users: finalizers,
    restarted: () => {
      epoch += 1
      underWay.clear()
      note('the process is killed')
    },
  }
}

/** The uid of the object that was written or deleted. */
const touched = ({ body }: WriteRequest, answer: unknown): unknown =>
  KubeObject.is(answer)
    ? answer.metadata.uid
    : isRecord(body) && isRecord(body.preconditions)
      ? body.preconditions.uid
      : undefined

/** By uid or resourceVersion: the server refuses it when it has come too late. */
const isHeld = ({ method, body }: WriteRequest): boolean => {
  if (Array.isArray(body)) return body.some(({ path }) => path === '/metadata/resourceVersion')
  if (!isRecord(body)) return false
  const { metadata, preconditions } = body
  return method === 'DELETE'
    ? isRecord(preconditions) && preconditions.uid !== undefined && preconditions.resourceVersion !== undefined
    : isRecord(metadata) && metadata.resourceVersion !== undefined
}

const isOfOwner = (effect: Effect): effect is Extract<Effect, { _tag: 'SetStatus' | 'AddFinalizer' }> =>
  effect._tag === 'SetStatus' || effect._tag === 'AddFinalizer'
