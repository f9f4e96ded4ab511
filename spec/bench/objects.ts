import { myApp } from '../../crd/controller.ts'
import { desired } from '../../crd/desired.ts'
import { crdManifest } from '../../crd/manifests.ts'
import { MyApp } from '../../crd/myapp.ts'
import { isRecord } from '../../lib/json/fields.ts'
import type { FieldsV1, ManagedFields } from '../../lib/kube/managedFields.ts'
import type { KubeObject, Manifest } from '../../lib/kube/object.ts'
import { fieldManagerOf } from '../../lib/kube/ownership/claim.ts'
import { adopt } from '../../lib/plan/adopt.ts'
import { manifestsOf } from '../../lib/plan/wish.ts'

export { crdManifest }

/** The MyApp number `at`, as a user writes it. */
export const manifestOf = (namespace: string, at: number) => ({
  apiVersion: 'example.com/v1',
  kind: 'MyApp',
  metadata: { namespace, name: `app-${String(at).padStart(5, '0')}` },
  spec: {
    image: 'example/app:1',
    replicas: 1,
    port: 8080,
    env: { MODE: 'production' },
    config: { 'app.properties': `index=${at}\ngreeting=hello\nlimit=250\n`, LOG_LEVEL: 'info' },
  },
})

/** The MyApp number `at` and its children as a server lists them once all has converged but the status. */
export const converged = (
  namespace: string,
  at: number,
): { readonly app: KubeObject; readonly children: readonly KubeObject[] } => {
  const app = {
    ...manifestOf(namespace, at),
    metadata: {
      ...manifestOf(namespace, at).metadata,
      uid: `uid-${at}`,
      resourceVersion: String(at * 10 + 1),
      generation: 1,
      creationTimestamp: '2026-01-01T00:00:00Z',
      finalizers: ['example.com/finalizer'],
    },
  }
  if (!MyApp.codec.is(app)) throw new Error('the sample is no MyApp')
  const wanted = desired(app, { nowMs: 0, child: () => undefined, children: () => [], related: () => [] })
  const children = wanted._tag === 'Right' ? manifestsOf(wanted.right.children) : []
  return {
    app,
    children: children.map((child, index) => {
      const adopted = adopt(myApp, app, child)
      return {
        ...adopted,
        metadata: {
          ...adopted.metadata,
          uid: `uid-${at}-${index}`,
          resourceVersion: String(at * 10 + 2 + index),
          generation: 1,
          creationTimestamp: '2026-01-01T00:00:00Z',
          managedFields: [appliedBy(fieldManagerOf(myApp), adopted)],
        },
      }
    }),
  }
}

/** The entry of a manager that applied a manifest, every list of it as a whole. */
const appliedBy = (manager: string, { apiVersion, kind: _kind, metadata, ...rest }: Manifest): ManagedFields => {
  const { name: _name, namespace: _namespace, ...said } = metadata
  return {
    manager,
    operation: 'Apply',
    apiVersion,
    fieldsType: 'FieldsV1',
    fieldsV1: fieldsOf({ metadata: said, ...rest }),
  }
}

const fieldsOf = (value: unknown): FieldsV1 =>
  isRecord(value) ? Object.fromEntries(Object.entries(value).map(([field, of]) => [`f:${field}`, fieldsOf(of)])) : {}
