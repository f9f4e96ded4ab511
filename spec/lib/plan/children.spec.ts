import assert from 'node:assert/strict'
import { test } from 'node:test'
import { createCache } from '../../../lib/cache/cache.ts'
import { after, type Child, keep, leave, once } from '../../../lib/controller/child.ts'
import { type ControllerOptions, controller } from '../../../lib/controller/controller.ts'
import { ConfigMap, Deployment } from '../../../lib/kube/kinds.ts'
import type { KubeObject, Manifest, ObjectMeta } from '../../../lib/kube/object.ts'
import { adopt } from '../../../lib/plan/adopt.ts'
import { allowDeletesAnnotation } from '../../../lib/plan/deleteLimit.ts'
import { describePlan } from '../../../lib/plan/effectWords.ts'
import type { Plan } from '../../../lib/plan/plan.ts'
import { planFor } from '../../../lib/plan/planFor.ts'
import { manifestsOf } from '../../../lib/plan/wish.ts'
import { accepted, configMap, lostClaim, Site, type SiteObject, site, stored } from '../samples.ts'

/** The words in which children are said, and what their plans are. */

const nowMs = Date.parse('2026-01-02T03:04:05Z')
const of = (children: readonly Child[] | undefined, more: Partial<ControllerOptions<SiteObject>> = {}) =>
  controller<SiteObject>({
    ...{ name: 'site', watches: Site, owns: [ConfigMap, Deployment], reports: false },
    ...{ desired: () => ({ children }), ...more },
  })
const child = (name: string, data: Readonly<Record<string, string>> = {}, owner = site()): KubeObject =>
  stored(adopt(of([]), owner, configMap(data, name)), `uid-${name}`, '11')
const dying = (object: KubeObject, more: Partial<ObjectMeta> = {}): KubeObject => ({
  ...object,
  metadata: { ...object.metadata, deletionTimestamp: '2026-01-02T03:04:00Z', ...more },
})
const planOf = (
  controllerOf: ReturnType<typeof of>,
  objects: readonly KubeObject[],
  {
    owner = site(),
    claim = accepted(owner).claim,
    deletesLeft = 0,
  }: { owner?: SiteObject; claim?: ReturnType<typeof lostClaim>; deletesLeft?: number } = {},
): Plan => {
  const cache = createCache(controllerOf)
  for (const { resource, store } of cache.feeds) {
    const here = [owner, ...objects].filter(({ kind }) => kind === resource.kind)
    store.take({ _tag: 'Listed', resourceVersion: '100', objects: here.map(each => accepted(each, claim)) })
  }
  return planFor(controllerOf, cache, 'demo/web', { nowMs, deletesLeft })
}
const effects = (plan: Plan): readonly string[] =>
  plan.effects.map(
    effect => `${effect._tag} ${'target' in effect ? effect.target.name : effect.manifest.metadata.name}`,
  )
const changed = configMap({ a: '2' }, 'a')

test('once: created where it is absent, and never written again', () => {
  assert.deepEqual(effects(planOf(of([once(changed)]), [])), ['Create a'])
  assert.deepEqual(effects(planOf(of([once(changed)]), [child('a', { a: '1' })])), [], 'another wish')
  assert.deepEqual(effects(planOf(of([once(changed)]), [child('a')], { claim: lostClaim() })), [], 'changed by hand')
  assert.deepEqual(effects(planOf(of([changed]), [child('a', { a: '1' })])), ['Apply a'], 'without it')
})

test('once: an object of somebody else is reported all the same', () => {
  const foreign = child('a', {}, site({ uid: 'other', name: 'other' }))
  assert.equal(planOf(of([once(changed)]), [foreign]).blocked?.reason, 'ChildNotOwned')
})

test('keep: an observed child stays as it is, and is not removed', () => {
  const observed = [child('a'), child('b')]
  const keeping = of(leave, { desired: (_, { children }) => ({ children: children(ConfigMap).slice(0, 1).map(keep) }) })
  assert.deepEqual(effects(planOf(keeping, observed)), ['Delete b'])
})

