import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { left } from 'fp-ts/lib/Either.js'
import { type Cache, createCache } from '../../../lib/cache/cache.ts'
import { type ControllerOptions, controller } from '../../../lib/controller/controller.ts'
import { ConfigMap, Deployment } from '../../../lib/kube/kinds.ts'
import { type KubeObject, type Manifest, refOf } from '../../../lib/kube/object.ts'
import type { Seen } from '../../../lib/kube/watchEvent.ts'
import type { Effect, Plan } from '../../../lib/plan/plan.ts'
import { type PlanContext, planFor, stackOf } from '../../../lib/plan/planFor.ts'
import { accepted, configMap, ownedBy, Site, type SiteObject, site, stored } from '../samples.ts'

const key = 'demo/web'
const sized = (size: number): readonly Manifest[] =>
  Array.from({ length: size }, (_, at) => configMap({ at: String(at) }, `web-${at}`))

const sites = (options: Partial<ControllerOptions<SiteObject>> = {}) =>
  controller<SiteObject>({
    name: 'site',
    watches: Site,
    owns: [ConfigMap],
    desired: ({ spec }, observed) => ({
      children: sized(spec.size),
      status: {
        ready: observed.children(ConfigMap).length,
        conditions: [{ type: 'Ready', status: 'True', reason: 'R', message: '' }],
      },
    }),
    ...options,
  })

/** A cache in which each declared kind is listed; `objects` may be refused ones. */
const world = (of: ReturnType<typeof sites>, ...objects: readonly (KubeObject | Seen)[]): Cache<SiteObject> => {
  const cache = createCache(of)
  for (const { resource, store } of cache.feeds) {
    const seen = objects
      .map(each => ('_tag' in each ? each : accepted(each)))
      .filter(({ object }) => object.kind === resource.kind)
    store.take({ _tag: 'Listed', resourceVersion: '100', objects: seen })
  }
  return cache
}
const at: PlanContext = { nowMs: Date.parse('2026-01-02T03:04:05Z') }
const plan = (of: ReturnType<typeof sites>, cache: Cache<SiteObject>, context = at) => planFor(of, cache, key, context)
const tags = ({ effects }: Plan) => effects.map(({ _tag }) => _tag)
const condition = ({ effects }: Plan, type: string): unknown => {
  const effect = effects.find(each => each._tag === 'SetStatus')
  const conditions = effect?._tag === 'SetStatus' ? effect.status.conditions : undefined
  return Array.isArray(conditions) ? conditions.find(each => each.type === type)?.status : undefined
}

/** What the server would hold after these effects. */
const served = (objects: readonly KubeObject[], effects: readonly Effect[]): readonly KubeObject[] =>
  effects.reduce((all, effect, step) => afterOne(all, effect, String(200 + step)), objects)

const afterOne = (all: readonly KubeObject[], effect: Effect, version: string): readonly KubeObject[] => {
  const change = (uid: string, how: (object: KubeObject) => KubeObject) =>
    all.map(object => (object.metadata.uid === uid ? how(object) : object))
  switch (effect._tag) {
    case 'Create':
      return [...all, stored(effect.manifest, `new-${effect.manifest.metadata.name}`, version)]
    case 'Apply':
      return change(effect.uid, object => ({ ...object, ...stored(effect.manifest, effect.uid, version) }))
    case 'Delete':
      return all.filter(object => object.metadata.uid !== effect.target.uid)
    case 'AddFinalizer':
    case 'RemoveFinalizer': {
      const { finalizers, target } = effect
      return change(target.uid, object => ({
        ...object,
        metadata: { ...object.metadata, resourceVersion: version, finalizers },
      }))
    }
    case 'Release':
      return change(effect.target.uid, object => ({
        ...object,
        metadata: { ...object.metadata, resourceVersion: version, labels: {}, ownerReferences: effect.ownerReferences },
      }))
    case 'SetStatus':
      return change(effect.target.uid, object => ({
        ...object,
        status: { ...Object(Reflect.get(object, 'status')), ...effect.status },
      }))
    case 'Overwrite':
    case 'Call':
      return all
  }
}

