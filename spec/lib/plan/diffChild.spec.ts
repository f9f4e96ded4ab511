import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { keepOnly } from '../../../lib/cache/reads.ts'
import type { Applied } from '../../../lib/cache/snapshot.ts'
import { isRecord } from '../../../lib/json/fields.ts'
import type { KubeObject, Manifest } from '../../../lib/kube/object.ts'
import { adopt, appliedAnnotation } from '../../../lib/plan/adopt.ts'
import { covers } from '../../../lib/plan/covers.ts'
import { diffChild, rememberAnswer, rememberRefusal } from '../../../lib/plan/diffChild.ts'
import { configMap, ownedBy, Site, site, stored } from '../samples.ts'

const controller = { name: 'site', watches: Site }
const adopted = (data: Readonly<Record<string, string>>) => adopt(controller, site(), configMap(data))
const decide = (desired: Manifest, observed: KubeObject | undefined, applied?: Applied) =>
  diffChild(desired, observed, 'site-1', applied)
const written = (decision: ReturnType<typeof decide>) => {
  assert.equal(decision._tag, 'Write')
  return decision._tag === 'Write' ? decision.effect : undefined
}
const holding = <O extends KubeObject>(object: O, data: Readonly<Record<string, string>>) => ({ ...object, data })
const edited = (object: KubeObject, metadata: Partial<KubeObject['metadata']>): KubeObject => ({
  ...object,
  metadata: { ...object.metadata, ...metadata },
})

test('an absent child is created', () => {
  assert.deepEqual(written(decide(adopted({}), undefined)), { _tag: 'Create', manifest: adopted({}) })
})

test('a child that says all that is desired needs nothing', () => {
  assert.deepEqual(decide(adopted({ a: '1' }), stored(adopted({ a: '1' }), 'c1', '11')), { _tag: 'Nothing' })
})

test('fields of others do not count', () => {
  const more = { ...stored(adopted({ a: '1' }), 'c1', '11'), data: { a: '1', theirs: '2' }, immutable: false }
  assert.deepEqual(decide(adopted({ a: '1' }), more), { _tag: 'Nothing' })
})

test('a changed manifest is applied, even where it only drops a field', () => {
  const effect = written(decide(adopted({}), stored(adopted({ a: '1' }), 'c1', '11')))
  assert.deepEqual(effect, {
    _tag: 'Apply',
    manifest: adopted({}),
    uid: 'c1',
    resourceVersion: '11',
    reapplied: false,
  })
})

test('a child changed by hand is applied again', () => {
  const changed = { ...stored(adopted({ a: '1' }), 'c1', '11'), data: { a: '2' } }
  const effect = written(decide(adopted({ a: '1' }), changed))
  assert.deepEqual(effect, {
    _tag: 'Apply',
    manifest: adopted({ a: '1' }),
    uid: 'c1',
    resourceVersion: '11',
    reapplied: true,
  })
})

test('a stripped label is drift', () => {
  assert.equal(written(decide(adopted({}), edited(stored(adopted({}), 'c1', '11'), { labels: {} })))?._tag, 'Apply')
})

test('a child that is being deleted is waited for', () => {
  const dying = edited(stored(adopted({}), 'c1', '11'), { deletionTimestamp: '2026-01-01T00:00:00Z' })
  assert.equal(decide(adopted({ a: '1' }), dying)._tag, 'Wait')
})

test('the child of a deleted predecessor is waited for', () => {
  const old = edited(stored(adopted({}), 'c1', '11'), { ownerReferences: ownedBy('site-0') })
  assert.equal(decide(adopted({}), old)._tag, 'Wait')
})

test('an object of another owner is never touched, and the message names that owner', () => {
  const theirs = edited(stored(adopted({}), 'c1', '11'), { ownerReferences: ownedBy('x', 'other', 'App') })
  assert.deepEqual(decide(adopted({}), theirs), {
    _tag: 'NotOwned',
    message: 'ConfigMap demo/web exists and is controlled by App other: rename or delete it, or choose another name',
  })
  const nobodys = decide(adopted({}), edited(theirs, { ownerReferences: [] }))
  assert.ok(nobodys._tag === 'NotOwned' && nobodys.message.includes('controlled by nobody'))
})