test('after: not created or changed before it may be, and the plan says what it waits for', () => {
  const waiting = of([after(false, changed, 'the database is not ready')])
  const first = planOf(waiting, [])
  assert.deepEqual(effects(first), [])
  assert.deepEqual(first.waits, [
    { ref: { apiVersion: 'v1', kind: 'ConfigMap', namespace: 'demo', name: 'a' }, why: 'the database is not ready' },
  ])
  assert.equal(describePlan(first), 'ConfigMap demo/a waits: the database is not ready')
  assert.deepEqual(effects(planOf(waiting, [child('a', { a: '1' })])), [], 'it is neither changed nor removed')
  assert.deepEqual(effects(planOf(of([after(true, changed, 'x')]), [])), ['Create a'])
  assert.deepEqual(effects(planOf(of([after(true, once(changed), 'x')]), [child('a', { a: '1' })])), [])
})

test('leave: all children stay as they are', () => {
  assert.deepEqual(effects(planOf(of(leave), [child('a'), child('b')])), [])
})

test('onRemoval: what is desired no longer is deleted, set free, or stays', () => {
  const removing = (onRemoval: 'delete' | 'orphan' | 'keep') => of([], { owns: [{ resource: ConfigMap, onRemoval }] })
  assert.deepEqual(effects(planOf(removing('delete'), [child('a')])), ['Delete a'])
  assert.deepEqual(effects(planOf(removing('keep'), [child('a')])), [])
  const [release] = planOf(removing('orphan'), [child('a')]).effects
  assert.ok(release?._tag === 'Release')
  assert.deepEqual([release.target.name, release.ownerReferences, release.premise._tag], ['a', [], 'Owner'])
})

test('the manifests among children are found again, whatever word they are in', () => {
  const [a, b]: Manifest[] = [configMap({}, 'a'), configMap({}, 'b')]
  assert.ok(a && b)
  assert.deepEqual(manifestsOf([a, once(b), after(false, a, 'x'), keep(child('c'))]), [a, b, a])
})

test('a deletion that takes too long is told with what holds it, and before that awaited', () => {
  const finalizers = ['example.com/a', 'example.com/b']
  const late = planOf(of([]), [dying(child('a'), { deletionTimestamp: '2026-01-02T03:00:00Z', finalizers })])
  assert.deepEqual(late.blocked, {
    reason: 'ChildNotDeleted',
    message:
      'ConfigMap demo/a should be gone since 2026-01-02T03:00:00Z, and the finalizers example.com/a, example.com/b hold it: whoever set them has to take them away',
  })
  const early = planOf(of([changed]), [dying(child('a'))])
  assert.deepEqual([early.blocked, early.requeueAfterMs], [undefined, 55_000])
  assert.equal(early.waits?.[0]?.why, 'ConfigMap demo/a is being deleted')
})

const bounded = of([], { limits: { deletesPerMinute: 20 } })
const three = [child('a'), child('b'), child('c')]

test('more deletes than are allowed are held back altogether, as data, and the owner is told', () => {
  const plan = planOf(bounded, three, { deletesLeft: 2 })
  assert.deepEqual([effects(plan), plan.heldBack], [[], { deletes: 3, of: 3 }])
  assert.equal(plan.blocked?.reason, 'DeletesHeldBack')
  assert.match(plan.blocked?.message ?? '', /^held back: would delete 3 of 3 children, and only 20 deletes a minute/)
  assert.equal(describePlan(plan), 'held back: would delete 3 of 3')
  assert.equal(planOf(bounded, three, { deletesLeft: 3 }).effects.length, 3)
  assert.equal(planOf(of([]), three).effects.length, 3, 'a controller without a limit')
})