const childOf = (size: number, uid: string, owner = site()): KubeObject => {
  const made = plan(sites(), world(sites(), site(owner.metadata, size))).effects
  const create = made.findLast(each => each._tag === 'Create')
  assert.ok(create?._tag === 'Create')
  return stored(create.manifest, uid, '20')
}
const dying = { deletionTimestamp: '2026-01-01T00:00:00Z' }

test('children are created in their order, and the status waits for a plan that has seen them', () => {
  const made = plan(sites(), world(sites(), site({}, 2)))
  assert.deepEqual(tags(made), ['Create', 'Create'])
  const names = made.effects.map(effect => (effect._tag === 'Create' ? effect.manifest.metadata.name : ''))
  assert.deepEqual(names, ['web-0', 'web-1'])
})

test('equal snapshots and times give equal plans, byte for byte', () => {
  const objects = [site({}, 2), childOf(1, 'c0')]
  const texts = [objects, objects.toReversed()].map(each => JSON.stringify(plan(sites(), world(sites(), ...each))))
  assert.equal(texts[0], texts[1])
})

test('from any state, plans lead to an empty one within three steps', () => {
  const finalizer = fc.constantFrom(undefined, 'demo.dev/done')
  fc.assert(
    fc.property(fc.nat(4), fc.nat(4), finalizer, (before, wanted, name) => {
      const of = sites(name === undefined ? {} : { finalizer: name })
      let objects: readonly KubeObject[] = [site({}, wanted)]
      for (let each = 1; each <= before; each += 1) objects = [...objects, childOf(each, `c${each}`)]
      for (let step = 0; step < 3; step += 1) objects = served(objects, plan(of, world(of, ...objects)).effects)
      assert.deepEqual(plan(of, world(of, ...objects)), { key, effects: [] })
      assert.equal(objects.length, 1 + wanted)
    }),
  )
})

test('the finalizer comes before the first child', () => {
  const made = plan(sites({ finalizer: 'demo.dev/done' }), world(sites(), site({ finalizers: ['other'] })))
  assert.deepEqual(tags(made), ['AddFinalizer', 'Create'])
  const [first] = made.effects
  assert.deepEqual(first?._tag === 'AddFinalizer' && first.finalizers, ['other', 'demo.dev/done'])
})

test('a child that is no longer desired is deleted, on the premise that its owner is unchanged', () => {
  const made = plan(sites(), world(sites(), site({ generation: 7 }, 0), childOf(1, 'c0')))
  const [effect] = made.effects
  assert.deepEqual(effect, {
    _tag: 'Delete',
    target: { ...refOf(childOf(1, 'c0')), uid: 'c0', resourceVersion: '20' },
    premise: { _tag: 'Owner', ref: refOf(site()), uid: 'site-1', generation: 7 },
  })
})

test('a controller that desires no children leaves all as they are', () => {
  const of = sites({ desired: () => ({}) })
  assert.deepEqual(plan(of, world(of, site(), childOf(1, 'c0'))), { key, effects: [] })
})

test('a child that is being deleted is neither deleted again nor replaced', () => {
  const child = childOf(1, 'c0')
  const deleting = { ...child, metadata: { ...child.metadata, ...dying } }
  for (const size of [0, 1])
    assert.deepEqual(tags(plan(sites(), world(sites(), site({}, size), deleting))), ['SetStatus'])
})

test('an object of another owner is not touched: a condition reports it, and the rest goes on', () => {
  const child = childOf(1, 'c0')
  const foreign = { ...child, metadata: { ...child.metadata, ownerReferences: ownedBy('x', 'else', 'App') } }
  const made = plan(sites(), world(sites(), site({}, 2), foreign))
  assert.deepEqual(tags(made), ['Create'])
  assert.equal(made.blocked?.reason, 'ChildNotOwned')
  assert.deepEqual(made.blockedBy, [refOf(foreign)])
  const told = plan(sites(), world(sites(), site({}, 1), foreign))
  assert.deepEqual(tags(told), ['SetStatus'])
  assert.deepEqual([condition(told, 'Stalled'), condition(told, 'Ready')], ['True', 'False'])
})

