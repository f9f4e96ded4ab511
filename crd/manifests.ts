import { stringify } from 'yaml'
import type { Manifest } from '../lib/object.ts'
import { customResourceDefinition } from '../lib/schema/customResourceDefinition.ts'
import { MyApp, MyAppSpec } from './myapp.ts'
import { MyAppStatus } from './myappStatus.ts'
import { nameRule } from './name.ts'

/** The CRD of MyApp, from its codecs. */
export const crdManifest = (): Manifest =>
  customResourceDefinition(MyApp, {
    description: 'An application: pods of one image, with their configuration and the Service that leads to them.',
    spec: MyAppSpec,
    status: MyAppStatus,
    singular: 'myapp',
    shortNames: ['ma'],
    scale: {
      specReplicasPath: '.spec.replicas',
      statusReplicasPath: '.status.replicas',
      labelSelectorPath: '.status.selector',
    },
    columns: [
      { name: 'Image', type: 'string', jsonPath: '.spec.image' },
      { name: 'Replicas', type: 'integer', jsonPath: '.spec.replicas' },
      { name: 'Ready', type: 'string', jsonPath: '.status.conditions[?(@.type=="Ready")].status' },
      { name: 'Port', type: 'integer', jsonPath: '.spec.port', priority: 1 },
      { name: 'Reason', type: 'string', jsonPath: '.status.conditions[?(@.type=="Ready")].reason', priority: 1 },
      { name: 'Message', type: 'string', jsonPath: '.status.conditions[?(@.type=="Ready")].message', priority: 1 },
      { name: 'Age', type: 'date', jsonPath: '.metadata.creationTimestamp' },
    ],
    rules: [nameRule],
  })

/** All that is checked in but generated: the objects of each file, by its path. */
export const manifests = (): { readonly [file: string]: readonly object[] } => ({
  'crd/myapp.crd.yaml': [crdManifest()],
  'crd/kustomization.yaml': [
    { apiVersion: 'kustomize.config.k8s.io/v1beta1', kind: 'Kustomization', resources: ['myapp.crd.yaml'] },
  ],
})

/** Objects as the text of a file, fields in alphabetical order. */
export const manifestText = (objects: readonly object[]): string =>
  [
    '# Generated from the codecs in crd/. Do not edit: npm run manifests\n',
    objects
      .map(object => stringify(object, { sortMapEntries: true, lineWidth: 0, aliasDuplicateObjects: false }))
      .join('---\n'),
  ].join('')