test('orphans of a predecessor and children that are desired no longer are held to one limit', () => {
  const theirs = child('old', {}, site({ uid: 'predecessor' }))
  const cache = createCache(bounded)
  for (const { resource, store } of cache.feeds) {
    const here = [site(), theirs, ...three].filter(({ kind }) => kind === resource.kind)
    store.take({ _tag: 'Listed', resourceVersion: '100', objects: here.map(each => accepted(each)) })
  }
  const planWith = (deletesLeft: number) =>
    planFor(bounded, cache, 'demo/web', { nowMs, deletesLeft, orphanedSinceMs: nowMs - 3_600_000 })
  assert.deepEqual([effects(planWith(3)), planWith(3).heldBack], [[], { deletes: 4, of: 4 }])
  assert.deepEqual(effects(planWith(4)), ['Delete old', 'Delete a', 'Delete b', 'Delete c'])
})

test('a user lets them through until the time in an annotation of the owner', () => {
  const until = (time: string) => site({ annotations: { [allowDeletesAnnotation]: time } })
  const allowed = planOf(bounded, three, { owner: until('2026-01-02T03:10:00Z') })
  assert.deepEqual([allowed.effects.length, allowed.isUnlimited], [3, true])
  assert.equal(planOf(bounded, three, { owner: until('2026-01-02T03:00:00Z') }).effects.length, 0, 'it is over')
  assert.equal(planOf(bounded, three, { owner: until('soon') }).effects.length, 0)
})

test('while deletes are held back, a finalizer that would let garbage collection make them stays', () => {
  const cleaning = of([], {
    limits: { deletesPerMinute: 1 },
    finalizer: 'f',
    cleanup: () => ({ done: true, children: [] }),
  })
  const owner = site({ finalizers: ['f'], deletionTimestamp: '2026-01-02T03:04:00Z' })
  assert.deepEqual(effects(planOf(cleaning, three, { owner })), [])
  assert.deepEqual(effects(planOf(cleaning, three, { owner, deletesLeft: 3 })).at(-1), 'RemoveFinalizer web')
})

test('finalizers of earlier versions are taken away, together with the write of the present one', () => {
  const retiring = of([], { finalizer: 'new', retiredFinalizers: ['old', 'older'] })
  const after = (finalizers: readonly string[], more: Partial<ObjectMeta> = {}) =>
    planOf(retiring, [], { owner: site({ finalizers, ...more }) }).effects.map(effect =>
      'finalizers' in effect ? [effect._tag, effect.finalizers] : [],
    )
  assert.deepEqual(after(['old', 'foreign']), [['AddFinalizer', ['foreign', 'new']]])
  assert.deepEqual(after(['new', 'older']), [['RemoveFinalizer', ['new']]])
  const deletionTimestamp = '2026-01-02T03:04:00Z'
  assert.deepEqual(after(['old', 'foreign'], { deletionTimestamp }), [['RemoveFinalizer', ['foreign']]])
  assert.deepEqual(after(['old', 'new'], { deletionTimestamp }), [['RemoveFinalizer', []]])
})

test('an object that its codec refuses can be deleted where no function has to clean up', () => {
  const refused = (more: Partial<ControllerOptions<SiteObject>>) => {
    const refusing = of([], { finalizer: 'f', ...more })
    const cache = createCache(refusing)
    const object = site({ finalizers: ['f'], deletionTimestamp: '2026-01-02T03:04:00Z' })
    for (const { role, store } of cache.feeds) {
      const objects =
        role === 'watched' ? [{ _tag: 'Refused', object, reasons: ['spec.size: is missing'] } as const] : []
      store.take({ _tag: 'Listed', resourceVersion: '100', objects })
    }
    return planFor(refusing, cache, 'demo/web', { nowMs })
  }
  assert.deepEqual(effects(refused({})), ['RemoveFinalizer web'])
  assert.deepEqual(effects(refused({ cleanup: () => ({ done: true }) })), [])
})
