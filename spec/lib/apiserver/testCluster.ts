import assert from 'node:assert/strict'
import { handle } from '../../../lib/apiserver/handle.ts'
import { type Meta, metaOf } from '../../../lib/apiserver/objects/meta.ts'
import type { ApiObject } from '../../../lib/apiserver/objects/resourceType.ts'
import { type ClusterState, type EmptyClusterOptions, emptyCluster } from '../../../lib/apiserver/store/state.ts'
import { type Pulled, pull } from '../../../lib/apiserver/verbs/pull.ts'
import type { ApiRequest, WatchCursor } from '../../../lib/apiserver/wire/request.ts'

export const nowMs = 1_700_000_000_000

/** A CRD like that of MyApp: status and scale subresources, one default, lists of each kind. */
export const crd = {
  apiVersion: 'apiextensions.k8s.io/v1',
  kind: 'CustomResourceDefinition',
  metadata: { name: 'myapps.example.com' },
  spec: {
    group: 'example.com',
    scope: 'Namespaced',
    names: { plural: 'myapps', kind: 'MyApp' },
    versions: [
      {
        name: 'v1',
        served: true,
        storage: true,
        subresources: {
          status: {},
          scale: { specReplicasPath: '.spec.replicas', statusReplicasPath: '.status.replicas' },
        },
        schema: {
          openAPIV3Schema: {
            type: 'object',
            properties: {
              spec: {
                type: 'object',
                properties: {
                  replicas: { type: 'integer', minimum: 0, default: 1 },
                  image: { type: 'string' },
                  config: { type: 'object', additionalProperties: { type: 'string' } },
                  args: { type: 'array', items: { type: 'string' } },
                  zones: { type: 'array', items: { type: 'string' }, 'x-kubernetes-list-type': 'set' },
                  ports: {
                    type: 'array',
                    'x-kubernetes-list-type': 'map',
                    'x-kubernetes-list-map-keys': ['name'],
                    items: {
                      type: 'object',
                      required: ['name'],
                      properties: { name: { type: 'string' }, port: { type: 'integer' } },
                    },
                  },
                },
              },
              status: { type: 'object', properties: { replicas: { type: 'integer' } } },
            },
          },
        },
      },
    ],
  },
}

export const myApps = '/apis/example.com/v1/namespaces/default/myapps'

export const myApp = (name: string, spec: ApiObject = { image: 'web:1' }, metadata: Meta = {}): ApiObject => ({
  apiVersion: 'example.com/v1',
  kind: 'MyApp',
  metadata: { name, ...metadata },
  spec,
})

type More = Partial<Pick<ApiRequest, 'query' | 'contentType' | 'accept' | 'userAgent' | 'user'>>

export interface Answered {
  readonly code: number
  readonly body: ApiObject
  readonly meta: Meta
  readonly warnings: readonly string[]
}

/** A cluster to send requests to, one after the other. */
export const testCluster = (options: Partial<EmptyClusterOptions> = {}) => {
  let state: ClusterState = emptyCluster({ nowMs, ...options })
  const raw = (method: string, path: string, body?: unknown, more: More = {}) => {
    const request: ApiRequest = {
      method,
      path,
      query: {},
      contentType: 'application/json',
      userAgent: 'tester/1.0',
      user: { name: 'admin', groups: ['system:masters'] },
      ...(body !== undefined && { body }),
      ...more,
    }
    const handled = handle(state, request, nowMs)
    state = handled.state
    return handled.response
  }
  const send = (method: string, path: string, body?: unknown, more: More = {}): Answered => {
    const response = raw(method, path, body, more)
    assert(response._tag === 'Body' && typeof response.body !== 'string', `${method} ${path} answers with an object`)
    return {
      code: response.code,
      body: response.body,
      meta: metaOf(response.body),
      warnings: response.warnings ?? [],
    }
  }
  const watch = (path: string, query: ApiRequest['query'] = {}, accept?: string): WatchCursor => {
    const response = raw('GET', path, undefined, { query: { watch: 'true', ...query }, ...(accept && { accept }) })
    assert(response._tag === 'Watch', JSON.stringify(response))
    return response.watch
  }
  return {
    send,
    raw,
    watch,
    pull: (cursor: WatchCursor, at = nowMs): Pulled => pull(state, cursor, at),
    apply: (path: string, body: ApiObject, fieldManager: string, query: ApiRequest['query'] = {}) =>
      send('PATCH', path, body, { contentType: 'application/apply-patch+yaml', query: { fieldManager, ...query } }),
    patch: (path: string, body: unknown, kind: 'merge' | 'json' | 'strategic-merge' = 'merge', query = {}) =>
      send('PATCH', path, body, { contentType: `application/${kind}-patch+json`, query }),
    get state() {
      return state
    },
    set state(next: ClusterState) {
      state = next
    },
  }
}

/** With the CRD installed. */
export const withMyApps = (options: Partial<EmptyClusterOptions> = {}) => {
  const cluster = testCluster(options)
  assert.equal(
    cluster.send('POST', '/apis/apiextensions.k8s.io/v1/customresourcedefinitions', crd).code,
    201,
    'the CRD is installed',
  )
  return cluster
}

export interface WatchEvent {
  readonly type: string
  readonly object: ApiObject
}

export const eventsOf = (pulled: Pulled): readonly WatchEvent[] => pulled.lines.map(line => JSON.parse(line))

/** What is said of an event in a test: `ADDED web`. */
export const told = (pulled: Pulled): readonly string[] =>
  eventsOf(pulled).map(({ type, object }) => `${type} ${metaOf(object).name ?? ''}`.trim())
