import { readdirSync, readFileSync } from 'node:fs'
import {
  catchError,
  concat,
  concatMap,
  defer,
  from,
  ignoreElements,
  map,
  type Observable,
  of,
  retry,
  throwError,
  timer,
} from 'rxjs'
import { parse } from 'yaml'
import { crdManifest } from '../../../crd/manifests.ts'
import { MyApp } from '../../../crd/myapp.ts'
import { isRecord } from '../../../lib/json/fields.ts'
import { kind, type Manifest, pathOf, type Resource } from '../../../lib/kube/object.ts'
import type { ClusterConnection } from '../connection/openCluster.ts'

const Namespace = kind('', 'v1', 'Namespace', 'namespaces', 'Cluster')
const Crd = kind('apiextensions.k8s.io', 'v1', 'CustomResourceDefinition', 'customresourcedefinitions', 'Cluster')

/** The namespace of the samples. */
export const demoNamespace = 'demo'

/** Applies one object: creates it, or changes it to what is desired. */
const applyObject = (connection: ClusterConnection, resource: Resource, object: Manifest): Observable<unknown> =>
  connection.request('PATCH', pathOf(resource, object.metadata.namespace, object.metadata.name), {
    query: { fieldManager: 'sluice-demo', force: true },
    contentType: 'application/apply-patch+yaml',
    body: object,
  })

/** Installs the CRD, unless there is one, and the namespace of the samples. Completes when both are served. */
export const install = (connection: ClusterConnection, namespace: string): Observable<never> =>
  concat(
    createCrd(connection),
    served(connection),
    applyObject(connection, Namespace, { apiVersion: 'v1', kind: 'Namespace', metadata: { name: namespace } }),
  ).pipe(ignoreElements())

/** The CRD with one version: the demo has no webhook that converts to another. */
const createCrd = (connection: ClusterConnection): Observable<unknown> =>
  connection
    .request('POST', pathOf(Crd), { query: { fieldManager: 'sluice-demo' }, body: crdManifest('nobody') })
    .pipe(catchError(error => (isRecord(error) && error.code === 409 ? of(undefined) : throwError(() => error))))

/** The API server serves a CRD a moment after it accepted the CRD. */
const served = (connection: ClusterConnection): Observable<unknown> =>
  defer(() => connection.request('GET', pathOf(MyApp), { query: { limit: 1 } })).pipe(
    retry({
      count: 100,
      delay: error => (isRecord(error) && error.code === 404 ? timer(100) : throwError(() => error)),
    }),
  )

/** The MyApps of crd/samples, in alphabetical order. */
export const samples = (namespace: string): readonly Manifest[] => {
  const folder = new URL('../../../crd/samples/', import.meta.url)
  return readdirSync(folder)
    .filter(file => file.endsWith('.yaml'))
    .sort()
    .map(file => {
      const sample: unknown = parse(readFileSync(new URL(file, folder), 'utf8'))
      if (!isManifest(sample))
        throw new Error(`crd/samples/${file}: not an object with apiVersion, kind and metadata.name`)
      return { ...sample, metadata: { ...sample.metadata, namespace } }
    })
}

export const applySamples = (connection: ClusterConnection, namespace: string): Observable<string> =>
  from(samples(namespace)).pipe(
    concatMap(sample => applyObject(connection, MyApp, sample).pipe(map(() => sample.metadata.name))),
  )

const isManifest = (value: unknown): value is Manifest =>
  isRecord(value) &&
  typeof value.apiVersion === 'string' &&
  typeof value.kind === 'string' &&
  isRecord(value.metadata) &&
  typeof value.metadata.name === 'string'
