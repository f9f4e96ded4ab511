import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import type { Applied } from '../../../lib/cache/snapshot.ts'
import type { KubeObject, Manifest } from '../../../lib/kube/object.ts'
import { appliedAnnotation, fingerprintOn } from '../../../lib/kube/ownership/claim.ts'
import { adopt } from '../../../lib/plan/adopt.ts'
import { diffChild, rememberAnswer, rememberRefusal } from '../../../lib/plan/diffChild.ts'
import { configMap, heldClaim, lostClaim, ownedBy, Site, site, stored } from '../samples.ts'

const controller = { name: 'site', watches: Site }
const adopted = (data: Readonly<Record<string, string>>) => adopt(controller, site(), configMap(data))
const decide = (desired: Manifest, observed: KubeObject | undefined, applied?: Applied, claim = heldClaim()) =>
  diffChild(desired, observed, { ownerUid: 'site-1', claim, applied })
const written = (decision: ReturnType<typeof decide>) => {
  assert.equal(decision._tag, 'Write')
  return decision._tag === 'Write' ? decision.effect : undefined
}
const edited = (object: KubeObject, metadata: Partial<KubeObject['metadata']>): KubeObject => ({
  ...object,
  metadata: { ...object.metadata, ...metadata },
})

test('an absent child is created', () => {
  assert.deepEqual(written(decide(adopted({}), undefined)), { _tag: 'Create', manifest: adopted({}) })
})