test('an owner that does not control is not the owner', () => {
  const [owner] = ownedBy('site-1')
  assert.ok(owner)
  const shared = edited(stored(adopted({}), 'c1', '11'), { ownerReferences: [{ ...owner, controller: false }] })
  assert.equal(decide(adopted({}), shared)._tag, 'NotOwned')
})

test('fields that an apply could not set are overwritten, held to the observed version', () => {
  const desired = adopted({ 'a/b': '1' })
  const observed = { ...stored(desired, 'c1', '11'), data: { 'a/b': '2' } }
  const apply = written(decide(desired, observed))
  assert.ok(apply?._tag === 'Apply')
  const memory = rememberAnswer(apply, observed, undefined)
  assert.deepEqual(memory?.next, 'overwrite')
  const effect = written(decide(desired, observed, memory))
  assert.ok(effect?._tag === 'Overwrite')
  assert.equal(effect.target.resourceVersion, '11')
  assert.deepEqual(effect.operations, [
    { op: 'add', path: '/data/a~1b', value: '1' },
    { op: 'remove', path: '/metadata/annotations/sluice.dev~1applied' },
  ])
})

test('an overwrite never writes the fingerprint, also where all annotations are gone', () => {
  const desired = adopted({ a: '1' })
  const { annotations: _, ...metadata } = stored(desired, 'c1', '11').metadata
  const bare: KubeObject = { ...desired, metadata }
  const memory: Applied = { desired: desired.metadata.annotations?.[appliedAnnotation] ?? '', next: 'overwrite' }
  const effect = written(decide(desired, bare, memory))
  assert.ok(effect?._tag === 'Overwrite')
  assert.deepEqual(effect.operations, [{ op: 'add', path: '/metadata/annotations', value: {} }])
})

test('a refused apply is followed by one overwrite, and a second refusal is told', () => {
  const apply = written(decide(adopted({ a: '1' }), stored(adopted({}), 'c1', '11')))
  assert.ok(apply?._tag === 'Apply')
  const memory = rememberRefusal(apply, undefined)
  assert.equal(memory?.next, 'overwrite')
  assert.equal(rememberRefusal(apply, memory), undefined)
})

test('the memory of one manifest does not count for the next', () => {
  const memory: Applied = { desired: 'of an older manifest', next: 'overwrite' }
  assert.equal(written(decide(adopted({ a: '1' }), stored(adopted({}), 'c1', '11'), memory))?._tag, 'Apply')
})

test('fields that the cache does not keep can neither drift nor be written for ever', () => {
  const keep = keepOnly([])
  const desired = adopted({ a: '1' })
  assert.deepEqual(diffChild(desired, keep(stored(desired, 'c1', '11')), 'site-1', undefined, keep), {
    _tag: 'Nothing',
  })
  const effect = { _tag: 'Apply', manifest: desired, uid: 'c1', resourceVersion: '11', reapplied: false } as const
  assert.equal(rememberAnswer(effect, holding(stored(desired, 'c1', '11'), {}), undefined, keep), undefined)
})

/** A server with a webhook: it keeps what is applied or overwritten, rewritten in its own way. */
type Rewrite = (object: KubeObject) => KubeObject

