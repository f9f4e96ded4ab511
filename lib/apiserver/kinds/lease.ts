import { recordAt, textAt } from '../../json/fields.ts'
import { fieldError } from '../../kube/fieldError.ts'
import type { ResourceType } from '../objects/resourceType.ts'
import { ageColumn, builtin, nameColumn, textColumn } from '../objects/values.ts'
import { wholeObject } from '../schema/objectMeta.ts'
import { shapes } from '../schema/shapes.ts'
import { atLeast } from './fieldRules.ts'

const { text, int32, object, always } = shapes

export const leaseType: ResourceType = builtin({
  group: 'coordination.k8s.io',
  version: 'v1',
  kind: 'Lease',
  plural: 'leases',
  createsOnUpdate: true,
  namespaced: true,
  schema: wholeObject('A lock that expires.', {
    spec: always(
      object('Who holds it, and until when.', {
        holderIdentity: text('Who holds it.'),
        leaseDurationSeconds: int32('Seconds that others wait after renewTime before they take it.'),
        acquireTime: text('When the holder took it.', { format: 'micro-time' }),
        renewTime: text('When the holder last renewed it.', { format: 'micro-time' }),
        leaseTransitions: int32('How often it changed hands.'),
        strategy: text('How candidates are chosen.'),
        preferredHolder: text('Who should hold it.'),
      }),
    ),
  }),
  columns: [
    nameColumn,
    textColumn('Holder', 'Who holds it.', lease => textAt(recordAt(lease, 'spec'), 'holderIdentity')),
    ageColumn,
  ],
  validate: lease => {
    const spec = recordAt(lease, 'spec')
    const { leaseDurationSeconds: seconds, preferredHolder = '', strategy = '' } = spec
    return [
      ...(typeof seconds === 'number' && seconds <= 0
        ? [fieldError.invalid('spec.leaseDurationSeconds', seconds, 'must be greater than 0')]
        : []),
      ...atLeast(spec, 'leaseTransitions', 'spec', 0),
      ...(preferredHolder !== '' && strategy === ''
        ? [fieldError.forbidden('spec.preferredHolder', 'may only be specified if `strategy` is defined')]
        : []),
    ]
  },
})
