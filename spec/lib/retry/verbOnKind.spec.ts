import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { ApiFailure } from '../../../lib/kube/failure.ts'
import { Deployment } from '../../../lib/kube/kinds.ts'
import {
  explainedFor,
  faultyPlace,
  isLasting,
  isPassing,
  placesOf,
  type VerbOnKind,
} from '../../../lib/retry/verbOnKind.ts'

const access: VerbOnKind = { verb: 'create', resource: Deployment, namespace: 'demo' }
const everywhere = 'create deployments.apps'
const here = `${everywhere} in namespace demo`
const status = (code: number, message = 'm'): ApiFailure => ({ _tag: 'Status', code, reason: 'R', message })

test('a place is a verb on a kind, in words', () => {
  assert.deepEqual(placesOf(access), [everywhere, here])
  const atStatus = { verb: 'patch', resource: { ...Deployment, group: '' }, subresource: 'status' } as const
  assert.deepEqual(placesOf(atStatus), ['patch deployments/status', 'patch deployments/status at the cluster scope'])
})

const lacks = 'User "bot" cannot create resource "deployments" in API group "apps" in the namespace "demo"'
const webhook = 'Internal error occurred: failed calling webhook "a.example.com": timeout'
const table: readonly (readonly [string, ApiFailure, string | undefined])[] = [
  ['a broken connection', { _tag: 'Connection', message: 'reset', sent: true }, everywhere],
  ['a missing right', status(403, `deployments.apps "web" is forbidden: ${lacks}`), here],
  [
    'a missing right to adopt',
    status(403, 'x is forbidden: cannot set an ownerRef on a resource you can’t delete'),
    here,
  ],
  ['a quota', status(403, 'deployments.apps "web" is forbidden: exceeded quota: small'), undefined],
  ['a kind that is not served', status(404, 'the server could not find the requested resource'), everywhere],
  ['a path that is not served', status(404, '404 page not found'), everywhere],
  ['an object that is gone', status(404, 'deployments.apps "web" not found'), undefined],
  ['a webhook that is away', status(500, webhook), here],
  ['an error of the server', status(500, 'etcdserver: request timed out'), everywhere],
  [
    'a field that nobody knows',
    status(500, 'failed to create typed patch object (x): .spec.z: field not declared'),
    undefined,
  ],
  ['credentials that rotate', status(401), everywhere],
  ['an overload', status(429), everywhere],
  ['a gateway', status(504), everywhere],
  ['an invalid object', status(422), undefined],
  ['a conflict', status(409), undefined],
]
for (const [name, failure, place] of table)
  test(`${name} ${place === undefined ? 'is the object’s own' : `is at ${place}`}`, () =>
    assert.equal(faultyPlace(access, failure), place))

test('a kind, or a status, that is not served is named with its remedy', () => {
  const kind = status(404, 'the server could not find the requested resource')
  assert.match(explainedFor(access, kind).message, /^Deployment of apps\/v1 is not served: install its CRD/)
  assert.equal(
    explainedFor({ ...access, subresource: 'status' }, kind).message,
    'Deployment has no status subresource: add subresources: { status: {} } to v1 in its CRD, or declare reports: false',
  )
  const other = status(404, 'deployments.apps "web" not found')
  assert.equal(explainedFor(access, other), other)
})

test('what passes by itself is told to nobody, what does not at once, the rest later', () => {
  const told = (failure: ApiFailure) => [isPassing(failure), isLasting(failure)]
  assert.deepEqual(
    [401, 429, 502, 503, 504].map(code => told(status(code))),
    Array(5).fill([true, false]),
  )
  assert.deepEqual(
    [403, 404].map(code => told(status(code))),
    Array(2).fill([false, true]),
  )
  assert.deepEqual(told(status(500)), [false, false])
})
