import type { Step } from '../sequence.ts'
import { get, post } from '../steps.ts'
import { crds } from './paths.ts'

/** A kind `Thing`, and its objects, in a group that a sequence has to itself. */

export const group = '<ns>.example.com'
export const crdName = `things.${group}`
export const crdPath = `${crds}/${crdName}`
const thingsOf = (version: string) => `/apis/${group}/${version}/namespaces/<ns>/things`
export const things = thingsOf('v1')
export const thingsInBeta = thingsOf('v1beta1')

export const thing = (name: string, fields: object = {}, meta: object = {}) => ({
  apiVersion: `${group}/v1`,
  kind: 'Thing',
  metadata: { name, ...meta },
  ...fields,
})

/** The schema of an object of these fields. */
export const fields = (properties: object, more: object = {}) => ({ type: 'object', properties, ...more })

/** The schema of a whole object whose spec has these fields. */
export const withSpec = (properties: object, more: object = {}) => fields({ spec: fields(properties, more) })

export const anything = { type: 'object', 'x-kubernetes-preserve-unknown-fields': true }

/** One version; `more` is laid over it. */
export const version = (schema: object = anything, more: object = {}) => ({
  name: 'v1',
  served: true,
  storage: true,
  schema: { openAPIV3Schema: schema },
  ...more,
})

export const names = { plural: 'things', singular: 'thing', kind: 'Thing', listKind: 'ThingList' }

export const crd = (versions: readonly object[] = [version()], spec: object = {}, meta: object = {}) => ({
  apiVersion: 'apiextensions.k8s.io/v1',
  kind: 'CustomResourceDefinition',
  metadata: { name: crdName, ...meta },
  spec: { group, scope: 'Namespaced', names, versions, ...spec },
})

/** Two steps: the CRD is created, and its objects are served. */
export const installed = (versions: readonly object[], spec: object = {}, served: string = things): readonly Step[] => [
  post(crds, crd(versions, spec), { compare: 'code' }),
  get(served, { repeatUntil: { code: 200 }, compare: 'code' }),
]

/** Of objects whose spec has these fields. */
export const installedWithSpec = (properties: object, more: object = {}): readonly Step[] =>
  installed([version(withSpec(properties, more))])
