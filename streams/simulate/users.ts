import type { Fields } from '../../lib/json/fields.ts'
import { isRecord } from '../../lib/json/fields.ts'
import { apiVersionOf, type KubeObject, pathOf, type Resource } from '../../lib/kube/object.ts'
import type { Act, ChildKind } from './act.ts'
import type { ModelCluster } from './modelSources.ts'

const namespace = 'default'
const paths: { readonly [kind in ChildKind]: string } = {
  Deployment: `/apis/apps/v1/namespaces/${namespace}/deployments`,
  Service: `/api/v1/namespaces/${namespace}/services`,
  ConfigMap: `/api/v1/namespaces/${namespace}/configmaps`,
}

export type UserAct = Exclude<
  Act,
  { readonly _tag: 'Write' | 'Read' | 'Open' | 'Watch' | 'Lag' | 'Compact' | 'Lead' | 'Kill' | 'Resync' }
>

/** The acts of users by kubectl on objects of `resource` and their children. An act that does not apply changes nothing. */
export const perform = ({ send }: Pick<ModelCluster, 'send'>, resource: Resource, act: UserAct): void => {
  const owners = pathOf(resource, namespace)
  const get = (path: string): KubeObject | undefined => {
    const response = send({ method: 'GET', path })
    return response._tag === 'Body' && response.code === 200 && isObject(response.body) ? response.body : undefined
  }
  const patch = (path: string, body: unknown) =>
    send({ method: 'PATCH', path, contentType: 'application/merge-patch+json', userAgent: 'kubectl', body })
  const remove = (path: string, propagationPolicy = 'Background') =>
    send({ method: 'DELETE', path, body: { apiVersion: 'v1', kind: 'DeleteOptions', propagationPolicy } })
  const create = (name: string, spec: Fields) => {
    const body = { apiVersion: apiVersionOf(resource), kind: resource.kind, metadata: { name, namespace }, spec }
    send({ method: 'POST', path: owners, body })
  }

  const path = `${'kind' in act ? paths[act.kind] : owners}/${act.name}`
  switch (act._tag) {
    case 'Create':
      create(act.name, act.spec)
      return
    case 'Edit':
      patch(path, { spec: act.spec })
      return
    case 'Delete':
      remove(path, act.cascade)
      return
    case 'Replace':
      remove(path)
      patch(path, { metadata: { finalizers: null } })
      create(act.name, act.spec)
      return
    case 'StripFinalizers':
      patch(path, { metadata: { finalizers: null } })
      return
    case 'DeleteChild':
      remove(path)
      return
    case 'StripLabels':
      patch(path, { metadata: { labels: null } })
      return
    case 'StripOwner':
      patch(path, { metadata: { ownerReferences: null } })
      return
    case 'StripAnnotations':
      patch(path, { metadata: { annotations: null } })
      return
    case 'Tamper':
      patch(path, act.patch)
      return
    case 'Squat':
      send({ method: 'POST', path: paths[act.kind], body: squatter(act.kind, act.name) })
      return
    case 'Leave': {
      const found = get(path)
      if (found?.metadata.ownerReferences === undefined) remove(path)
      return
    }
  }
}

const squatter = (kind: ChildKind, name: string): Fields => {
  const metadata = { name, namespace, labels: { squatter: name } }
  const labels = { squatter: name }
  switch (kind) {
    case 'ConfigMap':
      return { apiVersion: 'v1', kind, metadata, data: { mine: 'yes' } }
    case 'Service':
      return { apiVersion: 'v1', kind, metadata, spec: { selector: labels, ports: [{ port: 9 }] } }
    case 'Deployment': {
      const spec = { containers: [{ name: 'mine', image: 'mine' }] }
      const template = { metadata: { labels }, spec }
      return {
        apiVersion: 'apps/v1',
        kind,
        metadata,
        spec: { replicas: 1, selector: { matchLabels: labels }, template },
      }
    }
  }
}

const isObject = (body: unknown): body is KubeObject => isRecord(body) && isRecord(body.metadata)
