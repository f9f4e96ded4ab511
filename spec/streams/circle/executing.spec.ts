import assert from 'node:assert/strict'
import { test } from 'node:test'
import { map, type Observable, type SchedulerLike, tap } from 'rxjs'
import { createCache } from '../../../lib/cache/cache.ts'
import { controller } from '../../../lib/controller/controller.ts'
import type { ApiFailure } from '../../../lib/kube/failure.ts'
import { ConfigMap } from '../../../lib/kube/kinds.ts'
import { type KubeObject, refOf } from '../../../lib/kube/object.ts'
import { adopt } from '../../../lib/plan/adopt.ts'
import { deleteBudget } from '../../../lib/plan/deleteBudget.ts'
import { targetOf } from '../../../lib/plan/diffChild.ts'
import type { Effect, Plan } from '../../../lib/plan/plan.ts'
import type { WriteRequest } from '../../../lib/plan/writeRequest.ts'
import type { Outcome } from '../../../lib/retry/outcome.ts'
import { straight } from '../../../streams/circle/asking.ts'
import { type Executed, executing } from '../../../streams/circle/executing.ts'
import { learning } from '../../../streams/circle/learning.ts'
import type { Calls } from '../../../streams/circle/writing.ts'
import { accepted, configMap, Site, type SiteObject, site, stored } from '../../lib/samples.ts'
import { marbles } from '../../marbles.ts'

const of = controller<SiteObject>({ name: 'site', watches: Site, owns: [ConfigMap], desired: () => ({}) })
const manifest = adopt(of, site(), configMap({ a: '1' }))
const child = stored(manifest, 'c1', '11')
const target = targetOf(site())
const addFinalizer: Effect = { _tag: 'AddFinalizer', target, finalizers: ['f'] }
const setStatus: Effect = { _tag: 'SetStatus', target, status: { ready: 1 } }
const create: Effect = { _tag: 'Create', manifest }
const apply: Effect = { _tag: 'Apply', manifest, uid: 'c1', resourceVersion: '11', reapplied: true }
const remove: Effect = {
  _tag: 'Delete',
  target: targetOf(child),
  premise: { _tag: 'Owner', ref: refOf(site()), uid: 'site-1', generation: 1 },
}
const conflict: ApiFailure = { _tag: 'Status', code: 409, reason: 'Conflict', message: 'no' }

interface World {
  readonly answers: readonly Observable<unknown>[]
  readonly read?: Observable<KubeObject | undefined>
  readonly calls?: Calls
  readonly mayWrite?: () => boolean
  readonly deletesPerMinute?: number
}

const setUp = (scheduler: SchedulerLike, world: World) => {
  const cache = createCache(of)
  const initial: Readonly<Record<string, KubeObject>> = { Site: site(), ConfigMap: child }
  for (const { store, resource } of cache.feeds) {
    const object = initial[resource.kind]
    store.take({ _tag: 'Listed', resourceVersion: '100', objects: object ? [accepted(object)] : [] })
  }
  const writes: WriteRequest[] = []
  const reads: string[] = []
  const executes = executing({
    controller: of,
    cache,
    learning: learning(cache),
    calls: world.calls ?? {},
    mayWrite: world.mayWrite ?? (() => true),
    scheduler,
    budget: deleteBudget(world.deletesPerMinute),
  })
  const ports = straight({
    read: (_, { kind }) => {
      reads.push(kind)
      assert.ok(world.read, 'unexpected read')
      return world.read
    },
    write: request => {
      const answer = world.answers[writes.length]
      writes.push(request)
      assert.ok(answer, `unexpected write ${writes.length}`)
      return answer
    },
  })
  const execute = (plan: Plan): Observable<Executed> => executes(plan, ports)
  const run = (...effects: readonly Effect[]): Observable<Executed> => execute({ key: 'demo/web', effects })
  return { cache, writes, reads, run, execute }
}

const short = map((step: Executed) =>
  step._tag === 'Effected' ? `${step.effect._tag} ${step.durationMs}` : `${step.outcome._tag} ${step.outcome.wrote}`,
)
const outcomeOf = (steps$: Observable<Executed>): (() => Outcome | undefined) => {
  let outcome: Outcome | undefined
  steps$.subscribe(step => {
    if (step._tag === 'Ended') outcome = step.outcome
  })
  return () => outcome
}