test('a child with the fingerprint and all fields still ours needs nothing, whatever its values are', () => {
  const rewritten = { ...stored(adopted({ a: '1' }), 'c1', '11'), data: { a: 'by a webhook', theirs: '2' } }
  assert.deepEqual(decide(adopted({ a: '1' }), rewritten), { _tag: 'Nothing' })
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

test('a child of which another writer took a field is applied again, though it looks as it should', () => {
  const effect = written(decide(adopted({ a: '1' }), stored(adopted({ a: '1' }), 'c1', '11'), undefined, lostClaim()))
  assert.deepEqual(effect, {
    _tag: 'Apply',
    manifest: adopted({ a: '1' }),
    uid: 'c1',
    resourceVersion: '11',
    reapplied: true,
  })
})

test('a child of which nothing is known to be ours is applied', () => {
  const decision = diffChild(adopted({}), stored(adopted({}), 'c1', '11'), { ownerUid: 'site-1' })
  assert.equal(written(decision)?._tag, 'Apply')
})

test('fields of former managers are taken over, once', () => {
  const claim = { ...heldClaim(), former: ['kubectl'] }
  const effect = written(decide(adopted({}), stored(adopted({}), 'c1', '11'), undefined, claim))
  assert.ok(effect?._tag === 'Apply')
  assert.deepEqual([effect.takesOver, effect.reapplied], [['kubectl'], false])
})

test('an owner reference that another writer changed is applied again', () => {
  const [owner] = ownedBy('site-1')
  assert.ok(owner)
  const loosened = edited(stored(adopted({}), 'c1', '11'), {
    ownerReferences: [{ ...owner, blockOwnerDeletion: false }],
  })
  const effect = written(decide(adopted({}), loosened))
  assert.ok(effect?._tag === 'Apply' && effect.reapplied)
})

const secret = (fields: object): Manifest =>
  adopt(controller, site(), { apiVersion: 'v1', kind: 'Secret', metadata: { name: 'web' }, ...fields })

test('the data of a Secret is compared, and its fingerprint tells nothing of the values', () => {
  const [before, after] = [secret({ data: { key: 'MQ==' } }), secret({ stringData: { key: '2' } })]
  assert.equal(fingerprintOn(before), fingerprintOn(after))
  assert.notEqual(fingerprintOn(before), fingerprintOn(secret({ data: { other: 'MQ==' } })))
  const effect = written(decide(after, stored(before, 'c1', '11')))
  assert.ok(effect?._tag === 'Apply')
  assert.equal(effect.reapplied, false, 'what is desired has changed')
  assert.deepEqual(effect.manifest.data, { key: 'Mg==' }, 'said as data')
  assert.deepEqual(decide(after, stored(after, 'c1', '11')), { _tag: 'Nothing' })
  assert.deepEqual(secret({ data: { key: 'MQ\r\n==\n' } }).data, { key: 'MQ==' }, 'as the server writes it')
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

const applying = (manifest: Manifest) =>
  ({ _tag: 'Apply', manifest, uid: 'c1', resourceVersion: '10', reapplied: false }) as const

test('a Secret whose data a webhook rewrites is applied once, until either side changes', () => {
  const said = secret({ data: { key: 'MQ==' } })
  const kept = stored(secret({ data: { key: 'Nw==' } }), 'c1', '11')
  const memory = rememberAnswer(applying(said), kept)
  assert.equal(memory?.next, 'accept')
  assert.deepEqual(decide(said, kept, memory), { _tag: 'Nothing' })
  assert.equal(written(decide(secret({ data: { key: 'Mw==' } }), kept, memory))?._tag, 'Apply')
  const changed = stored(secret({ data: { key: 'OQ==' } }), 'c1', '12')
  assert.equal(written(decide(said, changed, memory))?._tag, 'Apply')
})

test('an owner reference that a webhook rewrites is applied once', () => {
  const [owner] = ownedBy('site-1')
  assert.ok(owner)
  const kept = edited(stored(adopted({}), 'c1', '11'), { ownerReferences: [{ ...owner, blockOwnerDeletion: false }] })
  const memory = rememberAnswer(applying(adopted({})), kept)
  assert.deepEqual(decide(adopted({}), kept, memory), { _tag: 'Nothing' })
})

const memoryOf = (desired: Manifest, next: Applied['next']): Applied => ({
  desired: fingerprintOn(desired) ?? '',
  next,
})

test('what a refused apply could not set is overwritten, held to the observed version', () => {
  const desired = adopted({ 'a/b': '1', same: 'yes' })
  const observed = { ...stored(desired, 'c1', '11'), data: { 'a/b': '2', same: 'yes' } }
  const effect = written(decide(desired, observed, memoryOf(desired, 'overwrite')))
  assert.ok(effect?._tag === 'Overwrite')
  assert.equal(effect.target.resourceVersion, '11')
  assert.deepEqual(effect.operations, [
    { op: 'add', path: '/data/a~1b', value: '1' },
    { op: 'remove', path: '/metadata/annotations/sluice.dev~1applied' },
  ])
  const without = edited(observed, { annotations: {} })
  assert.equal(
    written(decide(desired, without, rememberAnswer(effect, without)))?._tag,
    'Apply',
    'to own it by applying',
  )
})

test('an overwrite never writes the fingerprint, also where all annotations are gone', () => {
  const desired = adopted({ a: '1' })
  const { annotations: _, ...metadata } = stored(desired, 'c1', '11').metadata
  const bare = { ...desired, data: {}, metadata }
  const effect = written(decide(desired, bare, memoryOf(desired, 'overwrite')))
  assert.ok(effect?._tag === 'Overwrite')
  assert.deepEqual(effect.operations, [{ op: 'add', path: '/data/a', value: '1' }])
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

const data = fc.dictionary(fc.constantFrom('a', 'b', 'c'), fc.constantFrom('1', '2'))
const annotation = fc.constantFrom('keep', 'drop', 'rewrite')

test('whatever the server makes of a manifest, it is applied once and then left', () => {
  fc.assert(
    fc.property(data, data, data, annotation, (desiredData, oldData, kept, shown) => {
      const desired = adopted(desiredData)
      const rewrite = (object: KubeObject): KubeObject => {
        const { [appliedAnnotation]: own, ...others } = object.metadata.annotations ?? {}
        const annotations = {
          ...others,
          ...(shown === 'rewrite' && { [appliedAnnotation]: 'rewritten' }),
          ...(shown === 'keep' && own !== undefined && { [appliedAnnotation]: own }),
        }
        return Object.assign({}, object, { data: kept, metadata: { ...object.metadata, annotations } })
      }
      let object = rewrite(stored(adopted(oldData), 'c1', '1'))
      let memory: Applied | undefined
      let writes = 0
      for (; writes < 5; writes += 1) {
        const decision = decide(desired, object, memory)
        if (decision._tag === 'Nothing') break
        const effect = written(decision)
        assert.ok(effect?._tag === 'Apply')
        object = rewrite(stored(desired, 'c1', String(writes + 2)))
        memory = rememberAnswer(effect, object)
      }
      assert.ok(writes <= 1, `${writes} writes`)
      const byHand = edited(object, { annotations: { [appliedAnnotation]: 'by hand' } })
      assert.equal(decide(desired, byHand, memory)._tag, 'Write')
    }),
  )
})
