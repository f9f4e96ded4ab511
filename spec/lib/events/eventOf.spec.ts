import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { validateEvent } from '../../../lib/apiserver/kinds/eventRules.ts'
import { eventName, eventOf } from '../../../lib/events/eventOf.ts'
import type { Occasion } from '../../../lib/events/occasion.ts'
import { fitting } from '../../../lib/events/wording.ts'
import { subdomain } from '../../../lib/kube/names.ts'
import type { Target } from '../../../lib/plan/plan.ts'
import { bytesOf } from '../../../lib/text/bytesOf.ts'
import { web } from './reconciles.ts'

const reporter = { controller: 'sluice/sites', instance: 'sites-7d4b9-x2x' }
const said: Occasion = { type: 'Normal', reason: 'Created', action: 'Create', note: 'Created Service web' }

test('an Event names its object by uid and version, and the child without more than its name', () => {
  const related = { apiVersion: 'v1', kind: 'Service', namespace: 'demo', name: 'web' }
  assert.deepEqual(eventOf({ ...said, related }, web, reporter, 'web.1', Date.UTC(2026, 0, 2, 3, 4, 5, 60)), {
    apiVersion: 'events.k8s.io/v1',
    kind: 'Event',
    metadata: { name: 'web.1', namespace: 'demo' },
    eventTime: '2026-01-02T03:04:05.060000Z',
    type: 'Normal',
    reason: 'Created',
    action: 'Create',
    note: 'Created Service web',
    regarding: {
      apiVersion: 'demo.dev/v1',
      kind: 'Site',
      namespace: 'demo',
      name: 'web',
      uid: 'site-1',
      resourceVersion: '10',
    },
    related,
    reportingController: 'sluice/sites',
    reportingInstance: 'sites-7d4b9-x2x',
  })
})

test('an object of no namespace has its Events in default', () => {
  const { namespace: _, ...node } = web
  const event = eventOf(said, node, reporter, 'web.1', 0)
  assert.equal(event.metadata.namespace, 'default')
  assert.deepEqual(validateEvent(event, undefined), [])
})

test('the API server takes an Event with any text of a controller or an API server', () => {
  const text = fc.string({ unit: 'grapheme', maxLength: 3000 })
  fc.assert(
    fc.property(text, text, text, text, fc.boolean(), (reason, action, note, instance, isNamespaced) => {
      const { namespace, ...node } = web
      const object: Target = isNamespaced && namespace !== undefined ? { ...node, namespace } : node
      const occasion: Occasion = { type: 'Warning', reason, action, note }
      const event = eventOf(occasion, object, { ...reporter, instance }, 'web.1', 0)
      assert.deepEqual(validateEvent(event, undefined), [])
      for (const field of ['reason', 'action', 'reportingInstance']) assert.ok(bytesOf(String(event[field])) <= 128)
      assert.ok(bytesOf(String(event.note)) <= 1024)
    }),
  )
})

test('a text is cut between two characters, and lines are joined', () => {
  assert.equal(
    fitting('conflicts:\n- .spec.replicas\n- .spec.selector', 100),
    'conflicts: - .spec.replicas - .spec.selector',
  )
  assert.equal(fitting('äöü', 6), 'äöü')
  assert.equal(fitting('äöüß', 6), 'ä…')
  assert.equal(fitting('😀😀😀', 11), '😀😀…')
})

test('the name of an Event is one, however long that of its object is', () => {
  for (const name of ['web', 'a'.repeat(253), `${'a'.repeat(237)}.${'b'.repeat(15)}`]) {
    const made = eventName({ name }, '6612236f1e61434c9')
    assert.equal(subdomain(made), undefined, made)
    assert.ok(made.endsWith('.6612236f1e61434c9'))
  }
})