test('effects go one after the other, each from the version that the one before made', () =>
  marbles(({ cold, scheduler, expectObservable, expectSubscriptions, flush }) => {
    const first = cold('--(a|)', { a: site({ resourceVersion: '101', finalizers: ['f'] }) })
    const second = cold(' -(b|)', { b: site({ resourceVersion: '102', finalizers: ['f'] }) })
    const { run, writes, cache } = setUp(scheduler, { answers: [first, second] })
    expectObservable(run(addFinalizer, setStatus).pipe(short)).toBe('--a(bo|)', {
      a: 'AddFinalizer 2',
      b: 'SetStatus 1',
      o: 'Applied 2',
    })
    expectSubscriptions(first.subscriptions).toBe('^-!')
    expectSubscriptions(second.subscriptions).toBe('--^!')
    flush()
    assert.deepEqual(
      writes.map(({ body }) => Object(body).metadata.resourceVersion),
      ['10', '101'],
    )
    assert.equal(cache.watched('demo/web')?.object.metadata.resourceVersion, '102')
  }))

test('an empty plan is applied, with what it asks for', () =>
  marbles(({ scheduler, expectObservable }) => {
    const { execute } = setUp(scheduler, { answers: [] })
    const plan: Plan = { key: 'demo/web', effects: [], requeueAfterMs: 5, blocked: { reason: 'R', message: 'm' } }
    const outcome: Outcome = { _tag: 'Applied', wrote: 0, requeueAfterMs: 5, blocked: { reason: 'R', message: 'm' } }
    expectObservable(execute(plan)).toBe('(o|)', { o: { _tag: 'Ended', outcome } })
  }))

test('the first failed effect ends the plan, and names what is to be reread', () =>
  marbles(({ cold, scheduler, flush }) => {
    const { run, writes } = setUp(scheduler, { answers: [cold('-#', {}, conflict)] })
    const outcome = outcomeOf(run(create, setStatus))
    flush()
    assert.deepEqual(outcome(), {
      _tag: 'Failed',
      wrote: 0,
      effect: create,
      failure: conflict,
      remedy: { _tag: 'Reread' },
      toReread: [refOf(manifest), refOf(site())],
    })
    assert.equal(writes.length, 1)
  }))

test('a child that may not block its owner’s deletion fails for want of a right on the owner', () =>
  marbles(({ cold, scheduler, flush }) => {
    const message =
      'configmaps "web" is forbidden: cannot set blockOwnerDeletion if an ownerReference refers to a resource you can\'t set finalizers on: , <nil>'
    const failure: ApiFailure = { _tag: 'Status', code: 403, reason: 'Forbidden', message }
    const { run } = setUp(scheduler, { answers: [cold('#', {}, failure)] })
    const outcome = outcomeOf(run(create))
    flush()
    const told = outcome()
    assert(told?._tag === 'Failed')
    assert.match(told.failure.message, /grant verb update on sites\/finalizers in group demo\.dev, in namespace demo$/)
  }))

test('answers are learned before the outcome is emitted', () =>
  marbles(({ cold, scheduler, flush }) => {
    const { run, cache } = setUp(scheduler, { answers: [cold('(a|)', { a: stored(manifest, 'c1', '101') })] })
    const versions: unknown[] = []
    run(create)
      .pipe(tap(() => versions.push(cache.named(ConfigMap, 'demo/web')?.metadata.resourceVersion)))
      .subscribe()
    flush()
    assert.deepEqual(versions, ['101', '101'])
  }))

test('a delete reads its premise first, and forgets the object when it is gone', () =>
  marbles(({ cold, scheduler, expectSubscriptions, flush }) => {
    const read = cold('--(s|)', { s: site() })
    const answer = cold('-(a|)', { a: { kind: 'Status', status: 'Success' } })
    const { run, cache } = setUp(scheduler, { answers: [answer], read })
    const outcome = outcomeOf(run(remove))
    expectSubscriptions(read.subscriptions).toBe('^-!')
    expectSubscriptions(answer.subscriptions).toBe('--^!')
    flush()
    assert.equal(outcome()?._tag, 'Applied')
    assert.equal(cache.named(ConfigMap, 'demo/web'), undefined)
  }))

