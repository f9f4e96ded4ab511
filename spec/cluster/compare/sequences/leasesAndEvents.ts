import { altered, type Sequence } from '../sequence.ts'
import { get, mergePatch, post, put } from '../steps.ts'
import { of } from './objects.ts'
import { coreEvents, events, leases } from './paths.ts'

const lease = of('coordination.k8s.io/v1', 'Lease')
const event = of('events.k8s.io/v1', 'Event')
const coreEvent = of('v1', 'Event')

const now = '2001-01-01T00:00:00.000000Z'

/** What a controller writes about itself. */
export const leasesAndEvents: readonly Sequence[] = [
  {
    name: 'a Lease is taken and renewed',
    steps: [
      post(
        leases,
        lease('a', { spec: { holderIdentity: 'me', leaseDurationSeconds: 15, acquireTime: now, renewTime: now } }),
      ),
      put(`${leases}/a`, altered(1, { spec: { holderIdentity: 'you', leaseTransitions: 1 } })),
      put(`${leases}/a`, altered(1, { spec: { holderIdentity: 'other' } })),
      post(leases, lease('b')),
      post(leases, lease('c', { spec: { leaseDurationSeconds: 0, leaseTransitions: -1 } })),
      post(leases, lease('d', { spec: { renewTime: 'soon' } })),
      post(leases, lease('e', { spec: { holderIdentity: '', renewTime: '2001-01-01T00:00:00Z' } })),
    ],
  },
  {
    name: 'an Event of the new group',
    steps: [
      post(
        events,
        event('a', {
          eventTime: now,
          reportingController: 'example.com/me',
          reportingInstance: 'me-0',
          action: 'Doing',
          reason: 'Done',
          regarding: { kind: 'Pod', name: 'web', namespace: '<ns>' },
          note: 'well',
          type: 'Normal',
        }),
      ),
      get(`${coreEvents}/a`),
      mergePatch(`${events}/a`, { series: { count: 2, lastObservedTime: now } }),
      mergePatch(`${events}/a`, { note: 'other' }),
    ],
  },
  {
    name: 'an Event of the new group that breaks the rules is refused',
    steps: [
      post(events, event('a')),
      post(
        events,
        event('a', {
          eventTime: now,
          reportingController: 'bad controller',
          reportingInstance: 'me',
          action: 'Doing',
          reason: 'Done',
          regarding: { namespace: '<ns>' },
          type: 'Sad',
        }),
      ),
      post(
        events,
        event('a', {
          eventTime: now,
          reportingController: 'me',
          reportingInstance: 'me',
          action: 'Doing',
          reason: 'x'.repeat(129),
          note: 'x'.repeat(1025),
          regarding: { namespace: '<ns>' },
          type: 'Normal',
        }),
      ),
      post(
        events,
        event('a', {
          eventTime: now,
          reportingController: 'me',
          reportingInstance: 'me',
          action: 'Doing',
          reason: 'Done',
          regarding: { namespace: 'elsewhere' },
          type: 'Normal',
        }),
      ),
    ],
  },
  {
    name: 'an Event of the core group',
    steps: [
      post(
        coreEvents,
        coreEvent('a', {
          involvedObject: { kind: 'Pod', name: 'web', namespace: '<ns>' },
          reason: 'Done',
          message: 'well',
          type: 'Normal',
          count: 1,
          firstTimestamp: '2001-01-01T00:00:00Z',
          lastTimestamp: '2001-01-01T00:00:00Z',
          source: { component: 'me' },
        }),
      ),
      get(`${events}/a`),
      mergePatch(`${coreEvents}/a`, { count: 2, lastTimestamp: '2001-01-02T00:00:00Z' }),
      post(coreEvents, coreEvent('b', { involvedObject: { namespace: 'elsewhere' } })),
      post(coreEvents, coreEvent('c', { involvedObject: {} })),
      post(coreEvents, coreEvent('d')),
    ],
  },
]
