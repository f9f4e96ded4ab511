import assert from 'node:assert/strict'
import { test } from 'node:test'
import { timestamp } from '../../../lib/apiserver/objects/timestamp.ts'
import { uid } from '../../../lib/apiserver/objects/uid.ts'
import { myApp, myApps, testCluster, withMyApps } from './testCluster.ts'

const pods = '/api/v1/namespaces/default/pods'
const errors: readonly (readonly [method: string, path: string, code: number, reason: string, message: string])[] = [
  ['GET', '/apis/apps/v9/things', 404, 'NotFound', 'the server could not find the requested resource'],
  ['GET', '/api/v1/things', 404, 'NotFound', 'the server could not find the requested resource'],
  ['GET', '/api/v1/namespaces/default/pods/web', 404, 'NotFound', 'pods "web" not found'],
  ['GET', `${myApps}/web`, 404, 'NotFound', 'myapps.example.com "web" not found'],
  ['POST', `${pods}/web`, 405, 'MethodNotAllowed', 'the server does not allow this method on the requested resource'],
  ['PUT', pods, 405, 'MethodNotAllowed', 'the server does not allow this method on the requested resource'],
  ['GET', `${pods}/web/nothing`, 404, 'NotFound', 'the server could not find the requested resource'],
  ['PUT', myApps, 400, 'BadRequest', 'name must be provided'],
  ['GET', `${myApps}/web/nothing`, 404, 'NotFound', 'myapps.example.com "web" not found'],
  [
    'DELETE',
    `${myApps}/web/status`,
    405,
    'MethodNotAllowed',
    'delete is not supported on resources of kind "myapps.example.com"',
  ],
]
for (const [method, path, code, reason, message] of errors) {
  test(`${method} ${path} is refused with ${code}`, () => {
    const { body, ...answered } = withMyApps().send(method, path, myApp('web'))
    assert.deepEqual(
      [answered.code, body.kind, body.code, body.reason, body.message],
      [code, 'Status', code, reason, message],
    )
  })
}

test('a path below nothing is no Status', () => {
  const response = testCluster().raw('GET', '/nothing')
  assert.deepEqual(response._tag === 'Body' && [response.code, response.body], [404, '404 page not found\n'])
})

test('the probes answer ok, and the version is told', () => {
  const cluster = testCluster()
  for (const path of ['/healthz', '/readyz', '/livez']) {
    const response = cluster.raw('GET', path)
    assert.deepEqual(response._tag === 'Body' && [response.code, response.body], [200, 'ok'])
  }
  assert.equal(cluster.send('GET', '/version').body.major, '1')
})

test('who asks what he may do is told what the roles say', () => {
  const { code, body } = testCluster().send(
    'POST',
    '/apis/authorization.k8s.io/v1/selfsubjectaccessreviews',
    { spec: { resourceAttributes: { verb: 'get', resource: 'pods' } } },
    { user: { name: 'jane', groups: [] } },
  )
  assert.deepEqual([code, body.status], [201, { allowed: false }])
})

test('equal seeds and requests give equal clusters, whatever was forked off', () => {
  const run = (seed: number, fork: boolean) => {
    const cluster = withMyApps({ seed })
    cluster.send('POST', myApps, myApp('a'))
    const kept = cluster.state
    if (fork) cluster.send('DELETE', `${myApps}/a`)
    cluster.state = kept
    return cluster.send('POST', myApps, myApp('b')).body
  }
  assert.deepEqual(run(7, true), run(7, false))
  assert.notDeepEqual(run(7, false), run(8, false))
})

test('uids differ', () => {
  const all = new Set(Array.from({ length: 20_000 }, (_, at) => uid(at % 2, at >> 1)))
  assert.equal(all.size, 20_000)
})

test('timestamps are those of the calendar', () => {
  for (const ms of [0, 951_782_399_999, 951_782_400_000, 1_709_164_800_000, 4_102_444_800_000, 1_700_000_000_123]) {
    assert.equal(timestamp(ms), `${new Date(ms).toISOString().slice(0, 19)}Z`)
  }
})

test('a custom resource is created by the path of an object, too', () => {
  const cluster = withMyApps()
  assert.equal(cluster.send('POST', `${myApps}/other`, myApp('web')).code, 201)
  assert.equal(cluster.send('GET', `${myApps}/web`).code, 200)
})