const served = (desired: Manifest, first: KubeObject, rewrite: Rewrite) => {
  let version = 100
  let object = first
  let memory: Applied | undefined
  const writes: string[] = []
  for (let turn = 0; turn < 12; turn += 1) {
    const decision = decide(desired, object, memory)
    if (decision._tag !== 'Write') return { writes, decision, object }
    const { effect } = decision
    assert.ok(effect._tag === 'Apply' || effect._tag === 'Overwrite')
    writes.push(effect._tag)
    version += 1
    let next: KubeObject
    if (effect._tag === 'Apply') next = stored(merged(object, desired), 'c1', String(version))
    else {
      const copy: KubeObject = JSON.parse(JSON.stringify(object))
      for (const { op, path, value } of effect.operations) {
        const fields = path
          .slice(1)
          .split('/')
          .map(field => field.replaceAll('~1', '/').replaceAll('~0', '~'))
        const parent = fields.slice(0, -1).reduce<unknown>((at, field) => Reflect.get(Object(at), field), copy)
        assert.ok(isRecord(parent), `${path} has a parent`)
        if (op === 'remove') Reflect.deleteProperty(parent, fields.at(-1) ?? '')
        else Reflect.set(parent, fields.at(-1) ?? '', value)
      }
      next = edited(copy, { resourceVersion: String(version) })
    }
    object = rewrite(next)
    memory = rememberAnswer(effect, object, memory)
  }
  return { writes, decision: undefined, object }
}

const merged = (object: KubeObject, desired: Manifest): Manifest => ({
  ...object,
  ...desired,
  data: { ...Object(Reflect.get(object, 'data')), ...Object(desired.data) },
})

const field = fc.constantFrom('a', 'b', 'c')
const rewrites: fc.Arbitrary<Rewrite> = fc
  .record({
    set: fc.dictionary(field, fc.constantFrom('1', '9')),
    drop: fc.array(field),
    annotations: fc.constantFrom('keep', 'none', 'other'),
    labels: fc.boolean(),
    nothing: fc.boolean(),
  })
  .map(({ set, drop, annotations, labels, nothing }) => object => {
    const data: Record<string, unknown> = { ...Object(Reflect.get(object, 'data')), ...set }
    for (const each of drop) delete data[each]
    const { annotations: old, labels: oldLabels, ...metadata } = object.metadata
    const others = { [appliedAnnotation]: 'rewritten' }
    const kept = annotations === 'keep' ? old : annotations === 'other' ? others : undefined
    const { data: _, ...rest } = { data: undefined, ...object }
    return {
      ...rest,
      ...(!nothing && { data }),
      metadata: {
        ...metadata,
        ...(kept !== undefined && { annotations: kept }),
        ...(labels && oldLabels !== undefined && { labels: oldLabels }),
      },
    }
  })

test('a manifest that the server rewrites is written at most four times, then left and reported', () => {
  const data = fc.dictionary(field, fc.constantFrom('1', '2'))
  fc.assert(
    fc.property(data, data, rewrites, (desiredData, oldData, rewrite) => {
      const desired = adopted(desiredData)
      const { writes, decision, object } = served(desired, rewrite(stored(adopted(oldData), 'c1', '99')), rewrite)
      assert.equal(decision?._tag, covers(desired, object) ? 'Nothing' : 'Overruled', writes.join(' '))
      assert.ok(writes.length <= 4, writes.join(' '))
    }),
    { numRuns: 2000 },
  )
})

test('a server that only keeps what it is told needs one apply', () => {
  const { writes } = served(adopted({ a: '1' }), holding(stored(adopted({ a: '1' }), 'c1', '99'), { a: '2' }), it => it)
  assert.deepEqual(writes, ['Apply'])
})

test('an accepted value is repaired again as soon as it changes', () => {
  const rewrite: Rewrite = object => holding(object, { a: 'rewritten' })
  const desired = adopted({ a: '1' })
  let memory: Applied | undefined
  const object = rewrite(stored(desired, 'c1', '11'))
  for (let turn = 0; turn < 4; turn += 1) {
    const decision = decide(desired, object, memory)
    if (decision._tag !== 'Write') break
    if (decision.effect._tag === 'Apply' || decision.effect._tag === 'Overwrite')
      memory = rememberAnswer(decision.effect, object, memory)
  }
  assert.deepEqual(decide(desired, object, memory), {
    _tag: 'Overruled',
    message: 'ConfigMap demo/web is kept with another data.a: an admission webhook or policy rewrites it',
  })
  assert.equal(decide(desired, holding(object, { a: 'by hand' }), memory)._tag, 'Write')
})