test('a child that is not ours keeps those that are desired no longer, until it is out of the way', () => {
  const old = stored(configMap({}, 'old'), 'old-1', '11')
  const owned = { ...old, metadata: { ...old.metadata, namespace: 'demo', ownerReferences: ownedBy('site-1') } }
  const taken = {
    ...owned,
    metadata: { ...owned.metadata, name: 'web-0', uid: 'x', ownerReferences: ownedBy('y', 'y', 'App') },
  }
  const of = sites()
  assert.deepEqual(
    tags(plan(of, world(of, site(), owned))).filter(tag => tag === 'Delete'),
    ['Delete'],
  )
  const made = plan(of, world(of, site(), owned, taken))
  assert.equal(made.blocked?.reason, 'ChildNotOwned')
  assert.ok(!tags(made).includes('Delete'))
})

test('a child of a kind that is not declared names the remedy', () => {
  const service: Manifest = { apiVersion: 'v1', kind: 'Service', metadata: { name: 'x' } }
  const of = sites({ desired: () => ({ children: [service] }) })
  const made = plan(of, world(of, site()))
  assert.match(made.blocked?.message ?? '', /^Service demo\/x is not among the kinds .* in owns: add Service of v1$/)
})

const refusing: readonly (readonly [string, Partial<ControllerOptions<SiteObject>>, string, string])[] = [
  ['throws', { desired: () => assert.fail('boom') }, 'ReconcileFailed', 'desired threw: boom'],
  ['refuses', { desired: () => left({ reason: 'TooBig', message: 'm' }) }, 'TooBig', 'm'],
  [
    'reads a kind that is not owned',
    { desired: (_, { child }) => (child(Deployment, 'x') === undefined ? {} : {}) },
    'ReconcileFailed',
    'desired threw: Deployment is read but not declared: add it to owns, so that its changes trigger',
  ],
  [
    'reads a kind that is not related',
    { desired: (_, { related }) => ({ requeueAfterMs: related(ConfigMap).length }) },
    'ReconcileFailed',
    'desired threw: ConfigMap is read but not declared: add it to related, so that its changes trigger',
  ],
]
for (const [what, options, reason, message] of refusing)
  test(`a controller that ${what} tells the owner, and does nothing else`, () => {
    const of = sites({ ...options, finalizer: 'demo.dev/done' })
    const made = plan(of, world(of, site(), childOf(1, 'c0')))
    assert.deepEqual(made.blocked, { reason, message })
    assert.deepEqual(tags(made), ['SetStatus'])
    assert.equal(condition(made, 'Stalled'), 'True')
  })

test('an object that its codec refuses is told why', () => {
  const refused: Seen = { _tag: 'Refused', object: site(), reasons: ['spec.size must be a number', 'b'] }
  const made = plan(sites(), world(sites(), refused, childOf(1, 'c0')))
  assert.deepEqual(made.blocked, { reason: 'InvalidObject', message: 'spec.size must be a number; b' })
  assert.deepEqual(tags(made), ['SetStatus'])
})

test('a controller without a status says nothing', () => {
  const of = sites({ reports: false, desired: () => left({ reason: 'R', message: 'm' }) })
  assert.deepEqual(plan(of, world(of, site())).effects, [])
})

test('after an attempt that could not succeed only the owner is told, until the next attempt', () => {
  const context = { ...at, trouble: { reason: 'Forbidden', message: 'may not' } }
  const made = plan(sites(), world(sites(), site({}, 2)), context)
  assert.deepEqual(tags(made), ['SetStatus'])
  assert.equal(made.blocked?.reason, 'Forbidden')
  const told = served([site({}, 2)], made.effects)
  assert.deepEqual(plan(sites(), world(sites(), ...told), context).effects, [])
})