const gone: Effect = { ...remove, premise: { _tag: 'Gone', ref: refOf(site()), uid: 'site-1' } }
const premises: readonly (readonly [string, Effect, KubeObject | undefined, boolean])[] = [
  ['the owner is gone', remove, undefined, false],
  ['the owner has a successor', remove, site({ uid: 'site-2', resourceVersion: '101' }), false],
  ['the owner was edited', remove, site({ generation: 2, resourceVersion: '101' }), false],
  ['the owner is as it was', remove, site({ resourceVersion: '101' }), true],
  ['the owner is still there, and should not be', gone, site(), false],
  ['the owner is gone, as it should be', gone, undefined, true],
  ['the owner has a successor, as it may', gone, site({ uid: 'site-2', resourceVersion: '101' }), true],
]
for (const [what, effect, owner, holds] of premises)
  test(`${what}: the delete is ${holds ? '' : 'not '}written`, () =>
    marbles(({ cold, scheduler, flush }) => {
      const { run, writes, cache } = setUp(scheduler, {
        answers: [cold('(a|)', { a: {} })],
        read: cold('(o|)', { o: owner }),
      })
      const outcome = outcomeOf(run(effect))
      flush()
      assert.equal(writes.length, holds ? 1 : 0)
      assert.equal(outcome()?._tag, holds ? 'Applied' : 'Failed')
      assert.equal(cache.watched('demo/web')?.object.metadata.uid, owner?.metadata.uid, 'what was read is learned')
    }))

test('a deleted object is forgotten when it is gone, not while it waits for its finalizers', () =>
  marbles(({ cold, scheduler, flush }) => {
    const dying = { ...child.metadata, resourceVersion: '101', deletionTimestamp: '2026-01-01T00:00:00Z' }
    const deletions: readonly (readonly [KubeObject['metadata'], string | undefined])[] = [
      [{ ...dying, finalizers: ['x'] }, 'c1'],
      [dying, undefined],
      [child.metadata, undefined],
    ]
    for (const [metadata, left] of deletions) {
      const { run, cache } = setUp(scheduler, {
        answers: [cold('(a|)', { a: { ...child, metadata } })],
        read: cold('(s|)', { s: site() }),
      })
      run(remove).subscribe()
      flush()
      assert.equal(cache.named(ConfigMap, 'demo/web')?.metadata.uid, left)
    }
  }))

test('a process that may no longer write leaves the rest of the plan, between two effects', () =>
  marbles(({ cold, scheduler, expectObservable }) => {
    let may = true
    const answer = cold('--(a|)', { a: site({ resourceVersion: '101' }) }).pipe(
      tap(() => {
        may = false
      }),
    )
    const { run } = setUp(scheduler, { answers: [answer], mayWrite: () => may })
    expectObservable(run(addFinalizer, setStatus).pipe(short)).toBe('--(ao|)', {
      a: 'AddFinalizer 2',
      o: 'Abandoned 1',
    })
  }))

const managed = (resourceVersion: string, ...managedFields: readonly object[]): KubeObject => ({
  ...child,
  metadata: { ...child.metadata, resourceVersion, ...{ managedFields } },
})
const entry = (manager: string, operation: string, fieldsV1: object) => ({
  manager,
  operation,
  apiVersion: 'v1',
  fieldsV1,
})

test('an apply that takes over moves the fields of former managers into our entry, and then applies', () =>
  marbles(({ cold, scheduler, flush }) => {
    const found = managed('11', entry('kubectl', 'Update', { 'f:data': { 'f:old': {} } }))
    const { run, writes } = setUp(scheduler, {
      read: cold('-(r|)', { r: found }),
      answers: [cold('(a|)', { a: managed('101') }), cold('-(b|)', { b: stored(manifest, 'c1', '102') })],
    })
    const outcome = outcomeOf(run({ ...apply, takesOver: ['kubectl'] }))
    flush()
    assert.deepEqual(writes[0]?.body, [
      { op: 'replace', path: '/metadata/resourceVersion', value: '11' },
      {
        op: 'replace',
        path: '/metadata/managedFields',
        value: [{ ...entry('sluice/site', 'Apply', { 'f:data': { 'f:old': {} } }), fieldsType: 'FieldsV1' }],
      },
    ])
    assert.equal(Object(writes[1]?.body).metadata.resourceVersion, '101')
    assert.equal(outcome()?._tag, 'Applied')
  }))

