import type { ApiObject } from '../../../../lib/apiserver/objects/resourceType.ts'

/** Small CRDs. */

export const version = (more: ApiObject = {}): ApiObject => ({
  name: 'v1',
  served: true,
  storage: true,
  schema: {
    openAPIV3Schema: {
      type: 'object',
      properties: {
        spec: { type: 'object', properties: { color: { type: 'string', default: 'red' } } },
        status: { type: 'object', 'x-kubernetes-preserve-unknown-fields': true },
      },
    },
  },
  ...more,
})

export const crd = (versions: readonly ApiObject[], more: ApiObject = {}, name = 'apps.demo.dev'): ApiObject => ({
  apiVersion: 'apiextensions.k8s.io/v1',
  kind: 'CustomResourceDefinition',
  metadata: { name },
  spec: { group: 'demo.dev', scope: 'Namespaced', names: { plural: 'apps', kind: 'App' }, versions, ...more },
})