const cleaning = (cleanup: ControllerOptions<SiteObject>['cleanup']) =>
  sites({ finalizer: 'demo.dev/done', ...(cleanup && { cleanup }) })
const leaving = site({ ...dying, finalizers: ['a', 'demo.dev/done', 'b'] }, 2)

test('cleanup: calls, then children, and the finalizer only when it is done', () => {
  const call = { name: 'release', input: { size: 2 } }
  const done = cleaning(() => ({ done: true, calls: [call], children: [] }))
  const made = plan(done, world(done, leaving, childOf(1, 'c0')))
  assert.deepEqual(tags(made), ['Call', 'Delete', 'RemoveFinalizer'])
  const last = made.effects.at(-1)
  assert.deepEqual(last?._tag === 'RemoveFinalizer' && last.finalizers, ['a', 'b'])
  const busy = cleaning(() => ({ done: false, calls: [call], requeueAfterMs: 5000 }))
  const waiting = plan(busy, world(busy, leaving, childOf(1, 'c0')))
  assert.deepEqual(tags(waiting), ['Call'])
  assert.equal(waiting.requeueAfterMs, 5000)
})

test('a cleanup that throws or refuses keeps the finalizer and tells the owner', () => {
  for (const cleanup of [() => assert.fail('boom'), () => left({ reason: 'R', message: 'm' })]) {
    const of = cleaning(cleanup)
    const made = plan(of, world(of, leaving))
    assert.deepEqual(tags(made), ['SetStatus'])
    assert.equal(condition(made, 'Stalled'), 'True')
  }
})

test('no cleanup: the finalizer goes at once; no finalizer of ours: nothing is done', () => {
  assert.deepEqual(tags(plan(cleaning(undefined), world(sites(), leaving))), ['RemoveFinalizer'])
  assert.deepEqual(plan(cleaning(undefined), world(sites(), site({ ...dying, finalizers: ['a'] }))).effects, [])
  assert.deepEqual(plan(sites(), world(sites(), leaving)).effects, [])
})

test('children whose owner is gone are left to the garbage collector, and deleted when it does not come', () => {
  const cache = world(sites(), childOf(1, 'c0'))
  assert.deepEqual(plan(sites(), cache), { key, effects: [], requeueAfterMs: 60_000 })
  const [soon, late] = [59_999, 60_000].map(ms => plan(sites(), cache, { ...at, orphanedSinceMs: at.nowMs - ms }))
  assert.deepEqual(soon, { key, effects: [], requeueAfterMs: 1 })
  const [effect] = late?.effects ?? []
  assert.deepEqual(effect?._tag === 'Delete' && effect.premise, { _tag: 'Gone', ref: refOf(site()), uid: 'site-1' })
})

test('the child of a predecessor is waited for, then deleted on the premise that the predecessor is gone', () => {
  const cache = world(sites(), site({ uid: 'site-2' }), childOf(1, 'c0'))
  assert.equal(plan(sites(), cache).requeueAfterMs, 60_000)
  const late = plan(sites(), cache, { ...at, orphanedSinceMs: at.nowMs - 60_000 })
  const [effect] = late.effects
  assert.deepEqual(effect?._tag === 'Delete' && effect.premise, { _tag: 'Gone', ref: refOf(site()), uid: 'site-1' })
})

test('a key without object and children needs nothing', () => {
  assert.deepEqual(plan(sites(), world(sites())), { key, effects: [] })
})

test('a plan reads its own children and what it is related to, and nothing else', () => {
  const read: unknown[] = []
  const of = sites({
    owns: [Deployment],
    related: [{ resource: ConfigMap, values: ({ spec }) => [`demo/config-${spec.size}`] }],
    desired: (_, observed) => {
      read.push(observed.related(ConfigMap).map(({ metadata }) => metadata.uid))
      read.push(observed.nowMs)
      return {}
    },
  })
  const related = [1, 2].map(each =>
    stored({ ...configMap(), metadata: { name: `config-${each}`, namespace: 'demo' } }, `r${each}`, '5'),
  )
  plan(of, world(of, site({}, 2), ...related))
  assert.deepEqual(read, [['r2'], at.nowMs])
})

