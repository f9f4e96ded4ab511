import type { ApiObject, ResourceType } from '../resourceType.ts'
import { wholeObject } from '../schema/objectMeta.ts'
import { shapes } from '../schema/shapes.ts'
import {
  ageColumn,
  builtin,
  countColumn,
  nameColumn,
  numberAt,
  recordAt,
  recordsAt,
  textAt,
  textColumn,
} from './builtin.ts'
import { labelSelectorSchema } from './labelSelector.ts'
import { condition } from './podSpecSchema.ts'

const { text, int32, int64, time, intOrString, object, list, mapList, map, open } = shapes

const orNotSet = (value: unknown): string => (value === undefined ? 'N/A' : String(value))

export const PodDisruptionBudget: ResourceType = builtin({
  group: 'policy',
  version: 'v1',
  kind: 'PodDisruptionBudget',
  plural: 'poddisruptionbudgets',
  shortNames: ['pdb'],
  namespaced: true,
  status: true,
  generation: 'spec',
  schema: wholeObject('How many pods may be disrupted at once.', {
    spec: object('The budget.', {
      minAvailable: intOrString('How many must stay.'),
      selector: { ...labelSelectorSchema('The pods.'), 'x-kubernetes-patch-strategy': 'replace' },
      maxUnavailable: intOrString('How many may be missing.'),
      unhealthyPodEvictionPolicy: text('IfHealthyBudget or AlwaysAllow.'),
    }),
    status: object('What was last observed.', {
      observedGeneration: int64(),
      disruptedPods: map(time()),
      disruptionsAllowed: int32(),
      currentHealthy: int32(),
      desiredHealthy: int32(),
      expectedPods: int32(),
      conditions: mapList(['type'], condition({ observedGeneration: int64() }), 'Latest observations.'),
    }),
  }),
  columns: [
    nameColumn,
    textColumn('Min Available', 'How many must stay.', of => orNotSet(recordAt(of, 'spec').minAvailable)),
    textColumn('Max Unavailable', 'How many may be missing.', of => orNotSet(recordAt(of, 'spec').maxUnavailable)),
    countColumn('Allowed Disruptions', 'How many may be disrupted now.', of =>
      numberAt(recordAt(of, 'status'), 'disruptionsAllowed'),
    ),
    ageColumn,
  ],
})

const referenceOf = (scaler: ApiObject): string => {
  const target = recordAt(scaler, 'spec', 'scaleTargetRef')
  return `${textAt(target, 'kind')}/${textAt(target, 'name')}`
}

export const HorizontalPodAutoscaler: ResourceType = builtin({
  group: 'autoscaling',
  version: 'v2',
  kind: 'HorizontalPodAutoscaler',
  plural: 'horizontalpodautoscalers',
  shortNames: ['hpa'],
  categories: ['all'],
  namespaced: true,
  status: true,
  schema: wholeObject('Scales something by metrics.', {
    spec: object(
      'The desired behaviour.',
      {
        scaleTargetRef: object('What is scaled.', { apiVersion: text(), kind: text(), name: text() }, ['kind', 'name']),
        minReplicas: int32('The least number of replicas.', { default: 1 }),
        maxReplicas: int32('The most replicas.'),
        metrics: list(open('A metric.'), 'What the number is computed from.'),
        behavior: open('How fast it scales.'),
      },
      ['scaleTargetRef', 'maxReplicas'],
    ),
    status: object('What was last observed.', {
      observedGeneration: int64(),
      lastScaleTime: time(),
      currentReplicas: int32(),
      desiredReplicas: int32(),
      currentMetrics: list(open()),
      conditions: mapList(['type'], condition(), 'Latest observations.'),
    }),
  }),
  columns: [
    nameColumn,
    textColumn('Reference', 'What is scaled.', referenceOf),
    textColumn('Targets', 'What it scales by.', of =>
      recordsAt(recordAt(of, 'spec'), 'metrics').length === 0 ? '<none>' : '<unknown>',
    ),
    textColumn('MinPods', 'The least number of replicas.', of => String(recordAt(of, 'spec').minReplicas ?? '<unset>')),
    countColumn('MaxPods', 'The most replicas.', of => numberAt(recordAt(of, 'spec'), 'maxReplicas')),
    countColumn('Replicas', 'Replicas now.', of => numberAt(recordAt(of, 'status'), 'currentReplicas')),
    ageColumn,
  ],
})

const webhookConfiguration = (kind: string, plural: string, description: string): ResourceType =>
  builtin({
    group: 'admissionregistration.k8s.io',
    version: 'v1',
    kind,
    plural,
    categories: ['api-extensions'],
    namespaced: false,
    generation: 'all-but-status',
    schema: wholeObject(description, {
      webhooks: mapList(
        ['name'],
        { ...open('A webhook.'), properties: { name: text('Its name.') }, required: ['name'] },
        'The webhooks.',
      ),
    }),
    columns: [
      nameColumn,
      countColumn('Webhooks', 'Number of webhooks.', of => recordsAt(of, 'webhooks').length),
      ageColumn,
    ],
  })

export const ValidatingWebhookConfiguration = webhookConfiguration(
  'ValidatingWebhookConfiguration',
  'validatingwebhookconfigurations',
  'Webhooks that accept or refuse what is written.',
)

export const MutatingWebhookConfiguration = webhookConfiguration(
  'MutatingWebhookConfiguration',
  'mutatingwebhookconfigurations',
  'Webhooks that change what is written.',
)
