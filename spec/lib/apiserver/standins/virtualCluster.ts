import assert from 'node:assert/strict'
import { handle } from '../../../../lib/apiserver/handle.ts'
import type { ApiObject } from '../../../../lib/apiserver/objects/resourceType.ts'
import type { StoredObject } from '../../../../lib/apiserver/standins/shapes.ts'
import { firstMemory, turn } from '../../../../lib/apiserver/standins/turn.ts'
import {
  type ClusterState,
  collectionOf,
  compact,
  emptyCluster,
  objectsOf,
} from '../../../../lib/apiserver/store/state.ts'

export const podReadyAfterMs = 150

/** A cluster with its stand-ins on a virtual clock. */
export const virtualCluster = () => {
  let nowMs = Date.UTC(2026, 0, 1)
  let state: ClusterState = emptyCluster({ nowMs, seed: 1, historyLimit: 1000 })
  let memory = firstMemory
  const options = { ca: 'CA', limit: 5, podReadyAfterMs, podGoneAfterMs: 20 }
  const admin = { name: 'admin', groups: ['system:masters'] }

  /** One request, which must succeed. */
  const send = (method: string, path: string, body?: unknown, contentType = 'application/json'): ApiObject => {
    const handled = handle(state, { method, path, query: {}, user: admin, body, contentType }, nowMs)
    const { response } = handled
    assert.equal(response._tag, 'Body')
    assert.ok(
      response._tag === 'Body' && response.code < 300 && typeof response.body !== 'string',
      JSON.stringify(response),
    )
    state = handled.state
    return response.body
  }

  /** Takes turns until nothing is left to do, now or later; answers how many requests were sent. */
  const settle = (untilMs = Number.POSITIVE_INFINITY): number => {
    let sent = 0
    for (let turns = 0; ; turns++) {
      assert.ok(turns < 5000, 'the stand-ins find no rest')
      const { memory: after, requests, next } = turn(state, memory, nowMs, options)
      memory = after
      for (const request of requests) {
        const handled = handle(state, request, nowMs)
        // What a predecessor still holds is a conflict like any other: it is asked again later.
        if (handled.response._tag === 'Body' && handled.response.code === 409) continue
        const refused = handled.response._tag === 'Body' && handled.response.code >= 300 ? handled.response : undefined
        assert.equal(refused, undefined, `${request.method} ${request.path}: ${JSON.stringify(refused)}`)
        state = handled.state
        sent += 1
      }
      if (next === undefined) return sent
      if (next === 'now') continue
      if (next.atMs > untilMs) return sent
      nowMs = Math.max(nowMs, next.atMs)
    }
  }

  return {
    send,
    settle,
    now: () => nowMs,
    /** All objects of a kind, by name. */
    all: (group: string, plural: string): readonly StoredObject[] =>
      [...objectsOf(state, { group, plural })].map(object => object as StoredObject),
    events: (group: string, plural: string) => [...collectionOf(state, { group, plural }).events],
    forget: () => {
      memory = firstMemory
    },
    compact: () => {
      state = compact(state, state.resourceVersion)
    },
  }
}

export type VirtualCluster = ReturnType<typeof virtualCluster>

export const deployment = (name: string, replicas: number, image = 'example/web:1') => ({
  apiVersion: 'apps/v1',
  kind: 'Deployment',
  metadata: { name },
  spec: {
    replicas,
    selector: { matchLabels: { app: name } },
    template: { metadata: { labels: { app: name } }, spec: { containers: [{ name: 'main', image }] } },
  },
})

export const deployments = '/apis/apps/v1/namespaces/default/deployments'
export const configMaps = '/api/v1/namespaces/default/configmaps'
export const mergePatch = 'application/merge-patch+json'
