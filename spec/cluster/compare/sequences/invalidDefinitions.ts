import type { Sequence, Step } from '../sequence.ts'
import { post } from '../steps.ts'
import { crds } from './paths.ts'
import { anything, crd, version, withSpec } from './things.ts'

/** What makes a CRD invalid, with all that the server says about it. */

const refused = (versions: readonly object[], spec: object = {}, meta: object = {}): Step =>
  post(crds, crd(versions, spec, meta))

export const invalidDefinitions: readonly Sequence[] = [
  {
    name: 'a CRD with wrong names is refused',
    steps: [
      refused([version()], {}, { name: 'others.example.com' }),
      refused([version()], {
        names: { plural: 'Things', kind: 'thing thing', listKind: 'Thing List', singular: 'THING' },
      }),
      refused([version()], { names: { plural: 'things', kind: 'Thing', listKind: 'Thing' } }),
      refused([version()], {
        names: { plural: 'things', kind: 'Thing', shortNames: ['T', 't t'], categories: ['All'] },
      }),
      refused([version()], { names: {} }),
    ],
  },
  {
    name: 'a CRD of a wrong group or scope is refused',
    steps: [
      refused([version()], { group: 'Example.com' }, { name: 'things.Example.com' }),
      refused([version()], { group: 'example' }, { name: 'things.example' }),
      refused([version()], { group: '' }),
      refused([version()], { scope: 'Galaxy' }),
      refused([version()], { scope: null }),
    ],
  },
  {
    name: 'a CRD of a protected group needs an approval',
    steps: [
      refused([version()], { group: '<ns>.k8s.io' }, { name: 'things.<ns>.k8s.io' }),
      refused(
        [version()],
        { group: '<ns>.k8s.io' },
        { name: 'things.<ns>.k8s.io', annotations: { 'api-approved.kubernetes.io': 'me' } },
      ),
    ],
  },
  {
    name: 'a CRD with wrong versions is refused',
    steps: [
      refused([]),
      refused([version(), version(anything, { name: 'v2' })]),
      refused([version(anything, { storage: false })]),
      refused([version(), version(anything, { storage: false })]),
      refused([version(anything, { name: 'V 1' })]),
      refused([version(anything, { schema: undefined })]),
      refused([version(anything, { schema: {} })]),
      refused([version(anything, { deprecationWarning: 'old' })]),
      refused([version(anything, { served: undefined })]),
    ],
  },
  {
    name: 'a CRD with wrong conversion is refused',
    steps: [
      refused([version()], { conversion: { strategy: 'Magic' } }),
      refused([version()], { conversion: { strategy: 'Webhook' } }),
      refused([version()], { conversion: { strategy: 'None', webhook: { conversionReviewVersions: ['v1'] } } }),
      refused([version()], { conversion: { strategy: 'Webhook', webhook: { conversionReviewVersions: ['v1'] } } }),
      refused([version()], {
        conversion: {
          strategy: 'Webhook',
          webhook: { clientConfig: { url: 'http://example.com' }, conversionReviewVersions: [] },
        },
      }),
      refused([version()], { preserveUnknownFields: true }),
    ],
  },
  {
    name: 'a CRD with wrong printer columns is refused',
    steps: [
      refused([version(anything, { additionalPrinterColumns: [{ name: '', type: 'string', jsonPath: '.spec.a' }] })]),
      refused([version(anything, { additionalPrinterColumns: [{ name: 'A', type: 'text', jsonPath: 'spec.a' }] })]),
      refused([
        version(anything, {
          additionalPrinterColumns: [{ name: 'A', type: 'integer', format: 'int99', jsonPath: '.spec[' }],
        }),
      ]),
      refused([version(anything, { additionalPrinterColumns: [{ name: 'A', type: 'string' }] })]),
    ],
  },
  {
    name: 'a CRD with wrong subresources is refused',
    steps: [
      refused([version(anything, { subresources: { scale: {} } })]),
      refused([
        version(anything, {
          subresources: { scale: { specReplicasPath: '.replicas', statusReplicasPath: '.spec.replicas' } },
        }),
      ]),
      refused([
        version(anything, {
          subresources: {
            scale: {
              specReplicasPath: 'spec.replicas',
              statusReplicasPath: '.status.list[0]',
              labelSelectorPath: '.metadata.labels',
            },
          },
        }),
      ]),
    ],
  },
  {
    name: 'a CRD with wrong selectable fields is refused',
    steps: [
      refused([version(withSpec({ a: { type: 'object' } }), { selectableFields: [{ jsonPath: '.spec.a' }] })]),
      refused([version(withSpec({ a: { type: 'string' } }), { selectableFields: [{ jsonPath: '.spec.b' }] })]),
      refused([version(withSpec({ a: { type: 'string' } }), { selectableFields: [{ jsonPath: 'spec.a' }] })]),
      refused([
        version(withSpec({ a: { type: 'string' } }), {
          selectableFields: [{ jsonPath: '.spec.a' }, { jsonPath: '.spec.a' }, { jsonPath: '.metadata.name' }, {}],
        }),
      ]),
    ],
  },
]
