import { numberAt, recordAt, recordsAt, textAt, textsAt } from '../../json/fields.ts'
import type { FieldError } from '../../kube/fieldError.ts'
import { fieldError } from '../../kube/fieldError.ts'
import type { ApiObject, ResourceType } from '../objects/resourceType.ts'
import { ageColumn, builtin, countColumn, nameColumn, textColumn } from '../objects/values.ts'
import { wholeObject } from '../schema/objectMeta.ts'
import { shapes } from '../schema/shapes.ts'
import { atMostAll, countOrPercent, oneOf } from './fieldRules.ts'
import { labelSelectorSchema, selectorErrors } from './labelSelector.ts'
import { condition } from './podSpecSchema.ts'

const { text, int32, int64, time, intOrString, object, mapList, map, open, always } = shapes

const orNotSet = (value: unknown): string => (value === undefined ? 'N/A' : String(value))

export const podDisruptionBudgetType: ResourceType = builtin({
  group: 'policy',
  version: 'v1',
  kind: 'PodDisruptionBudget',
  plural: 'poddisruptionbudgets',
  shortNames: ['pdb'],
  namespaced: true,
  status: true,
  generation: 'spec',
  schema: wholeObject('How many pods may be disrupted at once.', {
    spec: always(
      object('The budget.', {
        minAvailable: intOrString('How many must stay.'),
        selector: { ...labelSelectorSchema('The pods.'), 'x-kubernetes-patch-strategy': 'replace' },
        maxUnavailable: intOrString('How many may be missing.'),
        unhealthyPodEvictionPolicy: text('IfHealthyBudget or AlwaysAllow.'),
      }),
    ),
    status: object('What was last observed.', {
      observedGeneration: int64(),
      disruptedPods: map(time()),
      disruptionsAllowed: int32(),
      currentHealthy: int32(),
      desiredHealthy: int32(),
      expectedPods: int32(),
      conditions: mapList(
        ['type'],
        condition({ observedGeneration: int64(), message: text('', { default: '' }) }),
        'Latest observations.',
      ),
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
  allocate: budget => ({
    ...budget,
    status: {
      disruptionsAllowed: 0,
      currentHealthy: 0,
      desiredHealthy: 0,
      expectedPods: 0,
      ...recordAt(budget, 'status'),
    },
  }),
  validate: budget => {
    const spec = recordAt(budget, 'spec')
    const { minAvailable = null, maxUnavailable = null, selector = null, unhealthyPodEvictionPolicy = null } = spec
    const shown = {
      MinAvailable: minAvailable,
      Selector: selector,
      MaxUnavailable: maxUnavailable,
      UnhealthyPodEvictionPolicy: unhealthyPodEvictionPolicy,
    }
    return [
      ...(minAvailable === null || maxUnavailable === null
        ? []
        : [fieldError.invalid('spec', shown, 'minAvailable and maxUnavailable cannot be both set')]),
      ...['minAvailable', 'maxUnavailable'].flatMap(field => [
        ...countOrPercent(spec, field, 'spec'),
        ...atMostAll(spec, field, 'spec'),
      ]),
      ...selectorErrors(recordAt(spec, 'selector'), 'spec.selector'),
      ...oneOf(spec, 'unhealthyPodEvictionPolicy', 'spec', ['AlwaysAllow', 'IfHealthyBudget']),
    ]
  },
})

const validateWebhooks = (configuration: ApiObject): readonly FieldError[] =>
  recordsAt(configuration, 'webhooks').flatMap((webhook, index) => {
    const at = `webhooks[${index}]`
    const name = textAt(webhook, 'name')
    const { url, service } = recordAt(webhook, 'clientConfig')
    return [
      ...(name.split('.').filter(part => part !== '').length < 3
        ? [fieldError.invalid(`${at}.name`, name, 'should be a domain with at least three segments separated by dots')]
        : []),
      ...(webhook.sideEffects === undefined
        ? [fieldError.required(`${at}.sideEffects`, 'must specify one of None, NoneOnDryRun')]
        : oneOf(webhook, 'sideEffects', at, ['None', 'NoneOnDryRun'])),
      ...((url === undefined) === (service === undefined)
        ? [fieldError.required(`${at}.clientConfig`, 'exactly one of url or service is required')]
        : []),
      ...(textsAt(webhook, 'admissionReviewVersions').length === 0
        ? [fieldError.required(`${at}.admissionReviewVersions`, 'must specify one of v1, v1beta1')]
        : []),
    ]
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
    validate: validateWebhooks,
    columns: [
      nameColumn,
      countColumn('Webhooks', 'Number of webhooks.', of => recordsAt(of, 'webhooks').length),
      ageColumn,
    ],
  })

export const validatingWebhookConfigurationType = webhookConfiguration(
  'ValidatingWebhookConfiguration',
  'validatingwebhookconfigurations',
  'Webhooks that accept or refuse what is written.',
)

export const mutatingWebhookConfigurationType = webhookConfiguration(
  'MutatingWebhookConfiguration',
  'mutatingwebhookconfigurations',
  'Webhooks that change what is written.',
)
