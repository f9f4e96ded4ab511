import { isRecord } from '../../../lib/json/fields.ts'
import { ConfigMap, Deployment, Service } from '../../../lib/kube/kinds.ts'
import { controllerOf, type KubeObject } from '../../../lib/kube/object.ts'
import type { BenchWorld } from './world.ts'

type Fields = { readonly [field: string]: unknown }

const fieldsOf = (object: unknown, field: string): Fields => {
  const value: unknown = isRecord(object) ? object[field] : undefined
  return isRecord(value) ? value : {}
}

export const specOf = (object: KubeObject | undefined): Fields => fieldsOf(object, 'spec')

/** Whether the status describes the current generation. */
export const isTold = (app: KubeObject | undefined): boolean =>
  app !== undefined && fieldsOf(app, 'status').observedGeneration === app.metadata.generation

/** A MyApp, its three children and its status agree. */
export const isConverged = (world: BenchWorld, name: string): boolean => {
  const app = world.app(name)
  if (app === undefined || !isTold(app)) return false
  const { replicas, image, port, config } = specOf(app)
  const children = [Deployment, Service, ConfigMap].map(resource => world.child(resource, name))
  const [deployment, service, configMap] = children
  return (
    children.every(child => child !== undefined && controllerOf(child)?.uid === app.metadata.uid) &&
    specOf(deployment).replicas === replicas &&
    firstOf(fieldsOf(fieldsOf(specOf(deployment), 'template'), 'spec').containers).image === image &&
    firstOf(specOf(service).ports).port === port &&
    JSON.stringify(fieldsOf(configMap, 'data')) === JSON.stringify(config)
  )
}

const firstOf = (list: unknown): Fields => (Array.isArray(list) && isRecord(list[0]) ? list[0] : {})