test('an apply that takes over writes nothing if the object has changed meanwhile', () =>
  marbles(({ cold, scheduler, flush }) => {
    const { run, writes } = setUp(scheduler, { read: cold('-(r|)', { r: managed('12') }), answers: [] })
    const outcome = outcomeOf(run({ ...apply, takesOver: ['kubectl'] }))
    flush()
    assert.deepEqual(writes, [])
    const ended = outcome()
    assert.ok(ended?._tag === 'Failed' && ended.remedy._tag === 'Reread', JSON.stringify(ended))
  }))

test('what an answer to an apply shows is held, also where it is less than the manifest', () =>
  marbles(({ cold, scheduler, flush }) => {
    const less = managed('101', entry('sluice/site', 'Apply', { 'f:metadata': {} }))
    const { run, cache } = setUp(scheduler, { answers: [cold('(a|)', { a: less })] })
    run(apply).subscribe()
    flush()
    assert.equal(cache.claim(ConfigMap, 'demo/web')?.state, 'Held')
  }))

test('an apply says what it changed; an annotation that the server rewrites is remembered', () =>
  marbles(({ cold, scheduler, flush }) => {
    const rewritten = {
      ...child,
      metadata: { ...child.metadata, resourceVersion: '101', annotations: {} },
      data: { a: '2' },
    }
    const { run, cache } = setUp(scheduler, { answers: [cold('(a|)', { a: rewritten })] })
    const steps: Executed[] = []
    run(apply).subscribe(step => steps.push(step))
    flush()
    const [effected] = steps
    assert.ok(effected?._tag === 'Effected')
    assert.deepEqual(effected.change, { child: refOf(child), paths: ['data.a'] })
    assert.equal(cache.applied('c1')?.next, 'accept')
  }))

test('a child that is refused holds up no other, but nothing is deleted, and the refusal is the outcome', () =>
  marbles(({ cold, scheduler, flush }) => {
    const invalid: ApiFailure = { _tag: 'Status', code: 422, reason: 'Invalid', message: 'no' }
    const { run, writes } = setUp(scheduler, {
      answers: [cold('-#', {}, invalid), cold('-(a|)', { a: stored(manifest, 'c2', '101') })],
    })
    const others: Effect = { _tag: 'Create', manifest: adopt(of, site(), configMap({}, 'other')) }
    const outcome = outcomeOf(run(create, others, remove, setStatus))
    flush()
    assert.deepEqual(
      writes.map(({ method, path }) => `${method} ${path.split('?')[0]}`),
      ['PATCH /api/v1/namespaces/demo/configmaps/web', 'PATCH /api/v1/namespaces/demo/configmaps/other'],
    )
    const ended = outcome()
    assert.ok(ended?._tag === 'Failed')
    assert.deepEqual([ended.wrote, ended.effect, ended.remedy._tag], [1, create, 'Tell'])
  }))

test('a refusal stays the outcome if the process is told to stop before the next child', () =>
  marbles(({ cold, scheduler, flush }) => {
    const invalid: ApiFailure = { _tag: 'Status', code: 422, reason: 'Invalid', message: 'no' }
    let asked = 0
    const mayWrite = () => {
      asked += 1
      return asked === 1
    }
    const { run } = setUp(scheduler, { answers: [cold('#', {}, invalid)], mayWrite })
    const outcome = outcomeOf(run(create, { _tag: 'Create', manifest: adopt(of, site(), configMap({}, 'other')) }))
    flush()
    const ended = outcome()
    assert.ok(ended?._tag === 'Failed')
    assert.deepEqual([ended.wrote, ended.effect], [0, create])
  }))

