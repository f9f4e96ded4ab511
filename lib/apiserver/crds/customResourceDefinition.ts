import { recordAt, recordsAt, textAt } from '../../json/fields.ts'
import { badRequest } from '../../kube/status.ts'
import { condition } from '../kinds/podSpecSchema.ts'
import type { ApiObject, ResourceType } from '../objects/resourceType.ts'
import { builtin, dateColumn, nameColumn } from '../objects/values.ts'
import { wholeObject } from '../schema/objectMeta.ts'
import { shapes } from '../schema/shapes.ts'
import { refuse } from '../wire/refusal.ts'
import { formatWarnings } from './formatWarnings.ts'
import { preparedCrd } from './prepared.ts'
import { malformed } from './schemaForm.ts'
import { validateCrd } from './validateCrd.ts'

const { text, int32, bool, object, list, mapList, open } = shapes

const names = object('What the resources are called.', {
  plural: text('The plural in paths.'),
  singular: text('The singular; the kind in lower case by default.'),
  shortNames: list(text(), 'Short names for command lines.'),
  kind: text('The kind of the objects.'),
  listKind: text('The kind of lists; the kind and List by default.'),
  categories: list(text(), 'Groups such as all.'),
})

const version = object('A version of the resources.', {
  name: text('Name of the version, as in v1.'),
  served: bool('Whether it is served.'),
  storage: bool('Whether objects are stored in it; true for exactly one version.'),
  deprecated: bool('Whether its use gives a warning.'),
  deprecationWarning: text('The words of the warning.'),
  schema: object('How objects are validated, defaulted and pruned.', {
    openAPIV3Schema: open('A structural schema.'),
  }),
  subresources: object('The subresources.', {
    status: open('Status is written by a path of its own.'),
    scale: object('Where replicas are.', {
      specReplicasPath: text('JSON path of the desired number.'),
      statusReplicasPath: text('JSON path of the observed number.'),
      labelSelectorPath: text('JSON path of the selector.'),
    }),
  }),
  additionalPrinterColumns: list(
    object('A column.', {
      name: text('Its heading.'),
      type: text('Its type.'),
      format: text('Its format.'),
      description: text('What it shows.'),
      priority: int32('Above 0: only in wide output.'),
      jsonPath: text('Where its value is.'),
    }),
    'Columns of kubectl get.',
  ),
  selectableFields: list(object('A field.', { jsonPath: text('Where it is.') }), 'Fields for field selectors.'),
})

export const customResourceDefinitionType: ResourceType = builtin({
  group: 'apiextensions.k8s.io',
  version: 'v1',
  kind: 'CustomResourceDefinition',
  plural: 'customresourcedefinitions',
  shortNames: ['crd', 'crds'],
  categories: ['api-extensions'],
  namespaced: false,
  schema: wholeObject('A kind that users add to the API.', {
    spec: object('The kind.', {
      group: text('The API group.'),
      names,
      scope: text('Cluster or Namespaced.'),
      versions: list(version, 'All versions.'),
      conversion: object('How objects are converted between versions.', {
        strategy: text('None or Webhook.'),
        webhook: object('The webhook that converts.', {
          clientConfig: object('Where it is.', {
            url: text('Its URL.'),
            service: object('A Service.', { namespace: text(), name: text(), path: text(), port: int32() }),
            caBundle: text('Who signs for it.', { format: 'byte' }),
          }),
          conversionReviewVersions: list(text(), 'Versions of ConversionReview.'),
        }),
      }),
      preserveUnknownFields: bool('Must be false.'),
    }),
    status: object('What was last observed.', {
      observedGeneration: shapes.int64('The generation that the controllers have seen.'),
      conditions: {
        ...mapList(['type'], condition({ observedGeneration: shapes.int64() }), 'Latest observations.'),
        nullable: true,
      },
      acceptedNames: names,
      storedVersions: list(text(), 'Versions that objects were ever stored in.'),
    }),
  }),
  status: true,
  stored: { group: 'apiextensions.k8s.io', version: 'v1beta1' },
  generation: 'spec',
  columns: [
    nameColumn,
    dateColumn('Created At', 'When it was created.', crd => textAt(recordAt(crd, 'metadata'), 'creationTimestamp')),
  ],
  prepare: (crd, old) => {
    refuseMalformed(crd)
    return preparedCrd(crd, old)
  },
  validate: validateCrd,
  advise: formatWarnings,
})

/** A schema is decoded before anybody looks at what it says. */
const refuseMalformed = (crd: ApiObject): void => {
  for (const version of recordsAt(recordAt(crd, 'spec'), 'versions')) {
    const why = malformed(recordAt(version, 'schema').openAPIV3Schema, 'JSONSchemaProps')
    if (why === undefined) continue
    refuse(
      badRequest(`CustomResourceDefinition in version "v1" cannot be handled as a CustomResourceDefinition: ${why}`),
    )
  }
}
