import type { ResourceType } from '../resourceType.ts'
import { wholeObject } from '../schema/objectMeta.ts'
import { shapes } from '../schema/shapes.ts'
import { ageColumn, builtin, nameColumn, recordAt, textAt, textColumn } from './builtin.ts'

const { text, int32, object } = shapes

export const Lease: ResourceType = builtin({
  group: 'coordination.k8s.io',
  version: 'v1',
  kind: 'Lease',
  plural: 'leases',
  createsOnUpdate: true,
  namespaced: true,
  schema: wholeObject('A lock that expires.', {
    spec: object('Who holds it, and until when.', {
      holderIdentity: text('Who holds it.'),
      leaseDurationSeconds: int32('Seconds that others wait after renewTime before they take it.'),
      acquireTime: text('When the holder took it.', { format: 'date-time' }),
      renewTime: text('When the holder last renewed it.', { format: 'date-time' }),
      leaseTransitions: int32('How often it changed hands.'),
      strategy: text('How candidates are chosen.'),
      preferredHolder: text('Who should hold it.'),
    }),
  }),
  columns: [
    nameColumn,
    textColumn('Holder', 'Who holds it.', lease => textAt(recordAt(lease, 'spec'), 'holderIdentity')),
    ageColumn,
  ],
})