test('the child of a predecessor is not among the children that a plan reads', () => {
  const seen: number[] = []
  const of = sites({
    desired: (_, observed) => {
      seen.push(observed.children(ConfigMap).length)
      return {}
    },
  })
  plan(of, world(of, site({ uid: 'site-2' }), childOf(1, 'c0')))
  plan(of, world(of, site(), childOf(1, 'c0')))
  assert.deepEqual(seen, [0, 1])
})

test('a declaration that reads only what it needs is compared only there', () => {
  const of = sites({ owns: [{ resource: ConfigMap, reads: [] }] })
  let objects: readonly KubeObject[] = [site({}, 1)]
  for (let step = 0; step < 2; step += 1) objects = served(objects, plan(of, world(of, ...objects)).effects)
  assert.deepEqual(plan(of, world(of, ...objects)).effects, [])
})

test('a function that changes what it is given throws, and changes nothing', () => {
  const of = sites({
    desired: ({ spec }) => {
      Object.assign(spec, { size: spec.size + 100 })
      return {}
    },
  })
  const cache = world(of, site())
  const made = plan(of, cache)
  assert.match(made.blocked?.message ?? '', /^desired threw: Cannot assign to read only property 'size'/)
  assert.deepEqual(cache.watched(key)?.object, site())
  assert.match((made.blocked && stackOf(made.blocked)) ?? '', /planFor\.spec\.ts:\d+/)
})

test('so are the children and related objects that it reads; in production nothing is frozen', () => {
  const child = stored(configMap({ a: '1' }), 'c', '11')
  const owned = { ...child, metadata: { ...child.metadata, namespace: 'demo', ownerReferences: ownedBy('site-1') } }
  const of = sites({
    desired: (_, { children }) => {
      for (const each of children(ConfigMap)) Object.assign(each.metadata, { name: 'changed' })
      return {}
    },
  })
  assert.match(plan(of, world(of, site(), owned)).blocked?.message ?? '', /^desired threw: Cannot assign/)
  const unfrozen = { ...owned, metadata: { ...owned.metadata } }
  assert.equal(plan(of, world(of, site(), unfrozen), { ...at, freezes: false }).blocked, undefined)
})

test('a controller that asks for no pause, or an endless one, gets a second, or 24.8 days', () => {
  const asking = (requeueAfterMs: number) => {
    const of = sites({ desired: () => ({ requeueAfterMs }) })
    return plan(of, world(of, site())).requeueAfterMs
  }
  assert.deepEqual([0, -5, 999].map(asking), [1000, 1000, 1000])
  assert.deepEqual([Number.POSITIVE_INFINITY, 1e12].map(asking), [2 ** 31 - 1, 2 ** 31 - 1])
})

test('what names a child that is not ours waits for it; what does not, does not', () => {
  const theirs = { ...stored(configMap({}, 'taken'), 'x', '11'), kind: 'ConfigMap' }
  const taken = {
    ...theirs,
    metadata: { ...theirs.metadata, namespace: 'demo', ownerReferences: ownedBy('y', 'y', 'App') },
  }
  const reading = { ...configMap({ from: 'taken' }, 'reading'), metadata: { name: 'reading' } }
  const apart = { ...configMap({ a: 'b' }, 'apart'), metadata: { name: 'apart', labels: { app: 'taken' } } }
  const of = sites({ desired: () => ({ children: [configMap({}, 'taken'), reading, apart] }) })
  const made = plan(of, world(of, site(), taken))
  const created = made.effects.flatMap(effect => (effect._tag === 'Create' ? [effect.manifest.metadata.name] : []))
  assert.deepEqual(created, ['apart'])
  assert.match(made.blocked?.message ?? '', /; ConfigMap demo\/reading waits, as it names ConfigMap demo\/taken$/)
})