test('of several refused children the first is told, and all are read again', () =>
  marbles(({ cold, scheduler, flush }) => {
    const refusal = (message: string): ApiFailure => ({ _tag: 'Status', code: 403, reason: 'Forbidden', message })
    const { run } = setUp(scheduler, { answers: [cold('#', {}, refusal('one')), cold('#', {}, refusal('two'))] })
    const other: Effect = { _tag: 'Create', manifest: adopt(of, site(), configMap({}, 'other')) }
    const ended = outcomeOf(run(create, other))
    flush()
    const outcome = ended()
    assert.ok(outcome?._tag === 'Failed')
    assert.deepEqual([outcome.failure.message, outcome.others], ['one', [other]])
    assert.ok(outcome.toReread.some(({ name }) => name === 'other'))
  }))

test('a refused apply is overwritten before it is reported', () =>
  marbles(({ cold, scheduler, flush }) => {
    const invalid: ApiFailure = { _tag: 'Status', code: 422, reason: 'Invalid', message: 'no' }
    const refused = setUp(scheduler, { answers: [cold('#', {}, invalid), cold('#', {}, invalid)] })
    const [first, second] = [outcomeOf(refused.run(apply)), outcomeOf(refused.run(apply))]
    flush()
    const remedies = [first(), second()].map(outcome => outcome?._tag === 'Failed' && outcome.remedy._tag)
    assert.deepEqual(remedies, ['Reread', 'Tell'])
    assert.equal(refused.cache.applied('c1'), undefined, 'a later attempt overwrites again')
  }))

test('calls go to their handler by name; one that fails or is missing ends the plan', () =>
  marbles(({ cold, scheduler, flush }) => {
    const inputs: unknown[] = []
    const call = (name: string): Effect => ({ _tag: 'Call', target, call: { name, input: 7 } })
    const calls: Calls = {
      good: input => {
        inputs.push(input)
        return cold('-|')
      },
      bad: () => cold('#', {}, new Error('boom')),
      throwing: () => assert.fail('thrown'),
    }
    const { run } = setUp(scheduler, { answers: [], calls })
    const outcomes = ['good', 'bad', 'throwing', 'absent'].map(name => outcomeOf(run(call(name))))
    flush()
    assert.deepEqual(inputs, [7])
    assert.deepEqual(
      outcomes.map(outcome => {
        const ended = outcome()
        return ended?._tag === 'Failed' ? [ended.remedy._tag, ended.failure.message] : ended?._tag
      }),
      [
        'Applied',
        ['Doubt', 'boom'],
        ['Doubt', 'thrown'],
        ['Tell', 'no handler is given for the call absent: pass it to run'],
      ],
    )
  }))

test('a run is settled if it wrote a status alone, and the server kept it as it was sent', () =>
  marbles(({ cold, scheduler, flush }) => {
    const kept = { ...site({ resourceVersion: '101' }), status: { ready: 1 } }
    const { status: _, ...pruned } = kept
    const settled = (answer: KubeObject, ...effects: readonly Effect[]) => {
      const answers = effects.map(() => cold('-(a|)', { a: answer }))
      return outcomeOf(setUp(scheduler, { answers }).run(...effects))
    }
    const outcomes = [settled(kept, setStatus), settled(pruned, setStatus), settled(kept, addFinalizer, setStatus)]
    flush()
    assert.deepEqual(
      outcomes.map(outcome => outcome()),
      [
        { _tag: 'Applied', wrote: 1, settled: true },
        { _tag: 'Applied', wrote: 1 },
        { _tag: 'Applied', wrote: 2 },
      ],
    )
  }))

test('a plan whose deletes another key has used up is made again; what is not deleted is given back', () =>
  marbles(({ cold, scheduler, flush }) => {
    const { run } = setUp(scheduler, { answers: [], deletesPerMinute: 1 })
    const both = outcomeOf(run(remove, remove))
    flush()
    assert.deepEqual(both(), { _tag: 'Abandoned', wrote: 0, why: 'its deletes are held back' })
    const read = cold<KubeObject>('-(r|)', { r: site({ generation: 9 }) })
    const limited = setUp(scheduler, { answers: [], read, deletesPerMinute: 1 })
    for (let time = 0; time < 3; time += 1) {
      const outcome = outcomeOf(limited.run(remove))
      flush()
      const ended = outcome()
      assert.ok(ended?._tag === 'Failed', 'the premise fails, so nothing was deleted')
    }
  }))
